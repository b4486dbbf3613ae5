"""What each kind of thing has to compare: records made into values by section."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec

from tallystick.comparison.subjects import Section
from tallystick.records.artifacts import ArtifactVersion
from tallystick.records.metadata import Entry
from tallystick.records.models import ModelVersion
from tallystick.records.runs import Failure, Run
from tallystick.records.steps import StepRun
from tallystick.values import StorageSize, decode, decode_all

Values = dict[str, Any]
Sections = Mapping[Section, Mapping[str, Any]]
Versions = Mapping[UUID, ArtifactVersion]


def metadata(entries: Sequence[Entry]) -> Values:
    """The current values by key."""
    values = decode_all([entry.value for entry in entries])
    return dict(zip([entry.key for entry in entries], values, strict=True))


def parameters(of: Run | StepRun) -> Values:
    """What it was called with."""
    return {name: decode(wire) for name, wire in of.parameters.items()}


def run_facts(run: Run, model: ModelVersion | None) -> Values:
    """How a run stands."""
    return {
        "pipeline": run.pipeline,
        **_execution(run),
        **_told(model=_named(model), failure=_said(run.failure), author=run.author or None),
        **_told(tags=list(run.tags) or None, orchestrator=run.orchestrator),
    }


def step_facts(step: StepRun, model: ModelVersion | None) -> Values:
    """How a step run stands, and what it used."""
    return {
        "step": step.step,
        **_execution(step),
        "attempt": step.attempt,
        **_told(cached_from=_text(step.original_step_run_id), model=_named(model)),
        **_told(failure=_said(step.failure)),
        **_without_units(step.usage),
    }


def artifact_facts(version: ArtifactVersion) -> Values:
    """What is recorded of an artifact version beside its metadata."""
    return {
        "artifact": version.artifact,
        "version": version.version,
        "type": version.type.value,
        "data_type": version.data_type,
        "size": StorageSize(version.size_bytes),
        **_told(sha256=version.sha256 or None),
        "materializer": version.materializer,
        "safe": version.safe,
        "save_type": version.save_type.value,
        "created_at": version.created_at,
        **_told(output=version.output, tags=list(version.tags) or None),
        **_told(producer_step_run=_text(version.producer_step_run_id)),
    }


def model_facts(version: ModelVersion) -> Values:
    """What is recorded of a model version beside its metadata."""
    return {
        "model": version.model,
        "number": version.number,
        "stage": version.stage.value,
        "created_at": version.created_at,
        **_told(description=version.description or None, tags=list(version.tags) or None),
    }


def run_code(run: Run, steps: Sequence[StepRun]) -> Values:
    """Where a run's code came from, and the hashes of what each step's code consists of."""
    return {**_told(**run.code), "steps": {step.name: step_code(step) for step in steps}}


def step_code(step: StepRun) -> Values:
    """The hashes of a step's code, part by part; of the whole where no parts were recorded."""
    parts = step.cache_key.parts if step.cache_key else {}
    code = {name: digest for name, digest in parts.items() if is_code(name)}
    return code or _told(code=step.code_hash or None)


def is_code(part: str) -> bool:
    """Whether a part of a cache key is about code."""
    return part.partition(".")[0] in ("code", "helper", "constant", "module")


def environment(text: str) -> Values:
    """A document on an environment, with sizes as such."""
    return _without_units(msgspec.json.decode(text))


def linked(named: Mapping[str, Sequence[UUID]], versions: Versions, *facts: str) -> Values:
    """What a step read or wrote, by name: `version`, `sha256`, `size`, as many as are asked for.

    Where there are several under a name, each fact is a list.
    """
    return {
        name: _linked([_linked_facts(id, versions.get(id)) for id in ids], facts)
        for name, ids in named.items()
    }


def _linked_facts(id: UUID, version: ArtifactVersion | None) -> Values:
    if version is None:
        return {"version": absent(id)}
    return {
        "version": label(version),
        "size": StorageSize(version.size_bytes),
        **_told(sha256=version.sha256 or None),
    }


def _linked(several: Sequence[Values], facts: Sequence[str]) -> Values:
    if len(several) == 1:
        return {name: several[0][name] for name in facts if name in several[0]}
    return {
        name: [one.get(name) for one in several]
        for name in facts
        if any(name in one for one in several)
    }


def label(record: Run | StepRun | ArtifactVersion | ModelVersion) -> str:
    """What a thing is called where all kinds may stand beside each other."""
    match record:
        case ArtifactVersion():
            return f"{record.artifact}@{record.version}"
        case ModelVersion():
            return f"{record.model}@{record.name}"
        case _:
            return record.name


def absent(id: UUID) -> str:
    """What an artifact version is called that was deleted or is of another project."""
    return f"not here ({id})"


def last_attempts(steps: Iterable[StepRun]) -> list[StepRun]:
    """The last attempt of each step, in order of their first start."""
    last: dict[str, StepRun] = {}
    for step in sorted(steps, key=lambda one: (one.started_at, one.id)):
        if step.name not in last or step.attempt >= last[step.name].attempt:
            last[step.name] = step
    return list(last.values())


def _execution(of: Run | StepRun) -> Values:
    took = None if of.ended_at is None else of.ended_at - of.started_at
    return {"status": of.status.value, "started_at": of.started_at, **_told(duration=took)}


def _told(**facts: Any) -> Values:
    """Without those that are None."""
    return {name: fact for name, fact in facts.items() if fact is not None}


def _named(model: ModelVersion | None) -> str | None:
    return None if model is None else label(model)


def _text(id: UUID | None) -> str | None:
    return None if id is None else str(id)


def _said(failure: Failure | None) -> str | None:
    return None if failure is None else f"{failure.type}: {failure.message}"


def _without_units(facts: Mapping[str, Any]) -> Values:
    """Numbers whose names end in a unit as values that have one."""
    made: Values = {}
    for name, value in facts.items():
        if value is None:
            continue
        if name.endswith("_bytes"):
            made[name.removesuffix("_bytes")] = StorageSize(value)
        elif name.endswith("_s"):
            made[name.removesuffix("_s")] = timedelta(seconds=value)
        else:
            made[name] = value
    return made
