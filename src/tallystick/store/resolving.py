"""From what a person typed to the one thing meant: the rules of `Ref`, said once for every store.

The order is: exact id, exact name, beginning of an id, beginning of a name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, cast
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
from tallystick.records.targets import Kind
from tallystick.store.asking import check_text

SHORTEST_PREFIX = 4
"""Beginnings of ids shorter than this name nothing: they would match by accident."""

_CANDIDATES = 10
_NAMES = 1000
_ID_CHARACTERS = frozenset("0123456789abcdef-")


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
        """The model version in this stage; the one with the highest number where several are."""

    def ids_beginning(self, kind: type[R], project: str, prefix: str, limit: int) -> list[R]:
        """Records whose id's text begins so, by id."""

    def names_beginning(self, kind: type[R], project: str, prefix: str, limit: int) -> list[R]:
        """Pipelines or runs whose name begins so, newest first."""

    def names(self, kind: type[R], project: str, limit: int) -> list[str]:
        """Names of pipelines, runs, artifacts or models, newest first."""

    def steps_of(self, run: UUID) -> Sequence[StepRun]:
        """The step runs of a run, in order of application."""

    def version_names(self, kind: type[R], parent: UUID, limit: int) -> list[str]:
        """Names of the versions of an artifact or model, newest first."""


def check_reference(kind: type, ref: Ref) -> None:
    """`InvalidArgumentError` for a reference that makes no sense, whatever there is."""
    version = ref.version if isinstance(ref.version, str) else None
    check_text(ref.text, ref.run, ref.project, version)
    if kind in (ArtifactVersion, ModelVersion):
        _check_version(ref.version)


def resolve(lookup: Lookup, kind: type[R], ref: Ref) -> R:
    """The one record that `ref` means; see `Store.get` for the errors."""
    check_reference(kind, ref)
    if kind is StepRun and ref.run is not None:
        return cast("R", _step_of_run(lookup, ref, ref.run))
    exact = _by_full_id(lookup, kind, ref.text)
    if exact is not None:
        return exact
    if kind is ArtifactVersion:
        return _version(lookup, kind, Artifact, ref)
    if kind is ModelVersion:
        return _version(lookup, kind, Model, ref)
    named = None if kind is StepRun else lookup.by_name(kind, ref.project, ref.text)
    if named is not None:
        return named
    begins = _by_beginning(lookup, kind, ref)
    if begins is not None:
        return begins
    names = [] if kind is StepRun else lookup.names(kind, ref.project, _NAMES)
    raise _nothing(kind, ref, names)


def _full_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _by_full_id(lookup: Lookup, kind: type[R], text: str) -> R | None:
    id = _full_id(text)
    return None if id is None else lookup.by_id(kind, id)


def _by_beginning(lookup: Lookup, kind: type[R], ref: Ref) -> R | None:
    found: list[R] = []
    prefix = ref.text.lower()
    if len(prefix) >= SHORTEST_PREFIX and _ID_CHARACTERS.issuperset(prefix):
        found = lookup.ids_beginning(kind, ref.project, prefix, _CANDIDATES)
    if not found and ref.prefixes and ref.text and kind in (Run, Pipeline):
        found = lookup.names_beginning(kind, ref.project, ref.text, _CANDIDATES)
    if len(found) > 1:
        raise _ambiguous(kind, ref, found)
    return found[0] if found else None


def _ambiguous(kind: type[R], ref: Ref, found: Sequence[R]) -> AmbiguousReferenceError:
    shown = ", ".join(f"{_name(record)} ({record.id})" for record in found)
    more = " and more" if len(found) == _CANDIDATES else ""
    return AmbiguousReferenceError(
        f"{ref.text!r} is the beginning of several {_word(kind)}s: {shown}{more}. "
        "Give more of it, or the whole name or id.",
        given=ref.text,
        kind=KINDS[kind],
        candidates=tuple(record.id for record in found),
    )


def _nothing(kind: type[R], ref: Ref, names: Sequence[str]) -> NotFoundError:
    """The error for a text that names nothing, among things that have these names."""
    hints = []
    if _full_id(ref.text) is not None:
        hints.append("It may have been deleted.")
    elif kind is StepRun:
        hints.append("A step is found by its id, or by its name and its run.")
    if ref.project != "default":
        hints.append(f"Looked for in project {ref.project!r}.")
    return NotFoundError(
        unknown(_word(kind), ref.text, names, hint=" ".join(hints)),
        given=ref.text,
        kind=KINDS[kind],
    )


def _word(kind: type[R]) -> str:
    return KINDS[kind].words


def _name(record: Record) -> str:
    if isinstance(record, ArtifactVersion):
        return f"{record.artifact} {record.version}"
    return f"{record.model} {record.name}" if isinstance(record, ModelVersion) else record.name


def _step_of_run(lookup: Lookup, ref: Ref, run_text: str) -> StepRun:
    run = resolve(lookup, Run, Ref(run_text, prefixes=ref.prefixes, project=ref.project))
    steps = lookup.steps_of(run.id)
    id = _full_id(ref.text)
    for step in reversed(steps):
        if step.name == ref.text or step.id == id:
            return step
    names = list(dict.fromkeys(step.name for step in steps))
    raise NotFoundError(
        unknown(f"step of run {run.name!r} called", ref.text, names),
        given=ref.text,
        kind=Kind.STEP_RUN,
        run=run.id,
    )


def _version(lookup: Lookup, kind: type[R], parent_kind: type[Artifact | Model], ref: Ref) -> R:
    parent = lookup.by_name(parent_kind, ref.project, ref.text)
    if parent is None:
        parent = _by_full_id(lookup, parent_kind, ref.text)
    if parent is None:
        # With a version chosen, the text can only be that of what has versions.
        begins = _by_beginning(lookup, kind, ref) if ref.version is None else None
        if begins is not None:
            return begins
        raise _nothing(parent_kind, ref, lookup.names(parent_kind, ref.project, _NAMES))
    found = _choose(lookup, kind, parent, ref.version)
    if found is None:
        raise _no_version(lookup, kind, parent, ref.version)
    return found


def _no_version(
    lookup: Lookup, kind: type[R], parent: Artifact | Model, version: str | int | Stage | None
) -> NotFoundError:
    of = f"{_word(type(parent))} {parent.name!r}"
    facts = {"given": version, "kind": KINDS[kind], "parent": parent.id}
    if version is None or (kind is ModelVersion and version == Stage.LATEST):
        return NotFoundError(f"The {of} has no version.", **facts)
    names = lookup.version_names(kind, parent.id, _NAMES)
    if kind is ModelVersion and version in set(Stage):
        shown = ", ".join(names[:_CANDIDATES]) or "none"
        return NotFoundError(
            f"The {of} has no version in stage '{version}'. Its versions: {shown}.", **facts
        )
    stages = "A stage is a version, too: staging, production, archived, latest."
    hint = stages if kind is ModelVersion else ""
    return NotFoundError(
        unknown(f"version of {of} called", str(version), names, hint=hint), **facts
    )


def _check_version(version: object) -> None:
    if isinstance(version, bool) or not isinstance(version, str | int | None):
        raise InvalidArgumentError(
            f"A version is a name, a number or a stage; got {version!r} "
            f"({type(version).__name__}).",
            given=version,
        )


def _choose(
    lookup: Lookup, kind: type[R], parent: Artifact | Model, version: str | int | Stage | None
) -> R | None:
    if version is None:
        return lookup.newest(kind, parent.id)
    if isinstance(version, int):
        return _numbered(lookup, kind, parent, version)
    if kind is ModelVersion and version in set(Stage):
        return _in_stage(lookup, kind, parent, Stage(version))
    named = lookup.by_version(kind, parent.id, version)
    if named is not None:
        return named
    # A version with a name of its own has a number, too.
    if version.isascii() and version.isdigit():
        return _numbered(lookup, kind, parent, int(version))
    by_id = _by_full_id(lookup, kind, version)
    belongs = by_id is not None and parent.id in (
        getattr(by_id, "artifact_id", None),
        getattr(by_id, "model_id", None),
    )
    return by_id if belongs else None


def _numbered(lookup: Lookup, kind: type[R], parent: Artifact | Model, number: int) -> R | None:
    # Databases have no larger ones, and refuse to look for them.
    if not 0 <= number < 2**63:
        return None
    return lookup.by_number(kind, parent.id, number)


def _in_stage(lookup: Lookup, kind: type[R], model: Artifact | Model, stage: Stage) -> R | None:
    if stage is Stage.LATEST:
        return lookup.newest(kind, model.id)
    holder = lookup.stage_holder(model.id, stage)
    return None if holder is None else lookup.by_id(kind, holder)
