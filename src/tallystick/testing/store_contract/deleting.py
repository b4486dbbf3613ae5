"""What is deleted is gone, with what only exists within it; the journal keeps that it was."""

from __future__ import annotations

import pytest

from tallystick.errors import NotFoundError
from tallystick.query.conditions import Builtin, Compare, Metadata, Op
from tallystick.records.artifacts import ArtifactVersion
from tallystick.records.models import ModelVersion
from tallystick.records.runs import Run
from tallystick.records.targets import Kind, Target
from tallystick.store.base import Store
from tallystick.testing.commands import (
    a_model,
    a_model_version,
    a_pipeline,
    a_run,
    a_step,
    an_artifact,
    artifact_of,
    delete,
    finish,
    link,
    log,
    target,
)
from tallystick.testing.contract import Contract
from tallystick.testing.reading import (
    current_values,
    find,
    is_there,
    journal,
    past_values,
    record_of,
)
from tallystick.testing.store_contract.models import linked
from tallystick.testing.store_contract.refused import refused


class DeletingRules(Contract):
    """Deletion goes downwards and never sideways."""

    def test_a_deleted_thing_is_not_found(self, store: Store) -> None:
        """By no way of asking."""
        run, other = a_run(), a_run()
        store.apply(run, other, log(run, {"a": 1}))

        store.apply(delete(run))

        assert find(store, Run) == [record_of(store, other)]
        assert find(store, Run, Compare(Metadata("a"), Op.EXISTS)) == []
        for question in (
            lambda: record_of(store, run),
            lambda: store.history(target(run), "a"),
            lambda: store.lineage(target(run)),
            lambda: store.apply(log(run, {"a": 2})),
            lambda: store.apply(delete(run)),
        ):
            with refused(store, NotFoundError, str(run.run_id)):
                question()

    def test_the_journal_keeps_what_was_deleted(self, store: Store) -> None:
        """Deleting is one more command."""
        run = a_run()
        gone = delete(run)

        store.apply(run, gone)

        assert journal(store) == [(1, run), (2, gone)]

    def test_a_pipeline_goes_with_its_runs_and_their_steps(self, store: Store) -> None:
        """What they produced stays."""
        pipeline, run, other = a_pipeline("gone"), a_run(pipeline="gone"), a_run(pipeline="kept")
        step, kept = a_step(run), a_step(other)
        model = an_artifact("model", by=step)
        store.apply(pipeline, run, other, step, kept, model)

        store.apply(delete(pipeline))

        assert not any(is_there(store, thing) for thing in (pipeline, run, step))
        assert all(is_there(store, thing) for thing in (other, kept, model))
        assert record_of(store, model).producer_step_run_id == step.step_run_id

    def test_a_step_run_goes_alone(self, store: Store) -> None:
        """Its run stays, with the entries they share."""
        run = a_run()
        step, other = a_step(run), a_step(run, "other")
        store.apply(run, step, other, log((run, step), {"a": 1}))

        store.apply(delete(step))

        assert not is_there(store, step)
        assert is_there(store, other)
        assert current_values(store, run) == {"a": 1}

    def test_an_artifact_goes_with_its_versions(self, store: Store) -> None:
        """Other artifacts stay, and so do the steps that read and wrote it."""
        run = a_run()
        first = an_artifact("gone")
        step = a_step(run, inputs={"x": (first.artifact_version_id,)})
        second, other = an_artifact("gone", by=step), an_artifact("kept")
        store.apply(run, first, step, second, other, finish(step, outputs={"y": second}))

        store.apply(delete(artifact_of(first)))

        assert not any(is_there(store, thing) for thing in (first, second, artifact_of(first)))
        assert is_there(store, other)
        assert record_of(store, step).inputs == {"x": (first.artifact_version_id,)}
        assert record_of(store, step).outputs == {"y": (second.artifact_version_id,)}

    def test_a_version_goes_without_its_artifact(self, store: Store) -> None:
        """Even if it was the only one."""
        version = an_artifact()

        store.apply(version, delete(version))

        assert not is_there(store, version)
        assert record_of(store, artifact_of(version)).last_number == 1

    def test_a_model_goes_with_its_versions_and_links(self, store: Store) -> None:
        """What was linked stays."""
        model, version = a_model(), a_model_version()
        run = a_run(model_version_id=version.model_version_id)
        artifact = an_artifact()
        store.apply(model, version, run, artifact, link(version, artifact))

        store.apply(delete(model))

        assert not any(is_there(store, thing) for thing in (model, version))
        assert linked(store, ArtifactVersion, version) == []
        assert record_of(store, run).model_version_id == version.model_version_id

    def test_links_go_with_what_was_linked(self, store: Store) -> None:
        """The model version stays."""
        version, artifact = a_model_version(), an_artifact()
        store.apply(version, artifact, link(version, artifact))

        store.apply(delete(artifact))

        assert is_there(store, version)
        assert find(store, ModelVersion) != []
        assert linked(store, ArtifactVersion, version) == []

    def test_metadata_goes_with_its_thing(self, store: Store) -> None:
        """A name that begins anew begins without it."""
        model = a_model()
        store.apply(model, log(model, {"a": 1}))

        store.apply(delete(model), a_model())

        assert current_values(store, model) == {}
        assert past_values(store, model, "a") == []

    def test_numbers_begin_anew_with_the_artifact(self, store: Store) -> None:
        """What a deleted artifact knew is gone."""
        old, new = an_artifact(version="7"), an_artifact()

        store.apply(old, delete(artifact_of(old)), new)

        assert record_of(store, new).version == "1"

    def test_a_shared_entry_stays_on_the_others(self, store: Store) -> None:
        """One thing less belongs to it."""
        run, other = a_run(), a_run()
        store.apply(run, other, log((run, other), {"a": 1}), log(other, {"a": 2}))

        store.apply(delete(run))

        assert past_values(store, other, "a") == [1, 2]

    def test_a_deleted_producer_and_consumer_leave_the_lineage(self, store: Store) -> None:
        """The graph has what exists."""
        run, artifact = a_run(), an_artifact()
        reader, kept = (
            a_step(run, name, inputs={"x": (artifact.artifact_version_id,)})
            for name in ("gone", "kept")
        )
        store.apply(run, artifact, reader, kept, delete(reader))

        lineage = store.lineage(target(artifact), downstream=1)
        consumed = Compare(Builtin("consumer_step_run_id"), Op.HAS, (reader.step_run_id,))

        assert [step.id for step in lineage.step_runs] == [kept.step_run_id]
        assert find(store, ArtifactVersion, consumed) == []

    @pytest.mark.parametrize("kind", list(Kind))
    def test_what_does_not_exist_is_not_deleted(self, store: Store, kind: Kind) -> None:
        """The error names kind and id."""
        unknown = Target(kind, a_run().run_id)

        with refused(store, NotFoundError, kind.replace("_", " "), str(unknown.id)):
            store.apply(delete(unknown))

    def test_a_thing_of_another_kind_is_not_deleted(self, store: Store) -> None:
        """An id alone does not name a thing to a command."""
        run = a_run()
        store.apply(run)

        with refused(store, NotFoundError, "artifact"):
            store.apply(delete(Target(Kind.ARTIFACT, run.run_id)))

    def test_a_thing_that_was_deleted_and_came_again_has_nothing_of_old(self, store: Store) -> None:
        """A step run that is recorded anew under its id has no entries about outputs."""
        run = a_run()
        step = a_step(run)
        again = a_step(run, step_run_id=step.step_run_id)
        model = an_artifact("model", by=step)
        store.apply(run, step, log(step, {"a": 1}, output="model"), delete(step))

        store.apply(again, model, finish(again))

        assert current_values(store, model) == {}
        assert current_values(store, again) == {}
