"""PostgreSQL agrees with the reference, whatever it is told and asked."""

from __future__ import annotations

from contextlib import ExitStack

import pytest
from hypothesis import settings
from tests.postgresql import empty_store

from tallystick.store.base import Store
from tallystick.testing.agreement import StoreAgreement

pytestmark = pytest.mark.xdist_group("postgresql")


class PostgresqlAgreement(StoreAgreement):
    def open(self) -> Store:
        self.opened = ExitStack()
        return self.opened.enter_context(empty_store())

    def teardown(self) -> None:
        try:
            super().teardown()
        finally:
            if hasattr(self, "opened"):
                self.opened.close()


@pytest.mark.timeout(30 * 60)
class TestPostgresqlAgrees(PostgresqlAgreement.TestCase):
    settings = settings(max_examples=15, stateful_step_count=20)


@pytest.mark.fuzz
@pytest.mark.timeout(2 * 60 * 60)
class TestPostgresqlAgreesForLong(PostgresqlAgreement.TestCase):
    settings = settings(max_examples=1_000, stateful_step_count=50)
