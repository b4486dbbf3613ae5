"""What differs at one pair of steps by itself, not because of what is upstream."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import Any

from tallystick.comparison.causes.cause import Cause, CauseKind, Change, Standing
from tallystick.comparison.causes.changes import changed, profile_changes
from tallystick.comparison.causes.cones import Cone, Node
from tallystick.comparison.causes.pairs import Pair, Read
from tallystick.comparison.content import parameters, step_code
from tallystick.comparison.rows import MISSING
from tallystick.records.steps import StepRun

# What is said of a step without changing its result.
_WITHOUT_EFFECT = ("enable_cache", "enable_step_logs", "enable_artifact_visualization", "model")


def local_causes(pair: Pair, before: Cone, after: Cone) -> list[Cause]:
    """The causes at a pair, in the order of their kinds."""
    if pair.is_replaced:
        return [_replaced(pair)]
    return [
        *_code(pair, before, after),
        *_parameters(pair),
        *_configuration(pair),
        *_rewired(pair),
        *_inputs(pair, before, after),
    ]


def _cause(pair: Pair, kind: CauseKind, **fields: Any) -> Cause:
    return Cause(kind=kind, standing=Standing.LIKELY, step=pair.name, **fields)


def _replaced(pair: Pair) -> Cause:
    return _cause(
        pair,
        CauseKind.STEP,
        before=pair.before.step.step,
        after=pair.after.step.step,
        note="Another step is at its place.",
    )


def _code(pair: Pair, before: Cone, after: Cone) -> Iterator[Cause]:
    old, new = pair.before.step, pair.after.step
    parts = changed(_parts(old), _parts(new))
    if not parts:
        return
    helpers = [change for change in parts if change.path != "code"]
    note = ""
    if len(helpers) == len(parts):
        names = ", ".join(_part_name(change.path) for change in helpers)
        note = f"The step's own code is the same; what it uses changed: {names}."
    yield _cause(
        pair,
        CauseKind.CODE,
        before=old.code_hash or MISSING,
        after=new.code_hash or MISSING,
        diff=_diff(_source(before, pair.before), _source(after, pair.after)),
        changes=parts,
        note=note,
    )


def _parts(step: StepRun) -> dict[str, str]:
    """The hashes of the parts of a step's code by name, whatever dots are in those."""
    return step_code(step)


def _part_name(path: str) -> str:
    return path.strip('"').replace(".", " ", 1)


def _source(cone: Cone, node: Node) -> str:
    return cone.sources.get(node.step.source or "", "")


def _diff(before: str, after: str) -> str:
    if not before or not after:
        return ""
    lines = difflib.unified_diff(
        before.splitlines(), after.splitlines(), "before", "after", "", "", 3, ""
    )
    return "\n".join(lines)


def _parameters(pair: Pair) -> Iterator[Cause]:
    for change in changed(parameters(pair.before.step), parameters(pair.after.step)):
        yield _cause(
            pair, CauseKind.PARAMETER, name=change.path, before=change.before, after=change.after
        )


def _configuration(pair: Pair) -> Iterator[Cause]:
    for change in changed(_configured(pair.before.step), _configured(pair.after.step)):
        yield _cause(
            pair,
            CauseKind.CONFIGURATION,
            name=change.path,
            before=change.before,
            after=change.after,
        )


def _configured(step: StepRun) -> Mapping[str, Any]:
    return {name: said for name, said in step.config.items() if name not in _WITHOUT_EFFECT}


def _rewired(pair: Pair) -> Iterator[Cause]:
    for name, before, after in pair.rewired:
        yield _cause(
            pair,
            CauseKind.STEP,
            name=name,
            before=MISSING if before is None else before.name,
            after=MISSING if after is None else after.name,
            note=f"Input {name} comes from elsewhere.",
        )


def _inputs(pair: Pair, before: Cone, after: Cone) -> Iterator[Cause]:
    """Inputs that differ and that no step made."""
    elsewhere = {name for name, _, _ in pair.rewired}
    for read in pair.reads:
        if read.differs and read.upstream is None and read.name not in elsewhere:
            yield _cause(
                pair,
                CauseKind.INPUT,
                name=read.name,
                before=before.said(read.before),
                after=after.said(read.after),
                changes=read_changes(read, before, after),
            )


def read_changes(read: Read, before: Cone, after: Cone) -> tuple[Change, ...]:
    """How what is known about what was read moved."""
    if read.before is None or read.after is None:
        return ()
    return profile_changes(before.versions.get(read.before), after.versions.get(read.after))
