"""The cache: whether an earlier step run's outputs can stand for executing the step again."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from tallystick.errors import TallystickError
from tallystick.execution.inputs import Inputs
from tallystick.execution.run_context import RunContext, StoredValue, version_id
from tallystick.plan.caching import cache_key, differing, digest, explain_difference
from tallystick.plan.options import Options
from tallystick.plan.plan import Invocation
from tallystick.query.conditions import All, Builtin, Compare, Op
from tallystick.query.query import Query
from tallystick.records.artifacts import ArtifactVersion
from tallystick.records.reading import Record
from tallystick.records.runs import Status
from tallystick.records.steps import CacheKey, StepRun
from tallystick.records.targets import Kind
from tallystick.tracking.saving import check_stored

_COMPARED = 10
"""How many earlier step runs an explanation is looked for in, newest first."""


class Decision(NamedTuple):
    """What the cache says: the original and its outputs for a hit, and why in a sentence."""

    explanation: str
    original: StepRun | None = None
    outputs: Mapping[str, tuple[ArtifactVersion, ...]] = MappingProxyType({})


def key_of(invocation: Invocation, inputs: Inputs, options: Options) -> CacheKey:
    """The cache key: code, content of inputs, parameters and configuration."""
    parts = dict(invocation.code)
    for name, stored in inputs.items():
        parts[f"input.{name}"] = digest(*map(_content, stored))
    for name, value in invocation.parameters.items():
        parts[f"parameter.{name}"] = digest(bytes(value))
    configuration = msgspec.json.encode(
        {
            "outputs": invocation.outputs,
            "facts": options.enable_artifact_metadata,
            "extra": options.extra,
        },
        order="deterministic",
    )
    parts["configuration"] = digest(configuration)
    return cache_key(parts)


def _content(stored: StoredValue) -> str:
    # What was registered where it lies has no hash of its bytes; the version stands for them.
    return f"{stored.data_type} {stored.sha256 or version_id(stored)}"


def decide(run: RunContext, invocation: Invocation, key: CacheKey, enabled: bool) -> Decision:
    """Whether to take over an earlier result. Only results whose bytes are as recorded count."""
    if not enabled:
        return Decision("Executed: caching is switched off.")
    damage = ""
    for original in _candidates(run, key):
        try:
            outputs = _intact_outputs(run, original)
        except TallystickError as error:
            damage = f"Executed: a result of step run {original.id} was there, but {error}"
            continue
        return Decision(
            f"Cached: nothing it depends on changed since step run {original.id}.",
            original,
            outputs,
        )
    return Decision(damage or _explain_miss(run, invocation, key))


def _candidates(run: RunContext, key: CacheKey) -> list[StepRun]:
    found = _find(
        run,
        All(
            (
                Compare(Builtin("cache_key"), Op.EQ, (key.digest,)),
                Compare(Builtin("status"), Op.EQ, (Status.COMPLETED,)),
            )
        ),
        limit=3,
    )
    return [record for record in found if isinstance(record, StepRun)]


def _intact_outputs(run: RunContext, original: StepRun) -> dict[str, tuple[ArtifactVersion, ...]]:
    """The outputs of `original`, their bytes checked; an error where any is gone or altered."""
    ids = [id for several in original.outputs.values() for id in several]
    if not ids:
        return {}
    query = Query(
        kind=Kind.ARTIFACT_VERSION,
        project=run.session.project,
        where=Compare(Builtin("id"), Op.IN, tuple(ids)),
        limit=None,
        metadata=False,
    )
    found = {item.record.id: item.record for item in run.session.store.find(query).items}
    outputs: dict[str, tuple[ArtifactVersion, ...]] = {}
    for name, several in original.outputs.items():
        versions = []
        for id in several:
            version = found.get(id)
            if not isinstance(version, ArtifactVersion):
                raise TallystickError(f"its output {name!r} has been deleted.")
            check_stored(run.session, version)
            versions.append(version)
        outputs[name] = tuple(versions)
    return outputs


def _explain_miss(run: RunContext, invocation: Invocation, key: CacheKey) -> str:
    earlier = _find(
        run,
        All(
            (
                Compare(Builtin("pipeline"), Op.EQ, (run.plan.pipeline,)),
                Compare(Builtin("name"), Op.EQ, (invocation.name,)),
                Compare(Builtin("status"), Op.IN, (Status.COMPLETED, Status.CACHED)),
            )
        ),
        limit=_COMPARED,
    )
    # Of several that differ, such as those of a search, the nearest tells most.
    keys = [
        (differing(one.cache_key, key), one.id, one.cache_key)
        for one in earlier
        if isinstance(one, StepRun) and one.cache_key is not None
    ]
    if not keys:
        return "Executed: no earlier result."
    _, id, before = min(keys, key=lambda compared: compared[0])
    changed = explain_difference(before, key) or "nothing, but its result is gone"
    return f"Executed: since step run {id}: {changed}."


def _find(run: RunContext, where: All, *, limit: int) -> list[Record]:
    query = Query(
        kind=Kind.STEP_RUN,
        project=run.session.project,
        where=where,
        limit=limit,
        metadata=False,
    )
    return [item.record for item in run.session.store.find(query).items]
