"""How commands fail: the exit code, and what people read."""

from __future__ import annotations

import sys
from enum import IntEnum

from cyclopts import CycloptsError

from tallystick.errors import (
    AmbiguousReferenceError,
    InvalidArgumentError,
    InvalidQueryError,
    InvalidValueError,
    NotFoundError,
)


class ExitCode(IntEnum):
    """What the process ends with."""

    OK = 0
    ERROR = 1
    USAGE = 2
    NOT_FOUND = 3
    INTERRUPTED = 130


_BEFORE, _AFTER = 50, 25
"""How many characters of a query are shown before and after the one that is pointed at."""

_USAGE = (CycloptsError, InvalidArgumentError, InvalidValueError, AmbiguousReferenceError)


def exit_code(error: Exception) -> ExitCode:
    """The code for what went wrong.

    What was typed or set and cannot be understood is usage; a thing that is not there is not found.
    """
    if isinstance(error, _USAGE):
        return ExitCode.USAGE
    if isinstance(error, NotFoundError):
        return ExitCode.NOT_FOUND
    return ExitCode.ERROR


def say(error: Exception) -> None:
    """Write what went wrong to the error stream, in red where that is a terminal."""
    from rich.console import Console
    from rich.text import Text

    from tallystick.cli.printing.console import printable

    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print(Text.assemble(("Error: ", "bold red"), printable(_message(error), lines=True)))
    if isinstance(error, InvalidQueryError) and "query" in error.facts:
        console.print(Text(pointed(str(error.facts["query"]), int(str(error.facts["column"])))))
    if isinstance(error, CycloptsError):
        words = " ".join(["tally", *(error.command_chain or ())])
        console.print(Text(f"See: {words} --help", style="dim"))
    sys.stderr.flush()


def pointed(query: str, column: int) -> str:
    """The part of a query around a column, and below it a caret that points there.

    >>> print(pointed("status = complet", 10))
      status = complet
               ^
    """
    from rich.cells import cell_len

    from tallystick.cli.printing.console import printable

    begin = max(0, column - 1 - _BEFORE)
    before = ("…" if begin else "") + printable(query[begin : column - 1])
    after = printable(query[column - 1 : column - 1 + _AFTER])
    more = "…" if column - 1 + _AFTER < len(query) else ""
    return f"  {before}{after}{more}\n  {' ' * cell_len(before)}^"


def _message(error: Exception) -> str:
    if isinstance(error, CycloptsError):
        error.verbose = False
        return str(error).strip()
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}: {error.filename}" if error.filename else error.strerror
    return str(error)
