"""`tally sync`."""

from __future__ import annotations

from typing import Annotated

import msgspec

from tallystick.cli.nouns import verb
from tallystick.cli.options import Options, flag
from tallystick.cli.printing import words
from tallystick.cli.printing.console import answers, notes, printable
from tallystick.cli.printing.plain import print_json
from tallystick.cli.printing.tables import Column, print_table
from tallystick.config import Settings, is_served, spool_folder
from tallystick.errors import TallystickError
from tallystick.store.rest.spool.places import Place, places
from tallystick.store.rest.spool.waiting import Waiting, deliver_all, waiting

app = verb("sync")


@app.default
def sync(
    *,
    status: Annotated[bool, flag("Show what waits and what was refused; deliver nothing.")] = False,
    options: Options = Options(),
) -> None:
    """Deliver what waits in the spool of this machine: for all servers, or that of --store.

    Processes that still run deliver what they said themselves.
    """
    settings = options.session.settings
    found = _places(settings, only_store=options.store is not None)
    failure = None if status else _deliver(found, settings)
    left = [one for place in found if _is_worth_telling(one := waiting(place))]
    if options.json:
        print_json({"items": [_as_json(one) for one in left], "total": len(left)})
    else:
        _print(left)
    if failure is not None:
        raise failure


def _places(settings: Settings, *, only_store: bool) -> list[Place]:
    folder = spool_folder(settings.home)
    found = [] if folder is None else places(folder)
    if only_store:
        return [place for place in found if place.url == settings.store.rstrip("/")]
    return found


def _deliver(found: list[Place], settings: Settings) -> TallystickError | None:
    """Deliver to each server; the first failure, after all were tried."""
    first = None
    for place in found:
        # A token is shown to nobody but the server it is for.
        ours = is_served(settings.store) and settings.store.rstrip("/") == place.url
        try:
            deliver_all(place, token=settings.token if ours else None)
        except TallystickError as error:
            first = first or error
    return first


def _is_worth_telling(one: Waiting) -> bool:
    return bool(one.commands or one.refused or one.damaged)


def _as_json(one: Waiting) -> dict[str, object]:
    return {
        "server": one.server,
        "commands": one.commands,
        "size_bytes": one.size_bytes,
        "oldest": None if one.oldest is None else one.oldest.isoformat(),
        "running_processes": one.running,
        "refused": [
            {
                "file": str(path),
                "refused_at": refused.refused_at.isoformat(),
                "type": refused.problem.type,
                "reason": refused.problem.detail,
                "commands": msgspec.json.decode(refused.commands),
            }
            for path, refused in one.refused
        ],
        "damaged": [str(path) for path in one.damaged],
    }


def _print(left: list[Waiting]) -> None:
    console = answers()
    if not left:
        notes().print("Nothing waits.", style="dim")
        return
    columns = [Column("server", gives=1), Column("waits", numeric=True), Column("oldest")]
    columns += [Column("of running processes", numeric=True), Column("refused", numeric=True)]
    rows = [
        (
            printable(one.server),
            words.count(one.commands, "command"),
            "" if one.oldest is None else words.when(one.oldest, terminal=console.is_terminal),
            f"{one.running:,}",
            f"{len(one.refused):,}",
        )
        for one in left
    ]
    print_table(console, columns, rows)
    for one in left:
        for path, refused in one.refused:
            console.print(printable(f"Refused ({refused.problem.type}): {refused.problem.detail}"))
            console.print(printable(f"  kept in {path}"))
        for path in one.damaged:
            console.print(printable(f"Damaged, kept in {path}"))
