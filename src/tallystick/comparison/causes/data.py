"""An explanation as data for JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tallystick.comparison.causes.cause import Cause, Change, Consequence, Effect
from tallystick.comparison.causes.reasons import Reasons
from tallystick.comparison.causes.wording import title
from tallystick.comparison.data import delta_data, value_data


def reasons_data(reasons: Reasons) -> dict[str, Any]:
    """The explanation in JSON's own types; `docs/reference/comparison.md` describes it."""
    return {
        "before": reasons.before,
        "after": reasons.after,
        "explained": reasons.is_explained,
        "causes": [_cause(cause) for cause in reasons.causes],
        "effects": [_effect(effect) for effect in reasons.effects],
    }


def _cause(cause: Cause) -> dict[str, Any]:
    return {
        "kind": cause.kind.value,
        "standing": cause.standing.value,
        "step": cause.step,
        "name": cause.name,
        "title": title(cause),
        "before": value_data(cause.before),
        "after": value_data(cause.after),
        "note": cause.note,
        "diff": cause.diff,
        "changes": _changes(cause.changes),
        "chain": list(cause.chain),
        "effects": [_effect(effect) for effect in cause.effects],
        "consequences": [_consequence(one) for one in cause.consequences],
    }


def _changes(changes: Iterable[Change]) -> list[dict[str, Any]]:
    return [
        {
            "path": change.path,
            "before": value_data(change.before),
            "after": value_data(change.after),
            "delta": delta_data(change.delta),
        }
        for change in changes
    ]


def _effect(effect: Effect) -> dict[str, Any]:
    (change,) = _changes([effect.change])
    return {**change, "step": effect.step}


def _consequence(one: Consequence) -> dict[str, Any]:
    return {
        "step": one.step,
        "input": one.input,
        "before": value_data(one.before),
        "after": value_data(one.after),
        "changes": _changes(one.changes),
    }
