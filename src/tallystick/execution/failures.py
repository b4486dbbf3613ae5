"""What is kept of an exception, and what people see of it."""

from __future__ import annotations

import traceback
from types import TracebackType

from tallystick.records.runs import Failure


def failure_of(error: BaseException) -> Failure:
    """What to record about an exception: the traceback begins with the user's own code."""
    shown = traceback.format_exception(type(error), error, users_part(error.__traceback__))
    return Failure(
        type=f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins."),
        message=_message(error),
        traceback="".join(shown),
    )


def summary(error: BaseException | None, *, longest: int = 120) -> str:
    """The exception in one line of at most so many characters; empty for none."""
    if error is None:
        return ""
    return shortened(f"{type(error).__name__}: {_message(error)}".split("\n")[0], longest)


def shortened(line: str, longest: int) -> str:
    """The line, of at most so many characters; dots at its end stand for the rest."""
    return line if len(line) <= longest else (line[: max(0, longest - 3)] + "...")[:longest]


def users_part(frame: TracebackType | None) -> TracebackType | None:
    """The traceback without Tallystick's own frames at its top; the last one where all are."""
    while frame is not None and frame.tb_next is not None:
        if not str(frame.tb_frame.f_globals.get("__name__", "")).startswith("tallystick."):
            break
        frame = frame.tb_next
    return frame


def _message(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # noqa: BLE001  people's exceptions may fail to say what they are
        return f"<{type(error).__name__} that cannot be shown>"
