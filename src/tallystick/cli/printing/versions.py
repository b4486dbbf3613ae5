"""The versions beside one that is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from tallystick.cli.printing import words
from tallystick.cli.printing.cards import print_title
from tallystick.cli.printing.tables import Column, print_table
from tallystick.client.handles import Handle

_MOST = 10


def print_versions(
    console: Console, shown: Handle[Any], versions: Sequence[Handle[Any]], *fields: str
) -> None:
    """The newest versions first, the one that is shown marked; nothing where it is the only one."""
    if len(versions) < 2:
        return
    newest = list(reversed(versions))[:_MOST]
    more = f", the newest {_MOST}" if len(versions) > _MOST else ""
    print_title(console, words.count(len(versions), "version") + more)
    columns = [Column(""), *(Column(field, gives=1) for field in fields), Column("created")]
    print_table(console, columns, [_row(console, shown, one, fields) for one in newest])


def _row(
    console: Console, shown: Handle[Any], one: Handle[Any], fields: Sequence[str]
) -> list[Text | str]:
    names = (*fields, "created_at")
    facts = [(name, getattr(one.record, name)) for name in names]
    cells = [words.fact(name, value, terminal=console.is_terminal) for name, value in facts]
    return ["*" if one == shown else "", *cells]
