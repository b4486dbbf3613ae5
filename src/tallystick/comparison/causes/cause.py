"""Cause: one recorded difference, how it stands to the result, and what followed from it."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import msgspec

from tallystick.comparison.deltas import Delta
from tallystick.comparison.rows import MISSING


class CauseKind(StrEnum):
    """What differs. Of causes at one step, kinds come in this order."""

    STEP = "step"
    CODE = "code"
    PARAMETER = "parameter"
    CONFIGURATION = "configuration"
    INPUT = "input"
    CACHE = "cache"
    PYTHON = "python"
    PACKAGE = "package"
    HARDWARE = "hardware"
    HOST = "host"
    VARIABLE = "variable"
    COMMIT = "commit"
    UNEXPLAINED = "unexplained"


class Standing(StrEnum):
    """How sure it is that something is a cause, the surest first.

    `LIKELY`: the step's result differs, and this is the first difference on the way to it.
    `POSSIBLE`: results differ that have likelier causes, and this may have had a part in it.
    `IDLE`: it differs, and nothing that was recorded moved with it.
    """

    LIKELY = "likely"
    POSSIBLE = "possible"
    IDLE = "idle"


class Change(msgspec.Struct, frozen=True):
    """A value that is another: at a path, what it was and is. `MISSING` is what was not there."""

    path: str
    before: Any
    after: Any
    delta: Delta | None = None


class Effect(msgspec.Struct, frozen=True):
    """A metric that moved, and the step that logged it; empty where none did."""

    change: Change
    step: str = ""


class Consequence(msgspec.Struct, frozen=True):
    """What another step read that differs because of a cause upstream.

    `changes` is how what is known about the artifact moved.
    """

    step: str
    input: str
    before: str
    after: str
    changes: tuple[Change, ...] = ()


class Cause(msgspec.Struct, frozen=True, kw_only=True):
    """One recorded difference between two runs.

    `step` is where: the step's name, with its pipeline before it for steps of earlier runs; empty
    for what is of the whole run. `name` says what: a parameter, an input, a package. `before` and
    `after` are the two values, `MISSING` where there is none. `diff` is a unified diff of sources.
    `changes` are details: of an input how its profile moved, of code which parts changed.
    `chain` are the steps by which it reaches the result, from its own; `effects` the metrics that
    moved on that way; `consequences` what differs only because of this. `note` is a sentence.
    """

    kind: CauseKind
    standing: Standing
    step: str = ""
    name: str = ""
    before: Any = MISSING
    after: Any = MISSING
    diff: str = ""
    changes: tuple[Change, ...] = ()
    chain: tuple[str, ...] = ()
    effects: tuple[Effect, ...] = ()
    consequences: tuple[Consequence, ...] = ()
    note: str = ""
