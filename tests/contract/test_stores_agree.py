"""SQLite agrees with the reference, whatever it is told and asked."""

from __future__ import annotations

import shutil
import tempfile
import zlib
from pathlib import Path

import pytest
from hypothesis import settings

from tallystick.query.query import Query
from tallystick.store.base import Store
from tallystick.store.sql import SqlStore
from tallystick.store.sql.finding import page
from tallystick.testing.agreement import StoreAgreement


class SqliteAgreement(StoreAgreement):
    def open(self) -> Store:
        self.folder = Path(tempfile.mkdtemp(prefix="tallystick-"))
        return SqlStore.open(self.folder)

    def teardown(self) -> None:
        try:
            super().teardown()
        finally:
            if hasattr(self, "folder"):
                shutil.rmtree(self.folder)


# Minutes where other work keeps the machine busy.
@pytest.mark.timeout(30 * 60)
class TestSqliteAgrees(SqliteAgreement.TestCase):
    settings = settings(max_examples=100, stateful_step_count=30)


def _one_of(ways: int, query: Query) -> int:
    """A way to answer the query; always the same, and another one for another query."""
    return zlib.crc32(repr((query.where, query.sort)).encode()) % ways


class SqliteInEveryWayAgreement(SqliteAgreement):
    """Which way is fastest depends on what is in a store; here each is taken as often."""

    def open(self) -> Store:
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(page, "pays", lambda query, *_: _one_of(3, query) == 0)
        self.patch.setattr(
            page,
            "asking",
            lambda query, *_, **__: page.Asking(
                0, ordered=_one_of(3, query) == 1 and not page.is_along_index(query)
            ),
        )
        return super().open()

    def teardown(self) -> None:
        try:
            super().teardown()
        finally:
            self.patch.undo()


@pytest.mark.timeout(30 * 60)
class TestSqliteAgreesInEveryWay(SqliteInEveryWayAgreement.TestCase):
    settings = settings(max_examples=100, stateful_step_count=30)


# A quarter of an hour on an idle machine.
@pytest.mark.fuzz
@pytest.mark.timeout(2 * 60 * 60)
class TestSqliteAgreesForLong(SqliteAgreement.TestCase):
    settings = settings(max_examples=2_000, stateful_step_count=60)
