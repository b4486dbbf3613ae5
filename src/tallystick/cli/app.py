"""From a command line to the code that the process ends with."""

from __future__ import annotations

import contextlib
import os
import sys
import warnings
from collections.abc import Sequence

from cyclopts import CycloptsError

from tallystick.cli.failing import ExitCode, exit_code, say
from tallystick.cli.nouns import root
from tallystick.cli.tokens import in_order
from tallystick.errors import TallystickError


def run(tokens: Sequence[str]) -> int:
    """Run one command; the exit code. What people did wrong is said on the error stream."""
    for stream in (sys.stdout, sys.stderr):
        # What a terminal cannot show must not end a command half-way.
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        with warnings.catch_warnings():
            warnings.showwarning = _note
            _call(tokens)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has seen enough, as in `tally runs list | head`.
        _discard_output()
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except (TallystickError, CycloptsError, OSError) as error:
        say(error)
        return exit_code(error)
    return ExitCode.OK


def _call(tokens: Sequence[str]) -> None:
    app = root()
    app.suppress_keyboard_interrupt = False
    app(in_order(tokens), exit_on_error=False, print_error=False, result_action="return_none")


def _note(message: Warning | str, *_: object, **__: object) -> None:
    from tallystick.cli.printing.console import notes, printable

    notes().print(printable(str(message)))


def _discard_output() -> None:
    # Python flushes the stream at its end, which would complain again.
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
