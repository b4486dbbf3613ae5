"""From what a person typed to the one thing meant: the rules of `Ref`, said once for every store.

The order is: exact id, exact name, beginning of an id, beginning of a name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from tallystick.errors import (
    AmbiguousReferenceError,
    InvalidArgumentError,
    NotFoundError,
    unknown,
)
from tallystick.records.artifacts import Artifact, ArtifactVersion
from tallystick.records.models import Model, ModelVersion, Stage
from tallystick.records.pipelines import Pipeline
from tallystick.records.reading import KINDS, R, Record
from tallystick.records.references import Ref
from tallystick.records.runs import Run
from tallystick.records.steps import StepRun

SHORTEST_PREFIX = 4
"""Beginnings of ids shorter than this name nothing: they would match by accident."""

_CANDIDATES = 10
_NAMES = 1000


class Lookup(Protocol):
    """The reads that resolving needs."""

    def by_id(self, kind: type[R], id: UUID) -> R | None:
        """The record with this id."""

    def by_name(self, kind: type[R], project: str, name: str) -> R | None:
        """The pipeline, run, artifact or model of this name."""

    def by_version(self, kind: type[R], parent: UUID, version: str) -> R | None:
        """The version of the artifact or model with this name."""

    def by_number(self, kind: type[R], parent: UUID, number: int) -> R | None:
        """The version of the artifact or model with this number."""

    def newest(self, kind: type[R], parent: UUID) -> R | None:
        """The version created last, by (created_at, order of application)."""

    def stage_holder(self, model: UUID, stage: str) -> UUID | None:
        """The newest model version in this stage."""

    def ids_beginning(self, kind: type[R], project: str, prefix: str, limit: int) -> list[R]:
        """Records whose id's text begins so, by id."""

    def names_beginning(self, kind: type[R], project: str, prefix: str, limit: int) -> list[R]:
        """Pipelines or runs whose name begins so, newest first."""

    def names(self, kind: type[Record], project: str, limit: int) -> list[str]:
        """Names of pipelines, runs, artifacts or models, newest first."""

    def steps_of(self, run: UUID) -> Sequence[StepRun]:
        """The step runs of a run, in order of application."""

    def version_names(self, kind: type[Record], parent: UUID, limit: int) -> list[str]:
        """Names of the versions of an artifact or model, newest first."""


def resolve(lookup: Lookup, kind: type[R], ref: Ref) -> R:
    """The one record that `ref` means; see `Store.get` for the errors."""
    if kind is StepRun and ref.run is not None:
        return _step_of_run(lookup, ref)  # type: ignore[return-value]  # kind is R
    exact = _by_full_id(lookup, kind, ref)
    if exact is not None:
        return exact
    if kind is ArtifactVersion:
        return _version(lookup, kind, Artifact, ref)
    if kind is ModelVersion:
        return _version(lookup, kind, Model, ref)
    if kind is not StepRun:
        named = lookup.by_name(kind, ref.project, ref.text)
        if named is not None:
            return named
    return _by_beginning(lookup, kind, ref)


def _by_full_id(lookup: Lookup, kind: type[R], ref: Ref) -> R | None:
    try:
        id = UUID(ref.text)
    except ValueError:
        return None
    return lookup.by_id(kind, id)


def _by_beginning(lookup: Lookup, kind: type[R], ref: Ref) -> R:
    found: list[R] = []
    prefix = ref.text.lower()
    if len(prefix) >= SHORTEST_PREFIX and set(prefix) <= set("0123456789abcdef-"):
        found = lookup.ids_beginning(kind, ref.project, prefix, _CANDIDATES)
    if not found and ref.prefixes and ref.text and kind in (Run, Pipeline):
        found = lookup.names_beginning(kind, ref.project, ref.text, _CANDIDATES)
    if len(found) == 1:
        return found[0]
    word = KINDS[kind].replace("_", " ")
    if found:
        shown = ", ".join(f"{_name(record)} ({record.id})" for record in found)
        more = " and more" if len(found) == _CANDIDATES else ""
        raise AmbiguousReferenceError(
            f"{ref.text!r} is the beginning of several {word}s: {shown}{more}. "
            "Give more of it, or the whole name or id.",
            given=ref.text,
            candidates=tuple(record.id for record in found),
        )
    names = [] if kind is StepRun else lookup.names(kind, ref.project, _NAMES)
    hint = f"(project {ref.project!r})" if ref.project != "default" else ""
    raise NotFoundError(unknown(word, ref.text, names, hint=hint), given=ref.text, kind=KINDS[kind])


def _name(record: Record) -> str:
    return record.artifact if isinstance(record, ArtifactVersion) else record.name


def _step_of_run(lookup: Lookup, ref: Ref) -> StepRun:
    run = resolve(lookup, Run, Ref(ref.run or "", prefixes=ref.prefixes, project=ref.project))
    steps = lookup.steps_of(run.id)
    for step in reversed(steps):
        if step.name == ref.text or str(step.id) == ref.text:
            return step
    names = list(dict.fromkeys(step.name for step in steps))
    raise NotFoundError(
        unknown(f"step of run {run.name!r} called", ref.text, names), given=ref.text, run=run.id
    )


def _version(lookup: Lookup, kind: type[R], parent_kind: type[Artifact | Model], ref: Ref) -> R:
    parent = lookup.by_name(parent_kind, ref.project, ref.text)
    if parent is None:
        try:
            parent = _by_full_id(lookup, parent_kind, ref)
            if parent is None:
                return _by_beginning(lookup, kind, ref)
        except NotFoundError as error:
            if isinstance(error, AmbiguousReferenceError):
                raise
            word = KINDS[parent_kind]
            names = lookup.names(parent_kind, ref.project, _NAMES)
            raise NotFoundError(unknown(word, ref.text, names), given=ref.text) from None
    found = _choose(lookup, kind, parent, ref.version)
    if found is not None:
        return found
    word = KINDS[parent_kind]
    if ref.version is None or ref.version in set(Stage):
        what = "no version" if ref.version in (None, "latest") else f"no version in {ref.version!r}"
        raise NotFoundError(
            f"The {word} {parent.name!r} has {what}.", given=ref.version, parent=parent.id
        )
    raise NotFoundError(
        unknown(
            f"version of {word} {parent.name!r} called",
            str(ref.version),
            lookup.version_names(kind, parent.id, _NAMES),
        ),
        given=ref.version,
        parent=parent.id,
    )


def _choose(
    lookup: Lookup, kind: type[R], parent: Artifact | Model, version: str | int | Stage | None
) -> R | None:
    if version is None:
        return lookup.newest(kind, parent.id)
    if isinstance(version, bool) or not isinstance(version, str | int):
        raise InvalidArgumentError(
            f"A version is a name, a number or a stage; got {version!r} "
            f"({type(version).__name__}).",
            given=version,
        )
    if isinstance(version, int):
        return lookup.by_number(kind, parent.id, version)
    if kind is ModelVersion and version in set(Stage):
        return _in_stage(lookup, kind, parent, Stage(version))
    named = lookup.by_version(kind, parent.id, version)
    if named is not None:
        return named
    try:
        by_id = lookup.by_id(kind, UUID(version))
    except ValueError:
        return None
    belongs = by_id is not None and parent.id in (
        getattr(by_id, "artifact_id", None),
        getattr(by_id, "model_id", None),
    )
    return by_id if belongs else None


def _in_stage(lookup: Lookup, kind: type[R], model: Artifact | Model, stage: Stage) -> R | None:
    if stage is Stage.LATEST:
        return lookup.newest(kind, model.id)
    holder = lookup.stage_holder(model.id, stage)
    return None if holder is None else lookup.by_id(kind, holder)
