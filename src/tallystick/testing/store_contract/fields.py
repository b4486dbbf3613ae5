"""The built-in fields of each kind."""

from __future__ import annotations

from typing import Any

import pytest

from tallystick.query.conditions import Builtin, Compare, Literal, Op
from tallystick.query.fields import FIELDS, FieldType, field_type
from tallystick.query.query import Sort
from tallystick.records.artifacts import ArtifactType, ArtifactVersion, SaveType
from tallystick.records.commands import Command
from tallystick.records.models import ModelVersion, Stage
from tallystick.records.pipelines import Pipeline
from tallystick.records.runs import Process, Run
from tallystick.records.steps import CacheKey, StepRun
from tallystick.records.targets import Kind
from tallystick.store.base import Store
from tallystick.testing.commands import (
    Thing,
    a_model,
    a_model_version,
    a_pipeline,
    a_run,
    a_step,
    an_artifact,
    artifact_of,
    fail,
    finish,
    link,
    moment,
    promote,
    reuse,
    tag,
    target,
    update,
)
from tallystick.testing.contract import Contract
from tallystick.testing.reading import find

PIPELINE = a_pipeline("training", description="trains", tags=("nightly", "gpu"), at=moment(1))
MODEL = a_model("classifier", tags=("team-a",), at=moment(1))
VERSION = a_model_version("classifier", "best", description="good", tags=("v",), at=moment(2))
OTHER_VERSION = a_model_version("classifier", at=moment(3))
RUN = a_run(
    "nightly-1",
    author="ada",
    tags=("a", "b"),
    at=moment(10),
    model_version_id=VERSION.model_version_id,
    code={"commit": "c0ffee", "branch": "main", "dirty": True},
    process=Process(host="m1", pid=1),
)
AGAIN = a_run("nightly-2", pipeline="other", author="bob", orchestrator="ray", at=moment(20))
DATA = an_artifact("data", at=moment(9), version="first")
STEP = a_step(
    RUN,
    "train_2",
    step="train",
    attempt=2,
    at=moment(11),
    inputs={"x": (DATA.artifact_version_id,)},
    cache_key=CacheKey(digest="d1", parts={}),
    code_hash="c0de",
    model_version_id=OTHER_VERSION.model_version_id,
)
CACHED = a_step(AGAIN, "train", at=moment(21))
FAILING = a_step(AGAIN, "test", at=moment(22))
FOREST = an_artifact(
    "forest",
    by=STEP,
    type=ArtifactType.MODEL,
    data_type="sklearn.Forest",
    materializer="skops",
    uri="a/b",
    size_bytes=2**40,
    sha256="5" * 64,
    safe=False,
    save_type=SaveType.STEP_OUTPUT,
    tags=("t",),
    at=moment(12),
)

EVERYTHING_THERE_IS: list[Command] = [
    PIPELINE,
    MODEL,
    VERSION,
    OTHER_VERSION,
    DATA,
    RUN,
    STEP,
    FOREST,
    finish(STEP, outputs={"forest": FOREST}, at=moment(13.5)),
    finish(RUN, at=moment(15)),
    AGAIN,
    CACHED,
    reuse(CACHED, STEP, outputs={"forest": FOREST}, at=moment(22)),
    fail(AGAIN, at=moment(23)),
    FAILING,
    fail(FAILING, at=moment(24)),
    link(OTHER_VERSION, FOREST),
    promote(VERSION, Stage.PRODUCTION),
    tag(artifact_of(FOREST), "trees"),
    update(artifact_of(FOREST), description="many trees"),
]

HELD: list[tuple[Thing, str, Any]] = [
    (PIPELINE, "id", target(PIPELINE).id),
    (PIPELINE, "name", "training"),
    (PIPELINE, "created_at", moment(1)),
    (PIPELINE, "tags", ("nightly", "gpu")),
    (PIPELINE, "description", "trains"),
    (RUN, "id", RUN.run_id),
    (RUN, "name", "nightly-1"),
    (RUN, "created_at", moment(10)),
    (RUN, "tags", ("a", "b")),
    (RUN, "status", "completed"),
    (RUN, "started_at", moment(10)),
    (RUN, "ended_at", moment(15)),
    (RUN, "duration_s", 5),
    (RUN, "duration", 5),
    (RUN, "git_commit", "c0ffee"),
    (RUN, "git_branch", "main"),
    (RUN, "git_dirty", True),
    (RUN, "host", "m1"),
    (AGAIN, "error", "ValueError"),
    (RUN, "model", ("classifier",)),
    (RUN, "version", ("2", "best")),
    (RUN, "stage", ("none", "production")),
    (RUN, "pipeline", "training"),
    (RUN, "pipeline_id", target(PIPELINE).id),
    (RUN, "author", "ada"),
    (RUN, "orchestrator", "local"),
    (RUN, "model_version_id", (VERSION.model_version_id, OTHER_VERSION.model_version_id)),
    (STEP, "id", STEP.step_run_id),
    (STEP, "name", "train_2"),
    (STEP, "status", "completed"),
    (STEP, "started_at", moment(11)),
    (STEP, "ended_at", moment(13.5)),
    (STEP, "duration_s", 2.5),
    (STEP, "duration", 2.5),
    (STEP, "model", "classifier"),
    (STEP, "version", "2"),
    (STEP, "stage", "none"),
    (STEP, "run", "nightly-1"),
    (FAILING, "error", "ValueError"),
    (STEP, "created_at", moment(11)),
    (STEP, "step", "train"),
    (STEP, "run_id", RUN.run_id),
    (STEP, "attempt", 2),
    (STEP, "cache_key", "d1"),
    (STEP, "code_hash", "c0de"),
    (CACHED, "original_step_run_id", STEP.step_run_id),
    (STEP, "model_version_id", OTHER_VERSION.model_version_id),
    (STEP, "pipeline", "training"),
    (STEP, "pipeline_id", target(PIPELINE).id),
    (artifact_of(FOREST), "id", artifact_of(FOREST).id),
    (artifact_of(FOREST), "name", "forest"),
    (artifact_of(FOREST), "created_at", moment(12)),
    (artifact_of(FOREST), "tags", ("trees",)),
    (artifact_of(FOREST), "description", "many trees"),
    (FOREST, "id", FOREST.artifact_version_id),
    (FOREST, "name", "forest"),
    (FOREST, "created_at", moment(12)),
    (FOREST, "tags", ("t",)),
    (FOREST, "artifact", "forest"),
    (FOREST, "artifact_id", artifact_of(FOREST).id),
    (FOREST, "version", "1"),
    (FOREST, "number", 1),
    (FOREST, "type", "ModelArtifact"),
    (FOREST, "data_type", "sklearn.Forest"),
    (FOREST, "materializer", "skops"),
    (FOREST, "uri", "a/b"),
    (FOREST, "size_bytes", 2**40),
    (FOREST, "sha256", "5" * 64),
    (FOREST, "safe", False),
    (FOREST, "save_type", "step_output"),
    (FOREST, "producer_step_run_id", STEP.step_run_id),
    (FOREST, "producer_run_id", RUN.run_id),
    (DATA, "consumer_step_run_id", (STEP.step_run_id,)),
    (FOREST, "step", "train_2"),
    (FOREST, "run", "nightly-1"),
    (FOREST, "pipeline", "training"),
    (FOREST, "model_version_id", (OTHER_VERSION.model_version_id,)),
    (FOREST, "model", ("classifier",)),
    (FOREST, "stage", ("none",)),
    (MODEL, "id", target(MODEL).id),
    (MODEL, "name", "classifier"),
    (MODEL, "created_at", moment(1)),
    (MODEL, "tags", ("team-a",)),
    (VERSION, "id", VERSION.model_version_id),
    (VERSION, "name", "best"),
    (VERSION, "created_at", moment(2)),
    (VERSION, "tags", ("v",)),
    (VERSION, "model", "classifier"),
    (VERSION, "model_id", target(MODEL).id),
    (VERSION, "version", "best"),
    (VERSION, "number", 1),
    (VERSION, "stage", "production"),
    (VERSION, "description", "good"),
]
"""A thing, a field, and what the thing holds there: one or, as a tuple, several."""

MISSING: list[tuple[Thing, str]] = [
    (AGAIN, "tags"),
    (AGAIN, "model_version_id"),
    (AGAIN, "model"),
    (AGAIN, "version"),
    (AGAIN, "stage"),
    (AGAIN, "git_commit"),
    (AGAIN, "git_branch"),
    (AGAIN, "git_dirty"),
    (AGAIN, "host"),
    (RUN, "error"),
    (STEP, "error"),
    (STEP, "original_step_run_id"),
    (CACHED, "cache_key"),
    (CACHED, "model_version_id"),
    (CACHED, "model"),
    (CACHED, "version"),
    (CACHED, "stage"),
    (DATA, "number"),
    (DATA, "tags"),
    (DATA, "producer_step_run_id"),
    (DATA, "producer_run_id"),
    (DATA, "step"),
    (DATA, "run"),
    (DATA, "pipeline"),
    (DATA, "model"),
    (DATA, "stage"),
    (DATA, "model_version_id"),
    (FOREST, "consumer_step_run_id"),
    (OTHER_VERSION, "tags"),
]
"""A thing and a field in which it holds nothing."""

TEXTS = (FieldType.ID, FieldType.TEXT, FieldType.TEXTS, FieldType.IDS)


def _kind_and_field(parameter: object) -> str | None:
    """A readable name for a test of a field."""
    if isinstance(parameter, str):
        return parameter
    return target(parameter).kind.value if isinstance(parameter, Thing) else ""


class FieldRules(Contract):
    """What can be asked of each kind without metadata."""

    def test_every_field_is_covered_here(self) -> None:
        """A field that is added to the language is added to this suite."""
        covered = {(target(thing).kind, name) for thing, name, _ in HELD}

        assert covered == {(kind, name) for kind in Kind for name in FIELDS[kind]}

    @pytest.mark.parametrize(("thing", "name", "held"), HELD, ids=_kind_and_field)
    def test_a_field_equals_what_it_holds(
        self, store: Store, thing: Thing, name: str, held: Any
    ) -> None:
        """Or one of what it holds, where that is several."""
        store.apply(*EVERYTHING_THERE_IS)

        for one in held if isinstance(held, tuple) else (held,):
            assert _matches(store, thing, name, Op.EQ, one)
            assert _matches(store, thing, name, Op.IN, None, one)
            assert not _matches(store, thing, name, Op.NE, one)
        assert _matches(store, thing, name, Op.EXISTS)
        assert not _matches(store, thing, name, Op.EQ, None)
        assert _matches(store, thing, name, Op.NE, None)

    @pytest.mark.parametrize(("thing", "name", "held"), HELD, ids=_kind_and_field)
    def test_a_field_differs_from_what_it_does_not_hold(
        self, store: Store, thing: Thing, name: str, held: Any
    ) -> None:
        """By however little."""
        store.apply(*EVERYTHING_THERE_IS)
        other = _different(held[0] if isinstance(held, tuple) else held)

        assert not _matches(store, thing, name, Op.EQ, other)
        assert _matches(store, thing, name, Op.NE, other)
        assert not _matches(store, thing, name, Op.IN, other)

    @pytest.mark.parametrize(("thing", "name", "held"), HELD, ids=_kind_and_field)
    def test_fields_are_ordered(self, store: Store, thing: Thing, name: str, held: Any) -> None:
        """Of several, one must stand in the relation."""
        store.apply(*EVERYTHING_THERE_IS)
        several = sorted(held) if isinstance(held, tuple) else [held]

        assert _matches(store, thing, name, Op.LE, several[0])
        assert _matches(store, thing, name, Op.GE, several[-1])
        assert not _matches(store, thing, name, Op.LT, several[0])
        assert not _matches(store, thing, name, Op.GT, several[-1])
        assert _matches(store, thing, name, Op.GT, several[0]) is (len(several) > 1)

    @pytest.mark.parametrize(
        ("thing", "name", "held"),
        [row for row in HELD if field_type(target(row[0]).kind, row[1]) in TEXTS],
        ids=_kind_and_field,
    )
    def test_texts_and_ids_are_matched_by_their_parts(
        self, store: Store, thing: Thing, name: str, held: Any
    ) -> None:
        """Case counts."""
        store.apply(*EVERYTHING_THERE_IS)
        text = str(held[-1] if isinstance(held, tuple) else held)

        assert _matches(store, thing, name, Op.EQ, text)
        assert _matches(store, thing, name, Op.STARTSWITH, text[:2])
        assert _matches(store, thing, name, Op.ENDSWITH, text[-2:])
        assert _matches(store, thing, name, Op.CONTAINS, text[1:-1])
        assert _matches(store, thing, name, Op.GLOB, f"{text[:1]}*")
        assert not _matches(store, thing, name, Op.CONTAINS, "%")
        assert not _matches(store, thing, name, Op.GLOB, f"{text}?")
        swapped = text.swapcase()
        assert _matches(store, thing, name, Op.STARTSWITH, swapped) is (swapped == text)

    @pytest.mark.parametrize(
        ("thing", "name", "held"),
        [row for row in HELD if isinstance(row[2], tuple)],
        ids=_kind_and_field,
    )
    def test_fields_that_hold_several_have_each_of_them(
        self, store: Store, thing: Thing, name: str, held: Any
    ) -> None:
        """And nothing else."""
        store.apply(*EVERYTHING_THERE_IS)

        assert all(_matches(store, thing, name, Op.HAS, one) for one in held)
        assert not _matches(store, thing, name, Op.HAS, _different(held[0]))

    @pytest.mark.parametrize(("thing", "name"), MISSING, ids=_kind_and_field)
    def test_a_field_may_hold_nothing(self, store: Store, thing: Thing, name: str) -> None:
        """It does not exist then, equals None, and is in no relation to anything."""
        store.apply(*EVERYTHING_THERE_IS)
        kind = target(thing).kind
        some = next(row[2] for row in HELD if (target(row[0]).kind, row[1]) == (kind, name))
        some = some[0] if isinstance(some, tuple) else some

        assert not _matches(store, thing, name, Op.EXISTS)
        assert _matches(store, thing, name, Op.EQ, None)
        assert not _matches(store, thing, name, Op.NE, None)
        assert _matches(store, thing, name, Op.IN, some, None)
        assert not _matches(store, thing, name, Op.IN, some)
        assert _matches(store, thing, name, Op.NE, some)
        for op in (Op.EQ, Op.LT, Op.LE, Op.GT, Op.GE):
            assert not _matches(store, thing, name, op, some)

    def test_what_runs_has_no_end_and_no_duration(self, store: Store) -> None:
        """Both come with the end."""
        run = a_run()
        step = a_step(run)
        store.apply(run, step)

        for thing in (run, step):
            for name in ("ended_at", "duration_s"):
                assert not _matches(store, thing, name, Op.EXISTS)

    def test_times_are_compared_to_the_microsecond(self, store: Store) -> None:
        """In any time zone."""
        run = a_run(at=moment(0.000001))
        store.apply(run)

        assert _matches(store, run, "started_at", Op.GT, moment(0))
        assert _matches(store, run, "started_at", Op.EQ, moment(0.000001).replace(tzinfo=None))
        assert _matches(store, run, "started_at", Op.LT, moment(0.000002))

    def test_a_duration_may_be_negative(self, store: Store) -> None:
        """Clocks are set back while runs run."""
        run = a_run(at=moment(10))
        store.apply(run, finish(run, at=moment(8.5)))

        assert _matches(store, run, "duration_s", Op.EQ, -1.5)

    def test_things_are_sorted_by_fields(self, store: Store) -> None:
        """Of every sort, missing last."""
        store.apply(*EVERYTHING_THERE_IS)

        def order(kind: Any, name: str, attribute: str, *, descending: bool = False) -> list[Any]:
            sort = (Sort(Builtin(name), descending=descending),)
            return [getattr(record, attribute) for record in find(store, kind, sort=sort)]

        assert order(Run, "duration_s", "name") == ["nightly-2", "nightly-1"]
        assert order(Run, "author", "author", descending=True) == ["bob", "ada"]
        assert order(StepRun, "pipeline", "name") == ["train", "test", "train_2"]
        assert order(StepRun, "cache_key", "name", descending=True) == ["train_2", "test", "train"]
        assert order(StepRun, "original_step_run_id", "name") == ["train", "train_2", "test"]
        assert order(StepRun, "created_at", "name", descending=True) == ["test", "train", "train_2"]
        assert order(ArtifactVersion, "name", "artifact") == ["data", "forest"]
        assert order(ArtifactVersion, "safe", "artifact") == ["forest", "data"]
        assert order(ArtifactVersion, "number", "artifact") == ["forest", "data"]
        assert order(ArtifactVersion, "number", "artifact", descending=True) == ["forest", "data"]
        assert order(ArtifactVersion, "size_bytes", "artifact") == ["data", "forest"]
        assert order(ModelVersion, "number", "number", descending=True) == [2, 1]
        assert order(ModelVersion, "stage", "name") == ["2", "best"]
        assert order(Pipeline, "description", "name") == ["other", "training"]


def _matches(store: Store, thing: Thing, name: str, op: Op, *literals: Literal) -> bool:
    where = target(thing)
    found = find(store, where.kind, Compare(Builtin(name), op, literals))
    return where.id in [record.id for record in found]


def _different(held: Any) -> Any:
    """Something of the same sort that nothing holds."""
    if isinstance(held, bool):
        return not held
    if isinstance(held, int | float):
        return held + 0.5
    if isinstance(held, str):
        return held + " "
    return moment(0.5) if hasattr(held, "tzinfo") else a_run().run_id
