"""What to say where results differ and nothing that is recorded does."""

from __future__ import annotations

from typing import Any

from tallystick.comparison.causes.cause import Cause, CauseKind, Change, Standing
from tallystick.comparison.causes.changes import leaves, profile_changes
from tallystick.comparison.causes.cones import Cone, same_content
from tallystick.comparison.causes.pairs import Pair
from tallystick.comparison.content import parameters
from tallystick.comparison.rows import MISSING
from tallystick.records.runs import Failure

_SEEDS = ("seed", "random_state")


def unexplained(
    step: str,
    before: Cone,
    after: Cone,
    pair: Pair | None = None,
    *,
    only_files: bool = False,
) -> Cause:
    """That the results of a step, or of the whole run, differ without a recorded reason.

    With `only_files` it is not known whether more than the bytes of its files differs.
    """
    bytes_note = "Its files differ, and nothing else that is known of them. " if only_files else ""
    return Cause(
        kind=CauseKind.UNEXPLAINED,
        standing=Standing.LIKELY,
        step=step,
        changes=() if pair is None else _changes(pair, before, after),
        note=f"{bytes_note}Not explained by anything recorded. {_seeds(before, after)}",
    )


def _seeds(before: Cone, after: Cone) -> str:
    """A sentence on the seeds among the parameters."""
    found = _seeded(before) | _seeded(after)
    if not found:
        return (
            "No seed is among the recorded parameters: chance, time, or what is read from "
            "elsewhere may have made the difference."
        )
    said = ", ".join(f"{path} = {value}" for path, value in found.items())
    return (
        f"The recorded seeds are the same ({said}): time, another source of chance, or what is "
        "read from elsewhere may have made the difference."
    )


def _seeded(cone: Cone) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for node in cone.nodes.values():
        for path, value in leaves(parameters(node.step)).items():
            if any(word in path.rpartition(".")[2].lower() for word in _SEEDS):
                found[f"{node.name}.{path}"] = value
    return found


def _changes(pair: Pair, before: Cone, after: Cone) -> tuple[Change, ...]:
    """How the pair ended, and how what it made moved."""
    old, new = pair.before.step, pair.after.step
    found: list[Change] = []
    if old.status.is_successful != new.status.is_successful:
        found.append(Change("status", old.status.value, new.status.value))
        found.append(Change("failure", _said(old.failure), _said(new.failure)))
    for name in old.outputs.keys() & new.outputs.keys():
        for one, other in zip(old.outputs[name], new.outputs[name], strict=False):
            if not same_content(before, one, after, other):
                moved = profile_changes(before.versions.get(one), after.versions.get(other))
                found += [
                    Change(f"{name}.{change.path}", change.before, change.after, change.delta)
                    for change in moved
                ]
    return tuple(found)


def _said(failure: Failure | None) -> Any:
    return MISSING if failure is None else f"{failure.type}: {failure.message}"
