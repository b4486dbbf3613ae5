"""Which state is meant by a number of the journal or a time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tallystick.errors import InvalidArgumentError
from tallystick.records.runs import Run
from tallystick.store.base import Store
from tallystick.store.past import PastStore
from tallystick.testing.commands import a_run, delete, log, target
from tallystick.testing.contract import Contract
from tallystick.testing.reading import current_values, find, is_there, record_of
from tallystick.testing.store_contract.refused import refused


def clock_moved(after: datetime) -> datetime:
    """A time later than `after` that has come."""
    while (now := datetime.now(UTC)) <= after:
        pass
    return now


class PastTimeRules(Contract):
    """Numbers and times of the journal, and nothing else."""

    def test_a_time_means_the_last_command_that_was_applied_by_then(self, store: Store) -> None:
        """Without a zone it is in UTC."""
        run = a_run()
        store.apply(run, log(run, {"a": 1}))
        *_, first = store.changes()
        clock_moved(first.applied_at)
        store.apply(log(run, {"a": 2}))
        *_, second = store.changes()
        now = clock_moved(second.applied_at)

        def value(as_of: datetime) -> Any:
            return current_values(PastStore(store, as_of), run)["a"]

        assert value(first.applied_at) == 1
        assert value(second.applied_at - timedelta(microseconds=1)) == 1
        assert value(second.applied_at) == value(now) == 2
        assert value(first.applied_at.replace(tzinfo=None)) == 1

    def test_before_the_first_command_there_was_nothing(self, store: Store) -> None:
        """Nor in a store that is still empty."""
        long_ago = PastStore(store, datetime(2000, 1, 1, tzinfo=UTC))
        assert find(long_ago, Run) == []
        run = a_run()

        store.apply(run)

        assert find(long_ago, Run) == []
        assert not is_there(long_ago, run)

    def test_what_one_call_said_was_recorded_at_one_time(self, store: Store) -> None:
        """So that no time shows a part of it."""
        store.apply(a_run(), a_run(), a_run())

        assert len({change.applied_at for change in store.changes()}) == 1

    @pytest.mark.parametrize(
        ("as_of", "said"),
        [
            (0, "as_of=0"),
            (-1, "as_of=-1"),
            (3, "as_of=3"),
            (2**70, f"as_of={2**70}"),
            (True, "True (bool)"),
            (1.0, "1.0 (float)"),
            ("2026-01-31", "'2026-01-31' (str)"),
            (date(2026, 1, 31), "datetime.date(2026, 1, 31) (date)"),
            (datetime(9999, 1, 1, tzinfo=UTC), "9999-01-01T00:00:00+00:00 is in the future"),
        ],
    )
    def test_what_is_no_number_or_time_of_the_journal_is_refused(
        self, store: Store, as_of: Any, said: str
    ) -> None:
        """The error says what was given, and what the newest number is."""
        run = a_run()
        store.apply(run, log(run, {"a": 1}))
        then = PastStore(store, as_of)
        numbered = ("number 2",) if isinstance(as_of, datetime | int) and as_of is not True else ()

        for question in (
            lambda: find(then, Run),
            lambda: record_of(then, run),
            lambda: then.history(target(run), "a"),
            lambda: then.lineage(target(run)),
        ):
            with refused(store, InvalidArgumentError, said, *numbered):
                question()

    def test_an_empty_store_has_no_numbers(self, store: Store) -> None:
        """The error says so."""
        with refused(store, InvalidArgumentError, "as_of=1", "no commands yet"):
            find(PastStore(store, 1), Run)

    def test_the_past_cannot_be_changed(self, store: Store) -> None:
        """What was read as of then says so when it is to be changed."""
        run = a_run()
        then = PastStore(store, store.apply(run)[-1])

        with refused(store, InvalidArgumentError, "past"):
            then.apply(delete(run))
