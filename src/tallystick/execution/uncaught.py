"""What Python shows of an exception that nothing in the program catches."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Protocol


class Report(Protocol):
    """Text that tells of an exception better than its traceback does."""

    def __call__(self, called_at: TracebackType | None) -> str:
        """The text; empty where all has been said. `called_at` is where it went through."""


_REPORT = "_tallystick_report"


def report_as(error: BaseException, report: Report) -> None:
    """Where nothing catches `error`, Python and notebooks show `report` and no traceback.

    Programs that have chosen how their exceptions are shown see what they have chosen.
    """
    setattr(error, _REPORT, report)
    # IPython asks exceptions for this.
    error._render_traceback_ = lambda: report(error.__traceback__).splitlines()  # type: ignore[attr-defined]  # it may have any
    if sys.excepthook is sys.__excepthook__:
        sys.excepthook = _show


def _show(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    report: Report | None = getattr(error, _REPORT, None)
    if report is None:
        sys.__excepthook__(kind, error, traceback)
        return
    text = report(traceback)
    if text and sys.stderr is not None:
        sys.stderr.write(text.rstrip("\n") + "\n")
