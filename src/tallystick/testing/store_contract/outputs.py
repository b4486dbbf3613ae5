"""Entries about outputs of a step that do not exist yet."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tallystick.errors import InvalidArgumentError, NotFoundError
from tallystick.query.conditions import Compare, Metadata, Op
from tallystick.records.runs import Status
from tallystick.records.steps import StepRun
from tallystick.store.base import Store
from tallystick.testing.commands import (
    Thing,
    a_run,
    a_step,
    an_artifact,
    delete,
    fail,
    finish,
    log,
    moment,
    new_entries,
    target,
)
from tallystick.testing.contract import Contract
from tallystick.testing.reading import current_values, find, past_values
from tallystick.testing.store_contract.refused import refused


class OutputRules(Contract):
    """Stored at once, and found on the output when it exists."""

    def test_an_entry_about_an_output_is_not_on_the_step(self, store: Store) -> None:
        """While the step runs it is current nowhere."""
        run = a_run()
        step = a_step(run)

        store.apply(run, step, log(step, {"rows": 3}, output="model"))

        assert current_values(store, step) == {}
        assert past_values(store, step, "rows") == []
        assert find(store, StepRun, Compare(Metadata("rows"), Op.EXISTS)) == []

    def test_an_entry_about_an_output_comes_to_it(self, store: Store) -> None:
        """The artifact version has it from its beginning, and the step run never."""
        run = a_run()
        step = a_step(run)
        model = an_artifact("model", by=step)
        store.apply(run, step, log(step, {"rows": 3}, output="model"))

        store.apply(model, finish(step, outputs={"model": model}))

        assert current_values(store, model) == {"rows": 3}
        assert current_values(store, step) == {}
        (entry,) = store.history(target(model), "rows")
        assert entry.output == "model"

    def test_each_output_has_its_own_entries(self, store: Store) -> None:
        """Equal keys of two outputs do not meet."""
        run = a_run()
        step = a_step(run)
        left, right = an_artifact("left", by=step), an_artifact("right", by=step)

        store.apply(
            run,
            step,
            log(step, {"rows": 1}, output="left"),
            log(step, {"rows": 2}, output="right"),
            left,
            right,
            finish(step, outputs={"left": left, "right": right}),
        )

        assert current_values(store, left) == {"rows": 1}
        assert current_values(store, right) == {"rows": 2}

    def test_the_artifact_may_have_another_name_than_the_output(self, store: Store) -> None:
        """Entries are about the output."""
        run = a_run()
        step = a_step(run)
        model = an_artifact("forest", by=step, output="model")

        store.apply(run, step, log(step, {"rows": 1}, output="model"), model)

        assert current_values(store, model) == {"rows": 1}

    def test_what_was_logged_about_an_output_beats_its_facts(self, store: Store) -> None:
        """Even though the facts were found out later."""
        run = a_run()
        step = a_step(run)
        model = an_artifact("model", by=step, facts={"rows": 100, "size": 5}, at=moment(20))

        store.apply(run, step, log(step, {"rows": 3}, output="model", at=moment(10)), model)

        assert current_values(store, model) == {"rows": 3, "size": 5}
        assert past_values(store, model, "rows") == [3]

    def test_facts_are_entries_of_the_step(self, store: Store) -> None:
        """They have the time and author of the recording, and the step as publisher."""
        run = a_run()
        step = a_step(run)
        model = an_artifact("model", by=step, facts={"rows": 100}, author="ada", at=moment(20))

        store.apply(run, step, model)

        (entry,) = store.history(target(model), "rows")
        assert (entry.author, entry.logged_at) == ("ada", moment(20))
        assert (entry.publisher, entry.output) == (step.step_run_id, None)

    def test_a_later_entry_beats_facts(self, store: Store) -> None:
        """The newest entry is current, as everywhere."""
        model = an_artifact("model", facts={"rows": 100})

        store.apply(model, log(model, {"rows": 3}))

        assert current_values(store, model) == {"rows": 3}
        assert past_values(store, model, "rows") == [100, 3]

    def test_a_failed_step_keeps_what_it_said_about_outputs(self, store: Store) -> None:
        """Nothing that was logged is lost."""
        run = a_run()
        step = a_step(run)
        store.apply(run, step, log(step, {"rows": 3}, output="model"))

        store.apply(fail(step))

        assert current_values(store, step) == {"rows": 3}
        (entry,) = store.history(target(step), "rows")
        assert entry.output == "model"
        assert find(store, StepRun, Compare(Metadata("rows"), Op.EQ, (3,))) != []

    @pytest.mark.parametrize("status", [Status.COMPLETED, Status.RETRIED, Status.STOPPED])
    def test_a_step_keeps_what_it_said_about_outputs_it_did_not_make(
        self, store: Store, status: Status
    ) -> None:
        """However it ended."""
        run = a_run()
        step = a_step(run)
        model = an_artifact("model", by=step)

        store.apply(
            run,
            step,
            log(step, {"a": 1}, output="model"),
            log(step, {"b": 2}, output="report"),
            model,
            finish(step, status, outputs={"model": model}),
        )

        assert current_values(store, model) == {"a": 1}
        assert current_values(store, step) == {"b": 2}

    def test_entries_kept_on_the_step_are_current_by_their_time(self, store: Store) -> None:
        """They take their place in the history of their key."""
        run = a_run()
        step = a_step(run)

        store.apply(
            run,
            step,
            log(step, {"a": "first"}, output="model", at=moment(1)),
            log(step, {"a": "second"}, at=moment(2)),
            log(step, {"a": "third"}, output="model", at=moment(3)),
            log(step, {"b": 1}, at=moment(4)),
            fail(step, at=moment(5)),
        )

        assert past_values(store, step, "a") == ["first", "second", "third"]
        assert current_values(store, step) == {"a": "third", "b": 1}

    def test_entries_about_an_output_come_late_to_what_became_of_it(self, store: Store) -> None:
        """A thread of the step may still be logging when the step has ended."""
        run = a_run()
        step = a_step(run)
        model = an_artifact("model", by=step)
        store.apply(run, step, model, finish(step, outputs={"model": model}))

        store.apply(log(step, {"rows": 3}, output="model"), log(step, {"loss": 1}, output="report"))

        assert current_values(store, model) == {"rows": 3}
        assert current_values(store, step) == {"loss": 1}

    def test_entries_logged_between_recording_and_end_come_to_the_output(
        self, store: Store
    ) -> None:
        """Whether the output exists already makes no difference in the end."""
        run = a_run()
        step = a_step(run)
        model = an_artifact("model", by=step)
        store.apply(run, step, model, log(step, {"rows": 3}, output="model"))

        store.apply(finish(step, outputs={"model": model}))

        assert current_values(store, model) == {"rows": 3}
        assert current_values(store, step) == {}

    def test_an_output_of_several_artifacts_gives_each_its_entries(self, store: Store) -> None:
        """A key that was logged about the output is on all of them."""
        run = a_run()
        step = a_step(run)
        one, two = (an_artifact("parts", by=step) for _ in range(2))

        store.apply(
            run,
            step,
            log(step, {"rows": 3}, output="parts"),
            one,
            two,
            finish(step, outputs={"parts": (one, two)}),
        )

        assert current_values(store, one) == current_values(store, two) == {"rows": 3}
        assert past_values(store, two, "rows") == [3]

    def test_outputs_of_another_step_have_nothing_to_do_with_it(self, store: Store) -> None:
        """An output is that of one step run, for example of one attempt."""
        run = a_run()
        first, second = a_step(run), a_step(run, attempt=2)
        model = an_artifact("model", by=second)

        store.apply(
            run,
            first,
            log(first, {"rows": 1}, output="model"),
            finish(first, Status.RETRIED),
            second,
            model,
            finish(second, outputs={"model": model}),
        )

        assert current_values(store, model) == {}
        assert current_values(store, first) == {"rows": 1}

    def test_what_was_logged_about_a_deleted_output_is_gone_with_it(self, store: Store) -> None:
        """It does not come back to the step."""
        run = a_run()
        step = a_step(run)
        model = an_artifact("model", by=step)
        store.apply(run, step, log(step, {"rows": 1}, output="model"), model)

        store.apply(finish(step, outputs={"model": model}), delete(model))

        assert current_values(store, step) == {}

    def test_entries_about_an_output_have_one_step_as_target(self, store: Store) -> None:
        """Only steps have outputs, and an output is that of one."""
        run = a_run()
        one, two = a_step(run), a_step(run)
        store.apply(run, one, two)

        several: list[tuple[Thing, ...]] = [(one, two), (run,), (one, run)]
        for things in several:
            with refused(store, InvalidArgumentError, "output", "step run"):
                store.apply(log(things, {"a": 1}, output="model"))

    def test_entries_about_an_output_of_an_unknown_step_are_refused(self, store: Store) -> None:
        """The error names the step run."""
        step = a_step(a_run())

        with refused(store, NotFoundError, str(step.step_run_id)):
            store.apply(log(step, {"a": 1}, output="model"))

    def test_a_fact_twice_in_one_command_is_refused(self, store: Store) -> None:
        """As with any entries."""
        twice = new_entries({"rows": 1}) + new_entries({"rows": 2})
        model = replace(an_artifact("model"), facts=twice)

        with refused(store, InvalidArgumentError, "'rows'", "twice"):
            store.apply(model)
