"""What is current is found by indexes, except that of runs and steps that go on."""

from __future__ import annotations

import pytest
from tests.unit.store.sql.conftest import Ask

from tallystick.query.conditions import Compare, Metadata, Op
from tallystick.query.query import Query, Sort
from tallystick.records.targets import Kind
from tallystick.store.sql import SqlStore
from tallystick.store.sql.records import MOST_UNINDEXED
from tallystick.testing.commands import a_run, a_step, an_artifact, delete, finish, log

INDEXED = "SELECT DISTINCT kind, target, indexed FROM current_values ORDER BY 1, 2"


def test_values_of_what_goes_on_wait_for_its_end(store: SqlStore, ask: Ask) -> None:
    """Logging the same key again and again leaves the indexes alone."""
    run = a_run()
    step = a_step(run)
    store.apply(run, step, log((run, step), {"loss": 1.0}), log((run, step), {"loss": 0.5}))
    assert ask(INDEXED) == [(2, 1, 0), (3, 1, 0)]

    store.apply(finish(step))
    assert ask(INDEXED) == [(2, 1, 0), (3, 1, 1)]

    store.apply(finish(run), log(run, {"late": 1}))
    assert ask(INDEXED) == [(2, 1, 1), (3, 1, 1)]
    assert ask("SELECT * FROM unindexed_targets") == []


def test_other_things_are_indexed_at_once(store: SqlStore, ask: Ask) -> None:
    """What is known of an artifact is said once."""
    store.apply(an_artifact(facts={"rows": 3}))

    assert ask(INDEXED) == [(5, 1, 1)]


def test_only_so_many_wait(store: SqlStore, ask: Ask) -> None:
    """Runs whose process was killed never end, and searches must stay fast."""
    runs = [a_run() for _ in range(MOST_UNINDEXED + 3)]
    store.apply(*runs, *(log(run, {"n": n}) for n, run in enumerate(runs)))
    store.apply(a_run())

    waiting = ask("SELECT target FROM unindexed_targets ORDER BY place")
    assert len(waiting) == MOST_UNINDEXED
    assert waiting[0] == (5,)
    assert len(ask("SELECT * FROM current_values WHERE indexed = 1")) == 4


def test_what_is_deleted_waits_no_more(store: SqlStore, ask: Ask) -> None:
    """Its place may be given to another."""
    run = a_run()
    store.apply(run, log(run, {"loss": 1.0}), delete(run))

    assert ask("SELECT * FROM unindexed_targets") == []
    assert ask("SELECT * FROM current_values") == []


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("ended", range(5))
def test_a_search_finds_what_waits_and_what_does_not(
    store: SqlStore, descending: bool, ended: int
) -> None:
    """One order over both, whichever have ended."""
    runs = [a_run(f"run-{n}") for n in range(4)]
    store.apply(*runs, *(log(run, {"loss": n / 10}) for n, run in enumerate(runs)))
    store.apply(*(finish(run) for n, run in enumerate(runs) if n % 4 < ended))

    page = store.find(
        Query(
            kind=Kind.RUN,
            where=Compare(Metadata("loss"), Op.GE, (0.1,)),
            sort=(Sort(Metadata("loss"), descending),),
            limit=2,
        )
    )

    expected = ["run-3", "run-2"] if descending else ["run-1", "run-2"]
    assert [item.record.name for item in page.items] == expected  # type: ignore[union-attr]  # runs
    assert page.total == 3
