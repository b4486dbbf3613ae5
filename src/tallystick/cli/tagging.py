"""What tagging things of all kinds has in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from cyclopts import Parameter

from tallystick.cli.completing import tag_names
from tallystick.cli.options import Options
from tallystick.cli.printing.console import answers, printable
from tallystick.cli.printing.plain import print_json
from tallystick.cli.targets import described
from tallystick.client.handles import Handle
from tallystick.errors import InvalidArgumentError, NotFoundError, unknown

TagNames = Annotated[str, Parameter(name="TAG", help="The tags.", completer=tag_names)]


def tag(options: Options, handle: Handle[Any], names: Sequence[str]) -> None:
    """Give a thing tags, and say which it has. Those it has already are no error."""
    _check(names)
    for name in names:
        options.client.attach_tag(name, handle)
    _say(options, handle)


def untag(options: Options, handle: Handle[Any], names: Sequence[str]) -> None:
    """Take tags from a thing, and say which it has.

    Raises `NotFoundError` for a tag that it does not have; then it keeps all of them.
    """
    _check(names)
    for name in names:
        if name not in handle.tags:
            text = unknown(f"tag of {described(handle)} called", name, [*map(str, handle.tags)])
            raise NotFoundError(text, given=name)
    for name in names:
        options.client.detach_tag(name, handle)
    _say(options, handle)


def _check(names: Sequence[str]) -> None:
    if not names or not all(names):
        raise InvalidArgumentError("Give at least one tag, and no empty one.", given=tuple(names))


def _say(options: Options, handle: Handle[Any]) -> None:
    tags = [str(tag) for tag in handle.refresh().tags]
    if options.json:
        print_json({"kind": handle.kind, "id": str(handle.id), "tags": tags})
        return
    what = described(handle)
    has = f"has the tags {', '.join(tags)}" if len(tags) > 1 else f"has the tag {''.join(tags)}"
    answers().print(printable(f"{what[0].upper()}{what[1:]} {has if tags else 'has no tags'}."))
