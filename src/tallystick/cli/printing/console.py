"""Where answers are written."""

from __future__ import annotations

import shutil
import unicodedata

from rich.console import Console

_UNLIMITED = 100_000


def answers() -> Console:
    """Standard output: with colours and as wide as it is on a terminal.

    Elsewhere plain text, in lines as long as they need to be: nothing is cut off or wrapped.
    """
    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = _UNLIMITED
        console.no_color = True
    return console


def page_width() -> int:
    """How wide the terminal is; without one 80 columns, unless COLUMNS says something else."""
    return shutil.get_terminal_size().columns


def notes() -> Console:
    """The error stream, for what belongs to no answer."""
    return Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)


def printable(text: str, *, lines: bool = False) -> str:
    """The text with control characters written as escapes, so that it cannot steer a terminal.

    Ends of lines are among them, unless the text may have several `lines`.
    """
    if text.isprintable():
        return text
    return "".join(
        one if _is_harmless(one) or (lines and one == "\n") else _escaped(one) for one in text
    )


def _is_harmless(character: str) -> bool:
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Zl", "Zp")


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode()
