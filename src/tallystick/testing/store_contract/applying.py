"""Applying is atomic and idempotent."""

from __future__ import annotations

from msgspec.structs import replace

from tallystick.errors import EntityExistsError, InvalidArgumentError, NotFoundError
from tallystick.records.runs import Run
from tallystick.store.base import Store
from tallystick.testing.commands import (
    a_pipeline,
    a_run,
    a_step,
    an_artifact,
    delete,
    finish,
    log,
    target,
)
from tallystick.testing.contents import contents
from tallystick.testing.contract import Contract
from tallystick.testing.reading import current_values, find, journal, past_values, record_of
from tallystick.testing.store_contract.refused import refused


class ApplyingRules(Contract):
    """All of a call or none of it, and each command once."""

    def test_applying_nothing_does_nothing(self, store: Store) -> None:
        """No commands have no numbers."""
        assert store.apply() == ()
        assert journal(store) == []

    def test_commands_of_one_call_see_each_other(self, store: Store) -> None:
        """A run, its step and what was logged on it come in one call."""
        run = a_run()
        step = a_step(run)

        store.apply(run, step, log(step, {"rows": 3}), finish(step), finish(run))

        assert current_values(store, step) == {"rows": 3}

    def test_a_bad_command_undoes_those_before_it(self, store: Store) -> None:
        """Nothing of a call remains if its last command is refused."""
        run = a_run()

        with refused(store, NotFoundError):
            store.apply(a_pipeline("other"), run, log(run, {"a": 1}), log(a_run(), {"a": 1}))

    def test_a_bad_command_undoes_versions_and_entries(self, store: Store) -> None:
        """Numbers and entries of a refused call are free again."""
        first, second = an_artifact("data", facts={"rows": 1}), an_artifact("data")
        store.apply(first)

        with refused(store, NotFoundError):
            store.apply(an_artifact("data"), log(first, {"rows": 2}), log(a_run(), {"a": 1}))
        store.apply(second, log(second, {"rows": 3}))

        assert record_of(store, second).version == "2"
        assert [entry.sequence for entry in store.history(target(second), "rows")] == [2]

    def test_a_bad_command_undoes_a_deletion(self, store: Store) -> None:
        """What was deleted in a refused call is there again, with its metadata and links."""
        run = a_run()
        step = a_step(run)
        store.apply(run, step, log((run, step), {"a": 1}))

        with refused(store, NotFoundError):
            store.apply(delete(run), log(run, {"a": 2}))

    def test_a_refused_command_may_be_applied_later(self, store: Store) -> None:
        """A refusal does not use up the id of a command."""
        run = a_run()
        entry = log(run, {"a": 1})
        with refused(store, NotFoundError):
            store.apply(entry)

        store.apply(run, entry)

        assert current_values(store, run) == {"a": 1}

    def test_a_command_applied_twice_is_applied_once(self, store: Store) -> None:
        """The second time nothing changes, and the first number is returned."""
        run = a_run()
        entry = log(run, {"a": 1})
        numbers = store.apply(run, entry)
        before = contents(store)

        again = store.apply(run, entry)

        assert again == numbers == (1, 2)
        assert contents(store) == before

    def test_a_command_twice_in_one_call_is_applied_once(self, store: Store) -> None:
        """The same holds within a call."""
        run = a_run()
        entry = log(run, {"a": 1})

        numbers = store.apply(run, entry, entry, run)

        assert numbers == (1, 2, 2, 1)
        assert past_values(store, run, "a") == [1]

    def test_old_and_new_commands_mix_in_one_call(self, store: Store) -> None:
        """Old ones have their first numbers, new ones the next."""
        run = a_run()
        first, second, third = (log(run, {"a": value}) for value in (1, 2, 3))
        store.apply(run, first)

        numbers = store.apply(second, first, third, run)

        assert numbers == (3, 2, 4, 1)
        assert past_values(store, run, "a") == [1, 2, 3]

    def test_the_id_alone_tells_whether_a_command_was_applied(self, store: Store) -> None:
        """Another command under a known id is passed over."""
        run = a_run("first")
        store.apply(run)

        store.apply(replace(run, name="second"))

        assert [record.name for record in find(store, Run)] == ["first"]

    def test_a_command_stays_applied_after_what_it_made_is_gone(self, store: Store) -> None:
        """Saying again that a deleted run began does not bring it back."""
        run = a_run()
        store.apply(run, delete(run))

        numbers = store.apply(run)

        assert numbers == (1,)
        assert find(store, Run) == []

    def test_a_new_command_for_a_thing_that_exists_is_refused(self, store: Store) -> None:
        """Idempotence is by the id of the command, not by that of the run."""
        run = a_run("first")
        store.apply(run)

        with refused(store, EntityExistsError, "run", str(run.run_id)):
            store.apply(a_run("second", run_id=run.run_id))

    def test_text_that_utf_8_cannot_hold_is_refused(self, store: Store) -> None:
        """Wherever it stands in a command."""
        with refused(store, InvalidArgumentError, "surrogate"):
            store.apply(a_pipeline(description="\ud800"))

    def test_what_the_reader_changes_is_not_changed_in_the_store(self, store: Store) -> None:
        """An answer belongs to the one who asked."""
        run = a_run(config={"depth": [1]})
        data = an_artifact()
        step = a_step(run, config={"depth": [1]}, inputs={"x": (data.artifact_version_id,)})
        store.apply(run, data, step)
        before = contents(store)

        record_of(store, run).config["depth"].append(2)
        find(store, Run)[0].config.clear()
        store.lineage(target(step), upstream=1).step_runs[0].inputs.clear()
        for _, command in journal(store):
            getattr(command, "config", {}).clear()

        assert contents(store) == before

    def test_what_the_caller_changes_later_is_not_changed_in_the_store(self, store: Store) -> None:
        """A store keeps what it was given at the call."""
        config = {"depth": [1, 2]}
        run = a_run(config=config)
        store.apply(run)

        config["depth"].append(3)
        config["more"] = []

        assert record_of(store, run).config == {"depth": [1, 2]}
