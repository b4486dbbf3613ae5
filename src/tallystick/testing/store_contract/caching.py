"""Cached steps take over what the step that was executed said itself."""

from __future__ import annotations

import pytest

from tallystick.errors import InvalidArgumentError, NotFoundError
from tallystick.query.conditions import Compare, Metadata, Op
from tallystick.records.runs import Run, Status
from tallystick.store.base import Store
from tallystick.testing.commands import (
    a_model_version,
    a_run,
    a_step,
    an_artifact,
    delete,
    fail,
    finish,
    log,
    moment,
    reuse,
    target,
)
from tallystick.testing.contract import Contract
from tallystick.testing.reading import current_values, find, past_values, record_of
from tallystick.testing.store_contract.refused import refused


class CachingRules(Contract):
    """The same entries, on the cached step run, its run and its model version."""

    def test_a_cached_step_names_its_original_and_shares_its_outputs(self, store: Store) -> None:
        """The artifact versions are the same."""
        run, again = a_run(), a_run()
        original, cached = a_step(run), a_step(again)
        model = an_artifact("model", by=original)
        outputs = {"model": model}

        store.apply(run, original, model, finish(original, outputs=outputs))
        store.apply(again, cached, reuse(cached, original, outputs=outputs))

        record = record_of(store, cached)
        assert record.status is Status.CACHED
        assert record.original_step_run_id == original.step_run_id
        assert record.outputs == {"model": (model.artifact_version_id,)}

    def test_a_cached_step_takes_over_what_the_original_said(self, store: Store) -> None:
        """On itself and on its run; they are the same entries."""
        run, again = a_run(), a_run()
        original, cached = a_step(run), a_step(again)
        said = log((original, run), {"accuracy": 0.9}, publisher=original.step_run_id)
        store.apply(run, original, said, finish(original), again, cached)

        store.apply(reuse(cached, original))

        assert current_values(store, cached) == {"accuracy": 0.9}
        assert current_values(store, again) == {"accuracy": 0.9}
        (before,) = store.history(target(original), "accuracy")
        assert store.history(target(cached), "accuracy") == (before,)

    def test_a_cached_step_takes_over_what_was_said_of_the_model_version(
        self, store: Store
    ) -> None:
        """The new run has a model version of its own."""
        first, second = a_model_version(), a_model_version()
        run, again = a_run(), a_run()
        original = a_step(run, model_version_id=first.model_version_id)
        cached = a_step(again, model_version_id=second.model_version_id)
        said = log(first, {"accuracy": 0.9}, publisher=original.step_run_id)
        store.apply(first, second, run, original, said, finish(original), again, cached)

        store.apply(reuse(cached, original))

        assert current_values(store, second) == {"accuracy": 0.9}

    def test_a_shared_model_version_keeps_its_entries_once(self, store: Store) -> None:
        """Nothing moves where it is already."""
        version = a_model_version()
        run, again = a_run(), a_run()
        original = a_step(run, model_version_id=version.model_version_id)
        cached = a_step(again, model_version_id=version.model_version_id)
        said = log(version, {"accuracy": 0.9}, publisher=original.step_run_id)
        store.apply(version, run, original, said, finish(original), again, cached)

        store.apply(reuse(cached, original))

        assert past_values(store, version, "accuracy") == [0.9]

    def test_a_cached_step_takes_over_nothing_that_others_said(self, store: Store) -> None:
        """Notes of people and entries of other steps stay where they are."""
        run, again = a_run(), a_run()
        other, original, cached = a_step(run, "load"), a_step(run), a_step(again)
        store.apply(
            run,
            other,
            original,
            log((original, run), {"by": "nobody"}),
            log((original, run), {"by another": 1}, publisher=other.step_run_id),
            finish(original),
            again,
            cached,
        )

        store.apply(reuse(cached, original))

        assert current_values(store, cached) == {}
        assert current_values(store, again) == {}

    def test_a_cached_step_takes_over_nothing_from_elsewhere(self, store: Store) -> None:
        """What the original said about third things is not said about new ones."""
        run, again = a_run(), a_run()
        dataset = an_artifact("dataset")
        other, original, cached = a_step(run, "load"), a_step(run), a_step(again)
        said = log((dataset, other), {"checked": True}, publisher=original.step_run_id)
        store.apply(dataset, run, other, original, said, finish(original), again, cached)

        store.apply(reuse(cached, original))

        assert current_values(store, cached) == {}
        assert current_values(store, again) == {}

    def test_what_is_said_later_is_not_taken_over(self, store: Store) -> None:
        """Neither by the original nor by the cached step."""
        run, again = a_run(), a_run()
        original, cached = a_step(run), a_step(again)
        store.apply(run, original, finish(original), again, cached, reuse(cached, original))

        store.apply(log(original, {"a": 1}, publisher=original.step_run_id))
        store.apply(log(cached, {"b": 2}, publisher=cached.step_run_id))

        assert current_values(store, original) == {"a": 1}
        assert current_values(store, cached) == {"b": 2}

    def test_the_whole_history_is_taken_over(self, store: Store) -> None:
        """A series stays a series."""
        run, again = a_run(), a_run()
        original, cached = a_step(run), a_step(again)
        points = [
            log(original, {"loss": loss}, index=epoch, publisher=original.step_run_id)
            for epoch, loss in enumerate([3, 2, 1])
        ]
        store.apply(run, original, *points, finish(original), again, cached)

        store.apply(reuse(cached, original))

        assert past_values(store, cached, "loss") == [3, 2, 1]

    def test_entries_taken_over_are_current_by_their_time(self, store: Store) -> None:
        """They are older than what the new run said; searches see the same."""
        run, again = a_run(), a_run()
        original, cached = a_step(run), a_step(again)
        store.apply(
            run,
            original,
            log((original, run), {"a": "old"}, publisher=original.step_run_id, at=moment(1)),
            finish(original),
            again,
            log(again, {"z": 0, "a": "new"}, at=moment(2)),
            cached,
        )

        store.apply(reuse(cached, original))

        assert current_values(store, again) == {"a": "new", "z": 0}
        assert list(current_values(store, again)) == ["a", "z"]
        assert [r.id for r in find(store, Run, Compare(Metadata("a"), Op.EQ, ("old",)))] == [
            run.run_id
        ]

    def test_what_the_original_kept_about_an_output_is_taken_over(self, store: Store) -> None:
        """An output that was not made left its entries on the step run."""
        run, again = a_run(), a_run()
        original, cached = a_step(run), a_step(again)
        said = log(original, {"rows": 3}, output="report", publisher=original.step_run_id)
        store.apply(run, original, said, finish(original), again, cached)

        store.apply(reuse(cached, original))

        assert current_values(store, cached) == {"rows": 3}

    def test_what_was_said_about_a_shared_output_stays_on_it(self, store: Store) -> None:
        """The artifact version is the same, and the step run never had it."""
        run, again = a_run(), a_run()
        original, cached = a_step(run), a_step(again)
        model = an_artifact("model", by=original)
        said = log(original, {"rows": 3}, output="model", publisher=original.step_run_id)
        outputs = {"model": model}
        store.apply(run, original, said, model, finish(original, outputs=outputs), again, cached)

        store.apply(reuse(cached, original, outputs=outputs))

        assert current_values(store, cached) == {}
        assert past_values(store, model, "rows") == [3]

    def test_a_cached_step_can_be_the_original_of_another(self, store: Store) -> None:
        """The entries are those of the step that was executed, which is named as original."""
        runs = [a_run() for _ in range(3)]
        executed, cached, again = (a_step(run) for run in runs)
        said = log((executed, runs[0]), {"a": 1}, publisher=executed.step_run_id)
        store.apply(*runs, executed, said, finish(executed), cached, again)

        store.apply(reuse(cached, executed), reuse(again, cached))

        assert current_values(store, again) == {"a": 1}
        assert current_values(store, runs[2]) == {"a": 1}
        assert record_of(store, again).original_step_run_id == executed.step_run_id

    def test_entries_survive_the_step_run_that_logged_them(self, store: Store) -> None:
        """A chain of cached steps goes on after the first of them was deleted."""
        runs = [a_run() for _ in range(3)]
        executed, cached, again = (a_step(run) for run in runs)
        said = log(executed, {"a": 1}, publisher=executed.step_run_id)
        store.apply(*runs, executed, said, finish(executed), cached, reuse(cached, executed))

        store.apply(delete(runs[0]), again, reuse(again, cached))

        assert current_values(store, cached) == {"a": 1}
        assert current_values(store, again) == {"a": 1}

    def test_a_model_version_that_was_deleted_meanwhile_gets_nothing(self, store: Store) -> None:
        """The cached step ends all the same."""
        first, second = a_model_version(), a_model_version()
        run, again = a_run(), a_run()
        original = a_step(run, model_version_id=first.model_version_id)
        cached = a_step(again, model_version_id=second.model_version_id)
        said = log((first, original), {"a": 1}, publisher=original.step_run_id)
        store.apply(first, second, run, original, said, finish(original), again, cached)

        store.apply(delete(second), reuse(cached, original))

        assert current_values(store, cached) == {"a": 1}

    def test_a_cached_step_needs_an_original(self, store: Store) -> None:
        """And nothing but a cached step has one."""
        run = a_run()
        original, cached = a_step(run), a_step(run, "again")
        store.apply(run, original, finish(original), cached)

        with refused(store, InvalidArgumentError, "original_step_run_id"):
            store.apply(reuse(cached, original, original_step_run_id=None))
        with refused(store, InvalidArgumentError, "original_step_run_id", "'completed'"):
            store.apply(finish(cached, original_step_run_id=original.step_run_id))

    def test_an_unknown_original_is_refused(self, store: Store) -> None:
        """The error names it."""
        run = a_run()
        cached, unknown = a_step(run), a_step(run)
        store.apply(run, cached)

        with refused(store, NotFoundError, str(unknown.step_run_id)):
            store.apply(reuse(cached, unknown))

    @pytest.mark.parametrize("ending", [None, fail])
    def test_an_original_has_completed(self, store: Store, ending: object) -> None:
        """There is nothing to take over from a step that runs or failed, or from itself."""
        run = a_run()
        original, cached = a_step(run), a_step(run, "again")
        store.apply(run, original, cached)
        if ending is not None:
            store.apply(fail(original))

        with refused(store, InvalidArgumentError, str(original.step_run_id)):
            store.apply(reuse(cached, original))
        with refused(store, InvalidArgumentError, str(cached.step_run_id)):
            store.apply(reuse(cached, cached))
