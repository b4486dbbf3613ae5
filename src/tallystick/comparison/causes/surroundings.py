"""What differs around a pair of steps: where its two results were made."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tallystick.comparison.causes.cause import Cause, CauseKind, Change, Standing
from tallystick.comparison.causes.changes import changed
from tallystick.comparison.causes.cones import Cone, Node
from tallystick.comparison.causes.pairs import Pair

_KINDS = {
    "python": CauseKind.PYTHON,
    "implementation": CauseKind.PYTHON,
    "host": CauseKind.HOST,
    "packages": CauseKind.PACKAGE,
    "variables": CauseKind.VARIABLE,
}
# Names under which packages are imported and spoken of, where those are others.
_ALIASES = {
    "bs4": "beautifulsoup4",
    "cv2": "opencv-python",
    "np": "numpy",
    "pd": "pandas",
    "pil": "pillow",
    "pl": "polars",
    "plt": "matplotlib",
    "sklearn": "scikit-learn",
    "skimage": "scikit-image",
    "tf": "tensorflow",
    "xgb": "xgboost",
    "lgb": "lightgbm",
    "yaml": "pyyaml",
}
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def surrounding_causes(pair: Pair, before: Cone, after: Cone) -> list[Cause]:
    """Differences of interpreter, packages, variables, hardware and host.

    Packages that the step's source or the types of what it read and wrote speak of come first.
    """
    old, new = before.environment(pair.before), after.environment(pair.after)
    if old is None or new is None or old is new:
        return []
    used = _packages_used(pair.before, before) | _packages_used(pair.after, after)
    changes = [*_changes(old, new)]
    return [
        Cause(
            kind=kind,
            standing=Standing.LIKELY,
            step=pair.name,
            name=name,
            before=change.before,
            after=change.after,
            note=f"The step uses {name}." if kind is CauseKind.PACKAGE and name in used else "",
        )
        for kind, name, change in sorted(changes, key=lambda one: _order(one[0], one[1], used))
    ]


def cache_cause(pair: Pair) -> Cause | None:
    """That one result was taken over from an earlier run; None where both are or neither is."""
    if pair.before.is_cached == pair.after.is_cached and pair.before.made_in == pair.after.made_in:
        return None
    if not (pair.before.is_cached or pair.after.is_cached):
        return None
    return Cause(
        kind=CauseKind.CACHE,
        standing=Standing.LIKELY,
        step=pair.name,
        before=_made(pair.before),
        after=_made(pair.after),
        note="Code, inputs and parameters are the same; results differ from one execution to the "
        "next.",
    )


def _made(node: Node) -> str:
    if not node.is_cached:
        return "executed"
    return f"cached from {node.made_in.name if node.made_in else 'a run that was deleted'}"


def _changes(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[tuple[CauseKind, str, Change]]:
    for field in dict.fromkeys((*before, *after)):
        kind = _KINDS.get(field, CauseKind.HARDWARE)
        old, new = ({field: one[field]} if field in one else {} for one in (before, after))
        for change in changed(old, new):
            inner = change.path.partition(".")[2].strip('"')
            yield kind, inner or field, change


def _order(kind: CauseKind, name: str, used: set[str]) -> tuple[int, str]:
    if kind is CauseKind.PACKAGE and name in used:
        return (-1, name)
    return (list(CauseKind).index(kind), name)


def _packages_used(node: Node, cone: Cone) -> set[str]:
    words = set(_WORD.findall(cone.sources.get(node.step.source or "", "")))
    for named in (node.step.inputs, node.step.outputs):
        for id in (id for several in named.values() for id in several):
            if version := cone.version(id):
                words.add(version.data_type.partition(".")[0])
    lowered = {word.lower() for word in words}
    names = {word.replace("_", "-") for word in lowered}
    return names | {_ALIASES[word] for word in lowered & _ALIASES.keys()}
