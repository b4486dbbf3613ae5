"""What a store remembers is true although others write to the same file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tallystick.errors import InvalidArgumentError, NotFoundError, TallystickError
from tallystick.records.references import Ref
from tallystick.records.runs import Run
from tallystick.store.sql import SqlStore
from tallystick.testing.commands import a_run, delete, log, target


@pytest.fixture
def other(store: SqlStore) -> Iterator[SqlStore]:
    """Another process's view of the same store."""
    other = SqlStore.open(store.path.parent)
    yield other
    other.close()


def values(store: SqlStore, run: object, key: str) -> list[bytes]:
    return [bytes(entry.value) for entry in store.history(target(run), key)]  # type: ignore[arg-type]  # a command


def test_a_thing_that_another_deleted_is_gone(store: SqlStore, other: SqlStore) -> None:
    """It was logged to a moment ago."""
    run = a_run()
    store.apply(run, log(run, {"loss": 1}))
    other.apply(delete(run))

    with pytest.raises(NotFoundError):
        store.apply(log(run, {"loss": 2}))


def test_a_place_that_another_gave_to_something_else_is_not_written_to(
    store: SqlStore, other: SqlStore
) -> None:
    """The database gives the number of what was deleted to the next."""
    first, second = a_run(), a_run()
    store.apply(first, log(first, {"loss": 1}))
    other.apply(delete(first), second)

    with pytest.raises(NotFoundError):
        store.apply(log(first, {"loss": 2}))

    assert other.get(Run, Ref.to(second.run_id)).entries == ()


def test_entries_of_another_are_followed(store: SqlStore, other: SqlStore) -> None:
    """Each knows what the other made current."""
    run = a_run()
    store.apply(run, log(run, {"loss": 1}))
    other.apply(log(run, {"loss": 2}))
    store.apply(log(run, {"loss": 3}))
    other.apply(log(run, {"loss": 4}))

    assert values(store, run, "loss") == [b"1", b"2", b"3", b"4"]
    assert [bytes(e.value) for e in store.get(Run, Ref.to(run.run_id)).entries] == [b"4"]


def test_keys_that_were_undone_are_made_again(store: SqlStore, other: SqlStore) -> None:
    """Their numbers may have gone to other keys in the meantime."""
    run = a_run()
    store.apply(run)
    with pytest.raises(InvalidArgumentError):
        store.apply(log(run, {"undone": 1}), log(run, {}))
    other.apply(log(run, {"taken": 1}))

    store.apply(log(run, {"undone": 2}))

    entries = store.get(Run, Ref.to(run.run_id)).entries
    assert [(entry.key, bytes(entry.value)) for entry in entries] == [
        ("taken", b"1"),
        ("undone", b"2"),
    ]


def test_what_was_undone_is_not_remembered_as_current(store: SqlStore) -> None:
    """The next entry of the key follows the one before."""
    run = a_run()
    store.apply(run, log(run, {"loss": 1}))
    with pytest.raises(TallystickError):
        store.apply(log(run, {"loss": 2}), log(a_run(), {"loss": 2}))

    store.apply(log(run, {"loss": 3}))

    assert values(store, run, "loss") == [b"1", b"3"]
