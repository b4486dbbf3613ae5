"""The journal: every change, in order, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tallystick.errors import InvalidArgumentError
from tallystick.query.query import Query
from tallystick.records.commands import Command
from tallystick.records.models import Stage
from tallystick.records.references import Ref
from tallystick.records.runs import Run
from tallystick.records.targets import Kind
from tallystick.store.base import Store
from tallystick.store.memory import MemoryStore
from tallystick.testing.commands import (
    a_document,
    a_model,
    a_model_version,
    a_pipeline,
    a_run,
    a_step,
    an_artifact,
    artifact_of,
    delete,
    fail,
    finish,
    link,
    log,
    promote,
    reuse,
    tag,
    target,
    update,
)
from tallystick.testing.contents import contents
from tallystick.testing.contract import Contract
from tallystick.testing.reading import journal


def a_history_of_everything() -> list[Command]:
    """One of each command at least, in an order in which they can be applied."""
    version, other = a_model_version(), a_model_version(name="second")
    run, again = a_run(model_version_id=version.model_version_id), a_run()
    step = a_step(run, upstream=("load",), model_version_id=version.model_version_id)
    failing, cached = a_step(run, "evaluate"), a_step(again)
    model = an_artifact("model", by=step, facts={"size": 1, "rows": 2}, tags=("best",))
    return [
        a_document("source of a step"),
        a_pipeline(description="trains", tags=("nightly",)),
        a_model(tags=("team-a",)),
        version,
        other,
        run,
        step,
        log((step, run), {"accuracy": 0.9, "params": {"depth": 3}}, publisher=step.step_run_id),
        log(step, {"rows": 3}, output="model", publisher=step.step_run_id),
        model,
        finish(step, outputs={"model": model}, usage={"cpu_s": 1.5}),
        failing,
        log(failing, {"loss": float("nan")}, output="report", index=2),
        fail(failing),
        fail(run),
        again,
        cached,
        reuse(cached, step, outputs={"model": model}),
        finish(again),
        link(version, model, again),
        promote(version, Stage.PRODUCTION),
        promote(other, Stage.PRODUCTION, force=True),
        tag((run, model), "seen"),
        tag(model, remove=("best",)),
        update(artifact_of(model), name="forest", description="trees"),
        update(other, description="better"),
        delete(failing),
    ]


class JournalRules(Contract):
    """What was applied is kept for ever, with its number."""

    def test_changes_are_the_journal_in_order(self, store: Store) -> None:
        """Every applied command is there, as it was given, numbered from 1 without gaps."""
        commands = a_history_of_everything()

        numbers = store.apply(*commands)

        assert numbers == tuple(range(1, len(commands) + 1))
        assert journal(store) == list(zip(numbers, commands, strict=True))

    def test_numbers_have_no_gaps_after_refusals(self, store: Store) -> None:
        """A refused call uses up no number."""
        run = a_run()
        store.apply(run)
        with pytest.raises(InvalidArgumentError):
            store.apply(a_pipeline(), log(run, {}))

        numbers = store.apply(log(run, {"a": 1}), log(run, {"a": 2}))

        assert numbers == (2, 3)
        assert [sequence for sequence, _ in journal(store)] == [1, 2, 3]

    def test_changes_say_when_they_were_applied(self, store: Store) -> None:
        """The store's clock goes into the journal, in UTC, apart from the caller's."""
        run = a_run()
        store.apply(run)

        (change,) = store.changes()

        assert change.applied_at.utcoffset() == timedelta(0)
        assert change.command.at == run.at

    def test_changes_begin_after_a_number(self, store: Store) -> None:
        """A reader who knows the journal up to a number asks for the rest."""
        pipelines = [a_pipeline(f"p{number}") for number in range(5)]
        store.apply(*pipelines)

        rest = [(change.sequence, change.command) for change in store.changes(after=3)]

        assert rest == [(4, pipelines[3]), (5, pipelines[4])]

    @pytest.mark.parametrize(
        ("after", "limit", "expected"),
        [
            (0, 2, [1, 2]),
            (1, 2, [2, 3]),
            (3, 9, [4]),
            (4, None, []),
            (99, None, []),
            (0, 0, []),
        ],
    )
    def test_changes_come_in_parts(
        self, store: Store, after: int, limit: int | None, expected: list[int]
    ) -> None:
        """At most `limit` changes come, and none beyond the last."""
        store.apply(*(a_pipeline(f"p{number}") for number in range(4)))

        changes = store.changes(after=after, limit=limit)

        assert [change.sequence for change in changes] == expected

    @pytest.mark.parametrize("part", [{"after": -1}, {"limit": -1}])
    def test_a_part_of_the_journal_that_cannot_be_is_refused(
        self, store: Store, part: dict[str, int]
    ) -> None:
        """Negative numbers mean nothing, least of all counting from the end."""
        store.apply(a_pipeline())

        with pytest.raises(InvalidArgumentError, match="-1"):
            list(store.changes(**part))

    def test_changes_are_a_consistent_view(self, store: Store) -> None:
        """What is applied while changes are being read is not among them."""
        store.apply(a_pipeline("a"), a_pipeline("b"))
        changes = store.changes()
        first = next(changes)

        store.apply(a_pipeline("c"))

        assert [first.sequence, *(change.sequence for change in changes)] == [1, 2]

    def test_replaying_the_journal_gives_an_equal_store(self, store: Store) -> None:
        """What a store holds follows from its journal alone."""
        store.apply(*a_history_of_everything())
        copy = MemoryStore()

        for change in store.changes():
            copy.apply(change.command)

        assert contents(copy) == contents(store)

    def test_a_store_can_be_made_from_the_journal_of_another(self, store: Store) -> None:
        """The same in the other direction, all at once, and again."""
        original = MemoryStore()
        original.apply(*a_history_of_everything())
        commands = [change.command for change in original.changes()]

        store.apply(*commands)
        store.apply(*commands[5:], *commands[:5])

        assert contents(store) == contents(original)

    def test_the_newest_command_has_the_highest_number(self, store: Store) -> None:
        """None is 0; what is refused or said again has no number."""
        run = a_run()
        assert store.newest() == 0

        store.apply(run, log(run, {"a": 1}))
        store.apply(run)
        with pytest.raises(KeyError):
            store.apply(log(a_run(), {"a": 1}))

        assert store.newest() == 2

    def test_reading_never_changes_the_journal(self, store: Store) -> None:
        """Asking for everything, also for what does not exist, leaves no trace."""
        store.apply(*a_history_of_everything())
        before = journal(store)

        contents(store)
        store.find(Query(kind=Kind.MODEL, project="another"))
        with pytest.raises(KeyError):
            store.get(Run, Ref("no such run"))

        assert journal(store) == before

    def test_entries_name_the_change_that_logged_them(self, store: Store) -> None:
        """An entry leads back to its command; entries have numbers of their own."""
        run, model = a_run(), an_artifact("model", facts={"size": 1})
        store.apply(run, log(run, {"a": 1, "b": 2}), model, log(run, {"a": 3}))

        found = [
            *store.history(target(run), "a"),
            *store.history(target(run), "b"),
            *store.history(target(model), "size"),
        ]

        assert [(entry.sequence, entry.change) for entry in found] == [
            (1, 2),
            (4, 4),
            (2, 2),
            (3, 3),
        ]
