"""Causes that are of the whole run, or of a step that only one of the runs has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tallystick.comparison.causes.cause import Cause, CauseKind, Change, Standing
from tallystick.comparison.causes.changes import changed, profile_changes
from tallystick.comparison.causes.cones import Cone, Node
from tallystick.comparison.causes.pairs import Pairs
from tallystick.comparison.content import parameters
from tallystick.comparison.directions import last_segment
from tallystick.comparison.rows import MISSING
from tallystick.comparison.sameness import same


def whole_causes(
    before: Cone,
    after: Cone,
    matched: Pairs,
    others: Sequence[Cause],
    *,
    something_moved: bool,
) -> Iterator[Cause]:
    """The causes that are at no pair of steps; `others` are those that are."""
    steps = [*_steps(before, after, matched)]
    yield from steps
    if before.run is None or after.run is None:
        yield from _products(before, after, matched)
        return
    weaker = Standing.POSSIBLE if something_moved else Standing.IDLE
    is_rewired = any(one.kind is CauseKind.STEP for one in (*others, *steps))
    for change in changed(parameters(before.run), parameters(after.run)):
        if not _is_passed_on(change, others):
            standing = Standing.LIKELY if is_rewired else weaker
            note = (
                "A parameter of the pipeline, which decides what its steps are."
                if is_rewired
                else "A parameter of the pipeline."
            )
            yield _of_run(CauseKind.PARAMETER, change, standing, note)
    named = {
        name: (before.run.code.get(name), after.run.code.get(name))
        for name in ("commit", "dirty", "arguments")
    }
    has_code = any(one.kind is CauseKind.CODE for one in others)
    for name, (old, new) in named.items():
        if not same(old, new) and not (has_code and name != "arguments"):
            kind = CauseKind.CONFIGURATION if name == "arguments" else CauseKind.COMMIT
            note = "" if name == "arguments" else "No step's code differs in what is recorded."
            yield _of_run(
                kind,
                Change(name, MISSING if old is None else old, MISSING if new is None else new),
                weaker,
                note,
            )


def _of_run(kind: CauseKind, change: Change, standing: Standing, note: str) -> Cause:
    return Cause(
        kind=kind,
        standing=standing,
        name=change.path,
        before=change.before,
        after=change.after,
        note=note,
    )


def _is_passed_on(change: Change, others: Sequence[Cause]) -> bool:
    """Whether a step has the very change among its own parameters."""
    return any(
        one.kind is CauseKind.PARAMETER
        and last_segment(one.name) == last_segment(change.path)
        and same(one.before, change.before)
        and same(one.after, change.after)
        for one in others
    )


def _steps(before: Cone, after: Cone, matched: Pairs) -> Iterator[Cause]:
    for node in matched.only_before:
        if not _was_planned(after, node):
            yield _one_sided(node, before=node.step.step)
    for node in matched.only_after:
        if not _was_planned(before, node):
            yield _one_sided(node, after=node.step.step)


def _was_planned(cone: Cone, node: Node) -> bool:
    """Whether the other run would have had the step, had it come so far."""
    return cone.run is not None and any(name == node.step.name for name, _ in cone.run.graph)


def _one_sided(node: Node, *, before: object = MISSING, after: object = MISSING) -> Cause:
    has_result = bool(node.step.outputs or node.entries)
    return Cause(
        kind=CauseKind.STEP,
        standing=Standing.LIKELY if has_result else Standing.IDLE,
        step=node.name,
        before=before,
        after=after,
        note="The step is new." if before is MISSING else "The step is gone.",
    )


def _products(before: Cone, after: Cone, matched: Pairs) -> Iterator[Cause]:
    """That artifact versions which no step made are others."""
    if matched.pairs or before.product is None or after.product is None:
        return
    old, new = before.versions.get(before.product), after.versions.get(after.product)
    if old is not None and new is not None and old.record.sha256 != new.record.sha256:
        yield Cause(
            kind=CauseKind.INPUT,
            standing=Standing.LIKELY,
            name=new.record.artifact,
            before=before.said(before.product),
            after=after.said(after.product),
            changes=profile_changes(old, new),
            note="No two steps made them.",
        )
