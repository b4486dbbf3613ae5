"""What went wrong in a run or a step."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from tallystick.cli.printing.cards import print_title
from tallystick.cli.printing.console import printable
from tallystick.records.runs import Failure


def print_failure(console: Console, failure: Failure, *, step: str | None = None) -> None:
    """The traceback as it was raised, or the exception alone; `step` is whose it was."""
    print_title(console, f"failure of step {step!r}" if step else "failure")
    text = failure.traceback.rstrip() or f"{failure.type}: {failure.message}"
    for line in printable(text, lines=True).splitlines():
        console.print(Text("  " + line, "red"), soft_wrap=True)
