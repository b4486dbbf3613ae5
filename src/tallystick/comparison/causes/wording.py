"""The words that all faces of an explanation share."""

from __future__ import annotations

from typing import Any

from tallystick.comparison.causes.cause import Cause, CauseKind, Change, Standing
from tallystick.comparison.causes.reasons import Reasons
from tallystick.comparison.rows import MISSING
from tallystick.comparison.wording import counted, shown_value

_NOUNS = {
    CauseKind.STEP: "step",
    CauseKind.CODE: "code",
    CauseKind.PARAMETER: "parameter",
    CauseKind.CONFIGURATION: "configuration",
    CauseKind.INPUT: "input",
    CauseKind.CACHE: "cache",
    CauseKind.PYTHON: "interpreter",
    CauseKind.PACKAGE: "package",
    CauseKind.HARDWARE: "machine",
    CauseKind.HOST: "machine",
    CauseKind.VARIABLE: "environment variable",
    CauseKind.COMMIT: "code of the run:",
}
ARROW = "→"

HEADINGS = {
    Standing.POSSIBLE: "may have had a part in it",
    Standing.IDLE: "differs without an effect that was recorded",
}
"""What stands above causes that are not likely ones."""


def headline(reasons: Reasons) -> str:
    """What is explained, and how much was found."""
    likely = [one for one in reasons.causes if one.standing is Standing.LIKELY]
    if not reasons.causes and not reasons.effects:
        return f"{reasons.before} {ARROW} {reasons.after}: nothing recorded differs"
    said = [counted(len(likely), "likely cause")] if likely else []
    for standing in (Standing.POSSIBLE, Standing.IDLE):
        number = sum(one.standing is standing for one in reasons.causes)
        if number:
            said.append(f"{number:,} {standing}")
    said.append(f"{counted(len(reasons.effects), 'metric')} moved")
    return f"{reasons.before} {ARROW} {reasons.after}: {', '.join(said)}"


def title(cause: Cause) -> str:
    """A cause in a few words: what it is and where."""
    if cause.kind is CauseKind.UNEXPLAINED:
        what = "another result"
        return f"{what} of step {cause.step}" if cause.step else what
    words = [_NOUNS[cause.kind]]
    if cause.kind is CauseKind.STEP and not cause.name:
        return f"step {cause.step}"
    if cause.kind is CauseKind.STEP:
        words = ["input"]
    if cause.name:
        words.append(cause.name)
    if cause.step:
        words.append(f"of step {cause.step}")
    return " ".join(words)


def from_to(before: Any, after: Any) -> str:
    """Two values with an arrow between them; what was not there is a dash."""
    return f"{value(before)} {ARROW} {value(after)}"


def changed(change: Change) -> str:
    """A change without its path: from what to what, and by how much."""
    text = from_to(change.before, change.after)
    if change.delta is not None and change.delta.sign:
        text += f"  {change.delta}"
    return text


def value(given: Any) -> str:
    """A value as short text."""
    return "-" if given is MISSING else shown_value(given)
