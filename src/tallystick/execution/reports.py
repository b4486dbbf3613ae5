"""What people read of a run that did not end well."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
import traceback
from collections.abc import Iterable, Iterator, Mapping
from itertools import takewhile
from pathlib import Path
from types import TracebackType

from tallystick.errors import PipelineFailedError, StoreError, TallystickError
from tallystick.execution.failures import summary
from tallystick.execution.interrupts import Terminated
from tallystick.execution.orchestrators.base import Outcome
from tallystick.execution.run_context import RunContext
from tallystick.plan.plan import Invocation
from tallystick.records.runs import Status

_OURS = str(Path(__file__).parents[1])
_MOST_TRACEBACKS = 3


def interruption(run: RunContext, error: BaseException) -> str:
    """One line: which step was interrupted, and where the run can be seen."""
    if isinstance(error, Terminated):
        by = f"Ended by {error.signal.name}"
    elif isinstance(error, SystemExit):
        by = f"Left by sys.exit({'' if error.code is None else repr(error.code)})"
    else:
        by = "Interrupted"
    names = [repr(one.name) for one in run.plan.invocations if one.name in run.stopped]
    where = f"in {_steps(names)}" if names else "between steps"
    told = " ".join(_unrecorded(run)) or f"See: tally runs show {run.run_name}"
    return f"{by} {where}. {told}"


def failure(run: RunContext, outcomes: Mapping[str, Outcome]) -> PipelineFailedError:
    """The error for a run with failed steps, in one line."""
    failed = _failed(outcomes)
    names = ", ".join(map(repr, failed))
    errors = "; ".join(summary(error, longest=1000) for error in failed.values())
    left = [one.name for one in run.plan.invocations if one.name not in outcomes]
    rest = f"Not run: {', '.join(left)}. " if left else ""
    return PipelineFailedError(
        f"Run {run.run_name!r} failed in step {names}: {errors.rstrip('.')}. {rest}"
        + (
            " ".join(_unrecorded(run)) or f"What was logged is kept: tally runs show {run.run_name}"
        ),
        run_id=run.run_id,
        failed_steps=tuple(failed),
    )


class FailureReport:
    """What a person reads of a failed run: which step, why, and what that meant for the others."""

    def __init__(self, run: RunContext, outcomes: Mapping[str, Outcome]) -> None:
        self._run = run
        self._outcomes = outcomes
        self._failed = _failed(outcomes)

    def __call__(self, called_at: TracebackType | None) -> str:
        """The report; see `uncaught.Report`."""
        return "\n".join(self._parts(called_at))

    def _parts(self, called_at: TracebackType | None) -> Iterator[str]:
        names = [repr(name) for name in self._failed]
        steps = _steps(names)
        yield _striking(_filled(f"{steps[0].upper()}{steps[1:]} failed."))
        for number, (name, error) in enumerate(self._failed.items()):
            yield ""
            if len(names) > 1:
                yield f"Step {name!r}:"
            if number < _MOST_TRACEBACKS:
                yield _traceback(error)
            else:
                yield summary(error, longest=1000)
        yield ""
        yield from self._others()
        if place := _place(called_at):
            yield f"The pipeline was called at {place}."
        if told := list(_unrecorded(self._run)):
            yield from told
            return
        yield "What was logged is kept:"
        yield f"  tally runs show {self._run.run_name}"

    def _others(self) -> Iterator[str]:
        """What became of the steps that did not fail."""
        plan = self._run.plan
        after, before = (
            _after(plan.invocations, self._failed),
            _before(plan.invocations, self._failed),
        )
        left = [one.name for one in plan.invocations if one.name not in self._outcomes]
        yield from _listed("Not run because of it:", [name for name in left if name in after])
        yield from _listed(
            f"Not begun ({plan.execution_mode}):", [name for name in left if name not in after]
        )
        good = [name for name, one in self._outcomes.items() if one.status.is_successful]
        yield from _listed("Not affected:", [name for name in good if name not in before])


def refusal(error: StoreError) -> str:
    """Where the store did not let a run begin, or end well, and why."""
    shown = traceback.TracebackException.from_exception(error)
    # What it came from is in its message, and all after the call is ours.
    shown.__cause__ = shown.__context__ = None
    _set_frames(shown, list(takewhile(lambda one: not _is_ours(one), shown.stack)))
    return "".join(shown.format())


def _unrecorded(run: RunContext) -> Iterator[str]:
    """That the store does not know of all this, and why; nothing where it does."""
    if run.unrecorded:
        yield f"This could not be recorded: {run.unrecorded[0]}"


def _failed(outcomes: Mapping[str, Outcome]) -> dict[str, BaseException | None]:
    return {name: one.error for name, one in outcomes.items() if one.status is Status.FAILED}


def _after(invocations: Iterable[Invocation], failed: Iterable[str]) -> set[str]:
    """Those that wait for what failed, directly or not."""
    found = set(failed)
    for one in invocations:
        if found.intersection(one.upstream):
            found.add(one.name)
    return found


def _before(invocations: tuple[Invocation, ...], failed: Iterable[str]) -> set[str]:
    """Those that what failed has waited for, directly or not."""
    found = set(failed)
    for one in reversed(invocations):
        if one.name in found:
            found.update(one.upstream)
    return found


def _traceback(error: BaseException | None) -> str:
    """As Python shows it; of what Tallystick itself says is wrong, without its own frames."""
    if error is None:
        return ""
    shown = traceback.TracebackException.from_exception(error)
    if isinstance(error, TallystickError):
        part: traceback.TracebackException | None = shown
        while part is not None:
            _set_frames(part, [one for one in part.stack if not _is_ours(one)])
            part = part.__cause__ or part.__context__
    return "".join(shown.format()).rstrip("\n")


def _is_ours(frame: traceback.FrameSummary) -> bool:
    return frame.filename.startswith(_OURS)


def _set_frames(shown: traceback.TracebackException, frames: list[traceback.FrameSummary]) -> None:
    shown.stack = traceback.StackSummary.from_list(frames) if frames else None  # type: ignore[assignment]  # no frames, no heading


def _place(called_at: TracebackType | None) -> str:
    """The line of the program's own that a traceback goes through last."""
    place = ""
    while called_at is not None:
        code = called_at.tb_frame.f_code
        if not code.co_filename.startswith(_OURS):
            place = f"{Path(code.co_filename).name}:{called_at.tb_lineno}"
        called_at = called_at.tb_next
    return place


def _listed(heading: str, names: list[str]) -> Iterator[str]:
    if names:
        yield _filled(f"{heading} {', '.join(names)}")


def _filled(text: str) -> str:
    return textwrap.fill(
        text,
        shutil.get_terminal_size().columns,
        subsequent_indent="  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _steps(names: list[str]) -> str:
    if len(names) == 1:
        return f"step {names[0]}"
    return f"steps {', '.join(names[:-1])} and {names[-1]}"


def _striking(line: str) -> str:
    is_terminal = sys.stderr is not None and sys.stderr.isatty()
    return f"\x1b[1;31m{line}\x1b[0m" if is_terminal and "NO_COLOR" not in os.environ else line
