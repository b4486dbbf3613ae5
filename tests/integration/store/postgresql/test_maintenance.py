"""Looking after a store on a PostgreSQL server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.postgresql import Place

from tallystick.records.commands import LogMetadata
from tallystick.store.sql import SqlStore
from tallystick.store.sql.maintenance import info, rebuild, verify
from tallystick.testing.commands import a_run, a_step, an_artifact, finish, log
from tallystick.testing.contents import contents

pytestmark = pytest.mark.xdist_group("postgresql")


@pytest.fixture
def place() -> Iterator[Place]:
    place = Place()
    yield place
    place.remove()


@pytest.fixture
def store(place: Place) -> Iterator[SqlStore]:
    """A store with a bit of everything."""
    store = SqlStore.at(place.url)
    run = a_run()
    step = a_step(run)
    logged: list[LogMetadata] = [
        log((run, step), {"loss": n / 7, "a\x01b": "x\0y"}) for n in range(40)
    ]
    store.apply(run, step, an_artifact(), *logged, finish(step), finish(run))
    yield store
    store.close()


def test_facts_are_those_of_the_database(store: SqlStore, place: Place) -> None:
    facts = info(store)

    assert facts.path == place.url.replace("postgres:@", "postgres@")
    assert facts.journal_entries == 45
    assert facts.rows["entries"] == 80
    assert facts.size_bytes > 100_000
    assert facts.schema is not None


def test_nothing_is_known_of_a_store_that_is_not_there(place: Place) -> None:
    store = SqlStore.at(place.url)

    assert (info(store).schema, info(store).size_bytes, verify(store)) == (None, 0, [])
    store.close()


def test_a_whole_store_has_no_problems(store: SqlStore) -> None:
    """All that follows from the journal is what SQLite makes of it, row by row."""
    assert verify(store) == []


def test_what_does_not_follow_from_the_journal_is_found_and_mended(
    store: SqlStore, place: Place
) -> None:
    before = contents(store)
    place.ask("UPDATE runs SET name = 'another'")

    (problem,) = verify(store)
    rebuild(store)

    assert problem.startswith("Table runs does not follow from the journal")
    assert verify(store) == []
    assert contents(store) == before


def test_a_gap_in_the_journal_is_found(store: SqlStore, place: Place) -> None:
    place.ask("DELETE FROM journal WHERE sequence = 3")

    assert "The journal has 44 commands but numbers up to 45." in verify(store)


def test_others_see_tables_made_anew(store: SqlStore, place: Place) -> None:
    """What they remember of numbers is void."""
    other = SqlStore.at(place.url)
    run = a_run("another")
    other.apply(run, log(run, {"new key": 1}))

    rebuild(store)
    other.apply(log(run, {"new key": 2, "newer key": 3}))

    assert verify(store) == []
    other.close()
