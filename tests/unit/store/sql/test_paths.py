"""Paths: counts that are kept, and answers that do not look at everything."""

from __future__ import annotations

import pytest
from tests.unit.store.sql.conftest import Ask, AsOf

from tallystick.query.conditions import Compare, Metadata, Op
from tallystick.query.paths import SAMPLE, CommonValue, PathQuery
from tallystick.records.targets import Kind
from tallystick.store.sql import SqlStore
from tallystick.store.sql.finding.paths import FEW
from tallystick.store.sql.maintenance import rebuild, verify
from tallystick.testing.commands import a_run, delete, finish, log

MANY = FEW + 200


@pytest.fixture
def large(store: SqlStore) -> SqlStore:
    """So many runs that some are looked at: three in four have the optimizer adam."""
    runs = [a_run() for _ in range(MANY)]
    store.apply(*runs)
    store.apply(
        *(
            log(run, {"opt": "sgd" if number % 4 == 0 else "adam", "note": f"text {number}"})
            for number, run in enumerate(runs)
        ),
        *(log(run, {"rare": number % 2 == 0}) for number, run in enumerate(runs[:100])),
        *(finish(run) for run in runs),
    )
    return store


def test_counts_stay_exact_where_values_are_estimated(large: SqlStore) -> None:
    found = {each.field.path: each for each in large.paths(PathQuery(kind=Kind.RUN))}

    assert found["opt"].count == MANY
    assert found["opt"].exact
    assert not found["opt"].values_exact
    assert [each.value for each in found["opt"].values] == ["adam", "sgd"]
    assert sum(each.count for each in found["opt"].values) == pytest.approx(MANY, abs=2)
    assert found["opt"].values[0].count == pytest.approx(MANY * 3 / 4, rel=0.1)
    assert found["note"].values == ()
    assert not found["note"].values_exact


def test_what_few_have_is_counted(large: SqlStore) -> None:
    (found,) = large.paths(PathQuery(kind=Kind.RUN, prefix="rare"))

    assert found.values == (CommonValue(False, 50), CommonValue(True, 50))
    assert found.values_exact


def test_a_condition_that_much_fulfils_is_answered_by_a_sample(large: SqlStore) -> None:
    where = Compare(Metadata("opt"), Op.EQ, ("adam",))

    found = {each.field.path: each for each in large.paths(PathQuery(kind=Kind.RUN, where=where))}

    assert not found["opt"].exact
    assert found["opt"].count == pytest.approx(MANY * 3 / 4, abs=2)
    assert [each.value for each in found["opt"].values] == ["adam"]


def test_everything_can_be_looked_at(large: SqlStore) -> None:
    for where in (Compare(Metadata("opt"), Op.EXISTS), PathQuery(kind=Kind.RUN).where):
        found = large.paths(PathQuery(kind=Kind.RUN, where=where, prefix="opt", sample=None))
        assert found[0].values == (
            CommonValue("adam", MANY * 3 // 4),
            CommonValue("sgd", MANY // 4),
        )
        assert found[0].exact
        assert found[0].values_exact


def test_the_things_of_a_small_project_are_found_among_many(store: SqlStore) -> None:
    """A sample of numbers would miss most of them."""
    others = [a_run(project="other") for _ in range(3 * MANY)]
    runs = [a_run() for _ in range(MANY)]
    store.apply(*others, *runs, *(log(run, {"opt": "adam"}) for run in runs))

    (found,) = store.paths(PathQuery(kind=Kind.RUN))

    assert found.values == (CommonValue("adam", MANY),)
    assert not found.values_exact
    assert SAMPLE < MANY


def test_answers_are_the_same_every_time(large: SqlStore) -> None:
    query = PathQuery(kind=Kind.RUN)

    assert large.paths(query) == large.paths(query)


def test_counts_can_be_verified_and_made_anew(store: SqlStore, ask: Ask) -> None:
    runs = [a_run() for _ in range(3)]
    store.apply(*runs, log(tuple(runs), {"a": {"b": 1}}), log(runs[0], {"a": "x"}))
    store.apply(delete(runs[1]))
    before = ask("SELECT * FROM path_types")
    assert verify(store) == []

    ask("UPDATE path_types SET targets = targets + 1")

    assert "path_types" in verify(store)[0]
    rebuild(store)
    assert ask("SELECT * FROM path_types") == before
    assert verify(store) == []


def test_older_stores_are_counted_when_they_are_brought_up_to_date(
    store: SqlStore, ask: Ask, as_of: AsOf
) -> None:
    """By the migration alone, as by counting one by one."""
    runs = [a_run() for _ in range(3)]
    store.apply(*runs, log(tuple(runs), {"a": {"b": 1, "c": {}}, "d": [1, 2], "e": None}))
    store.apply(log(runs[0], {"a": "x"}), delete(runs[1]))
    before = ask("SELECT * FROM path_types")
    as_of(store, "0001")

    again = SqlStore.open(store.path.parent)

    assert again.paths(PathQuery(kind=Kind.RUN, prefix="d"))[0].count == 2
    assert ask("SELECT * FROM path_types") == before
    assert verify(again) == []
    again.close()
