"""Options that every command has, and what they lead to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from cyclopts import Group, Parameter

from tallystick.cli.as_of import parse_as_of

if TYPE_CHECKING:
    from tallystick.client.client import Client
    from tallystick.client.session import Session


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
        """A client of the store and project, for a store that is there.

        Raises `NotFoundError` for a store that option, environment or settings file name and that
        is not there. The default store may be missing: it reads as empty, and a note says so.
        """
        client = self._client
        self._check_store(client.session)
        self._tell_unknown_project(client.session)
        return client

    @property
    def session(self) -> Session:
        """The same without a look at the store: for commands that may make one, or need none."""
        return self._client.session

    @property
    def _client(self) -> Client:
        from tallystick.client.client import Client
        from tallystick.client.session import session_at

        at = None if self.store is None else session_at(self.store)
        return Client(at, project=self.project)

    def _tell_unknown_project(self, session: Session) -> None:
        # Nothing is in a project before something is made in it.
        if self.project is None or self.project in (known := session.store.projects()):
            return
        from tallystick.cli.printing.console import notes, printable
        from tallystick.errors import unknown

        notes().print(printable(unknown("project", self.project, known)), style="dim")

    def _check_store(self, session: Session) -> None:
        from tallystick.config import setting_sources, store_folder

        folder = store_folder(session.settings.store)
        if folder is None or (folder / "store.db").exists():
            return
        named_by = "--store" if self.store is not None else setting_sources()["store"]
        if named_by != "default":
            from tallystick.store.sql.absent import check_store_at

            check_store_at(folder, named_by=named_by)
        from tallystick.cli.printing.console import notes

        notes().print(
            f"There is no store yet; the first pipeline that runs makes it, in {folder}.",
            style="dim",
        )


@Parameter(name="*", group=EVERYWHERE)
@dataclass(frozen=True)
class ReadingOptions(Options):
    """Where to look, as of when, and in which form to answer."""

    as_of: Annotated[
        str | None,
        Parameter(
            group="Parameters",
            help="Show everything as it was recorded then: a time such as 2026-01-31T12:00 or "
            "-2d, or a number of the journal.",
            allow_leading_hyphen=True,
        ),
    ] = None

    @property
    def client(self) -> Client:
        """A client that reads the store as it is, or was then."""
        now = super().client
        return now if self.as_of is None else type(now)(now.session.at(parse_as_of(self.as_of)))
