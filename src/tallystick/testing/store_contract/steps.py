"""Steps begin and end."""

from __future__ import annotations

import pytest
from msgspec import Raw

from tallystick.errors import EntityExistsError, InvalidArgumentError, NotFoundError
from tallystick.records.runs import Failure, Status
from tallystick.records.steps import CacheKey, StepRun
from tallystick.store.base import Store
from tallystick.testing.commands import (
    a_model_version,
    a_run,
    a_step,
    an_artifact,
    finish,
    moment,
)
from tallystick.testing.contract import Contract
from tallystick.testing.reading import find, record_of
from tallystick.testing.store_contract.refused import refused


class StepRules(Contract):
    """One execution of a step."""

    def test_a_step_run_holds_what_its_start_said(self, store: Store) -> None:
        """Every fact comes back as it was given, maps in their order."""
        run, version = a_run(), a_model_version()
        left, right = an_artifact("left"), an_artifact("right")
        step = a_step(
            run,
            "train_2",
            step="train",
            attempt=2,
            upstream=("split", "load"),
            inputs={
                "y": (right.artifact_version_id,),
                "x": (left.artifact_version_id, right.artifact_version_id),
            },
            parameters={"depth": Raw(b"3")},
            config={"retries": 1},
            cache_key=CacheKey(digest="d" * 64, parts={"input.x": "1", "code": "2"}),
            cache_explanation="The code changed.",
            code_hash="c0de",
            source="5" * 64,
            docstring="Train it.",
            model_version_id=version.model_version_id,
        )

        store.apply(run, version, left, right, step)

        record = record_of(store, step)
        assert record == StepRun(
            id=step.step_run_id,
            project="default",
            run_id=run.run_id,
            name="train_2",
            step="train",
            status=Status.RUNNING,
            started_at=step.at,
            attempt=2,
            upstream=("split", "load"),
            inputs=step.inputs,
            parameters=step.parameters,
            config=step.config,
            cache_key=step.cache_key,
            cache_explanation=step.cache_explanation,
            code_hash="c0de",
            source="5" * 64,
            docstring="Train it.",
            model_version_id=version.model_version_id,
        )
        assert list(record.inputs) == ["y", "x"]
        assert list(record.cache_key.parts) == ["input.x", "code"]

    def test_a_finished_step_run_holds_what_its_end_said(self, store: Store) -> None:
        """Outputs keep their order; what the start said stays."""
        run = a_run()
        step = a_step(run, at=moment(0))
        model, report = an_artifact("model", by=step), an_artifact("report", by=step)
        failure = Failure(type="OSError", message="disk full")
        store.apply(run, step, model, report)

        store.apply(
            finish(
                step,
                Status.FAILED,
                at=moment(1.5),
                outputs={"report": report, "model": (model, report)},
                logs="logs/train.txt",
                usage={"cpu_s": 1.25, "peak_bytes": 1024.0},
                failure=failure,
            )
        )

        record = record_of(store, step)
        assert (record.status, record.failure) == (Status.FAILED, failure)
        assert record.duration_s == 1.5
        assert list(record.outputs.items()) == [
            ("report", (report.artifact_version_id,)),
            ("model", (model.artifact_version_id, report.artifact_version_id)),
        ]
        assert record.logs == "logs/train.txt"
        assert record.usage == {"cpu_s": 1.25, "peak_bytes": 1024.0}
        assert record.name == "train"

    def test_the_later_word_about_the_end_of_a_step_holds(self, store: Store) -> None:
        """It replaces the earlier one whole."""
        run = a_run()
        step = a_step(run)
        store.apply(run, step, finish(step, Status.STOPPED, usage={"cpu_s": 1.0}))

        store.apply(finish(step))

        record = record_of(store, step)
        assert (record.status, record.usage) == (Status.COMPLETED, {})

    def test_attempts_of_a_step_are_step_runs_of_their_own(self, store: Store) -> None:
        """Earlier attempts stay."""
        run = a_run()
        first, second = a_step(run, "train"), a_step(run, "train", attempt=2)

        store.apply(run, first, finish(first, Status.RETRIED), second, finish(second))

        assert [(step.attempt, step.status) for step in find(store, StepRun)] == [
            (1, Status.RETRIED),
            (2, Status.COMPLETED),
        ]

    def test_a_step_run_that_exists_does_not_begin_again(self, store: Store) -> None:
        """A second step run under a known id would hide the first."""
        run = a_run()
        step = a_step(run)
        store.apply(run, step)

        with refused(store, EntityExistsError, "step run", str(step.step_run_id)):
            store.apply(a_step(run, "other", step_run_id=step.step_run_id))

    def test_a_step_of_an_unknown_run_is_refused(self, store: Store) -> None:
        """The error names the run."""
        run = a_run()

        with refused(store, NotFoundError, "run", str(run.run_id)):
            store.apply(a_step(run))

    def test_unknown_inputs_and_outputs_are_refused(self, store: Store) -> None:
        """A step reads and writes what exists."""
        run, unknown = a_run(), an_artifact()
        step, id = a_step(run), unknown.artifact_version_id
        store.apply(run, step)

        with refused(store, NotFoundError, "artifact version", str(id)):
            store.apply(a_step(run, inputs={"x": (id,)}))
        with refused(store, NotFoundError, "artifact version", str(id)):
            store.apply(finish(step, outputs={"x": unknown}))

    def test_a_step_with_an_unknown_model_version_is_refused(self, store: Store) -> None:
        """Nor is its run linked to anything."""
        run, version = a_run(), a_model_version()
        store.apply(run)

        with refused(store, NotFoundError, "model version", str(version.model_version_id)):
            store.apply(a_step(run, model_version_id=version.model_version_id))

    def test_an_unknown_step_run_does_not_end(self, store: Store) -> None:
        """The error names its id."""
        step = a_step(a_run())

        with refused(store, NotFoundError, str(step.step_run_id)):
            store.apply(finish(step))

    @pytest.mark.parametrize("status", [Status.RUNNING, Status.INITIALIZING])
    def test_a_step_does_not_end_in_the_middle(self, store: Store, status: Status) -> None:
        """The statuses of what goes on are no ends."""
        run = a_run()
        step = a_step(run)
        store.apply(run, step)

        with refused(store, InvalidArgumentError, f"'{status}'"):
            store.apply(finish(step, status))

    @pytest.mark.parametrize("number", [float("nan"), float("inf")])
    def test_usage_is_finite(self, store: Store, number: float) -> None:
        """JSON, in which the journal is written, has no other numbers."""
        run = a_run()
        step = a_step(run)
        store.apply(run, step)

        with refused(store, InvalidArgumentError, "cpu_s"):
            store.apply(finish(step, usage={"cpu_s": number}))
