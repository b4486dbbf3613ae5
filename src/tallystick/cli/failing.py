"""How commands fail: the exit code, and what people read."""

from __future__ import annotations

import sys
from enum import IntEnum

from cyclopts import CycloptsError

from tallystick.errors import (
    AmbiguousReferenceError,
    InvalidArgumentError,
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
    if isinstance(error, CycloptsError):
        words = " ".join(["tally", *(error.command_chain or ())])
        console.print(Text(f"See: {words} --help", style="dim"))
    sys.stderr.flush()


def _message(error: Exception) -> str:
    if isinstance(error, CycloptsError):
        error.verbose = False
        return str(error).strip()
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}: {error.filename}" if error.filename else error.strerror
    return str(error)
