"""Options that every command has, and what they lead to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from cyclopts import Group, Parameter

if TYPE_CHECKING:
    from tallystick.client.client import Client


def flag(about: str) -> Parameter:
    """An option that is given or not, and takes no value."""
    return Parameter(help=about, negative=(), show_default=False)


Full = Annotated[bool, flag("Show long cards of metadata whole.")]

EVERYWHERE = Group("Options of every command", sort_key=100)


@Parameter(name="*", group=EVERYWHERE)
@dataclass(frozen=True)
class Options:
    """Where to look, and in which form to answer."""

    store: Annotated[
        str | None, Parameter(help="The store: a folder or URL. By default that of the settings.")
    ] = None
    project: Annotated[
        str | None, Parameter(help="The project within the store. By default that of the settings.")
    ] = None
    json: Annotated[bool, flag("Answer in JSON, for programs.")] = False

    @property
    def client(self) -> Client:
        """A client of the store and project, which are opened when they are first needed."""
        from tallystick.client.client import Client

        return Client(self.store, project=self.project)
