"""A store follows from its journal: whole, in parts, twice, from one implementation to another."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tallystick.errors import TallystickError
from tallystick.records.commands import Command
from tallystick.store.base import Store
from tallystick.store.memory import MemoryStore
from tallystick.store.sql import SqlStore
from tallystick.testing.contents import contents
from tallystick.testing.histories import History


@contextmanager
def opened(kind: str) -> Iterator[Store]:
    if kind == "memory":
        yield MemoryStore()
        return
    with tempfile.TemporaryDirectory(prefix="tallystick-") as folder:
        store = SqlStore.open(folder)
        yield store
        store.close()


def tell(store: Store, data: st.DataObject, calls: int) -> None:
    """A random history, of which the store refuses some."""
    history = History(data.draw)
    store.apply(*history.opening())
    for _ in range(calls):
        call = history.next_call(data.draw(st.sampled_from([1, 1, 3])))
        try:
            store.apply(*call)
        except TallystickError:
            history.undo()


def commands_of(store: Store) -> list[Command]:
    return [change.command for change in store.changes()]


KINDS = [("memory", "memory"), ("memory", "sqlite"), ("sqlite", "memory"), ("sqlite", "sqlite")]


@pytest.mark.parametrize(("original", "copy"), KINDS)
@given(data=st.data(), calls=st.integers(0, 30))
@settings(max_examples=10)
def test_a_journal_gives_an_equal_store(
    original: str, copy: str, data: st.DataObject, calls: int
) -> None:
    with opened(original) as first, opened(copy) as second:
        tell(first, data, calls)

        for command in commands_of(first):
            second.apply(command)

        assert contents(second) == contents(first)


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
@given(data=st.data(), calls=st.integers(0, 30))
@settings(max_examples=10)
def test_a_journal_may_be_cut_anywhere_and_repeated(
    kind: str, data: st.DataObject, calls: int
) -> None:
    with opened("memory") as first, opened(kind) as whole, opened(kind) as halves:
        tell(first, data, calls)
        commands = commands_of(first)
        cut = data.draw(st.integers(0, len(commands)))
        overlap = data.draw(st.integers(0, cut))

        whole.apply(*commands)
        halves.apply(*commands[:cut])
        halves.apply(*commands[cut - overlap :])
        halves.apply(*reversed(commands))

        assert contents(whole) == contents(first)
        assert contents(halves) == contents(first)
