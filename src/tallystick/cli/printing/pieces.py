"""Lines made of pieces that say what they are, in colours where that is a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from tallystick.cli.printing.console import printable
from tallystick.comparison.pieces import Line, Role

_STYLES = {
    Role.PLAIN: "",
    Role.TITLE: "bold",
    Role.QUIET: "dim",
    Role.BEST: "bold green",
    Role.WORST: "red",
    Role.ADDED: "green",
    Role.REMOVED: "red",
}


def print_lines(console: Console, lines: Iterable[Line]) -> None:
    """Print the lines as they are: too long ones go on in the next."""
    for line in lines:
        text = Text.assemble(*((printable(piece.text), _STYLES[piece.role]) for piece in line))
        text.rstrip()
        console.print(text, soft_wrap=True)
