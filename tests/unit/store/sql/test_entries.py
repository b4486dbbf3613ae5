"""Entries of long histories are read page by page."""

from __future__ import annotations

import pytest

from tallystick.store.sql import SqlStore
from tallystick.store.sql import store as store_module
from tallystick.testing.commands import a_run, delete, log, target
from tallystick.values import decode


@pytest.mark.parametrize("page", [1, 7, 50, 51])
def test_pages_together_are_the_whole(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch, page: int
) -> None:
    monkeypatch.setattr(store_module, "_PAGE", page)
    run = a_run()
    store.apply(run, *(log(run, {"loss": place, "other": place}) for place in range(50)))

    found = [decode(entry.value) for entry in store.entries(target(run), "loss")]

    assert found == list(range(50))


def test_what_is_deleted_meanwhile_is_left_out(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "_PAGE", 10)
    run = a_run()
    store.apply(run, *(log(run, {"loss": place}) for place in range(50)))

    entries = store.entries(target(run), "loss")
    first = next(entries)
    store.apply(delete(run))
    store.connections.write(lambda writer: writer.connection.execute("DELETE FROM entries"))

    assert [decode(entry.value) for entry in (first, *entries)] == list(range(10))
