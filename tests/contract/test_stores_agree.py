"""SQLite agrees with the reference, whatever it is told and asked."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

from tallystick.store.base import Store
from tallystick.store.sql import SqlStore
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


# A quarter of an hour on an idle machine.
@pytest.mark.fuzz
@pytest.mark.timeout(2 * 60 * 60)
class TestSqliteAgreesForLong(SqliteAgreement.TestCase):
    settings = settings(max_examples=2_000, stateful_step_count=60)
