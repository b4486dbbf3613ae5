"""Stores of older releases are brought up to date, after a copy was made."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tallystick.errors import StoreCorruptError, StoreVersionError
from tallystick.query.query import Query
from tallystick.records.targets import Kind
from tallystick.store.memory import MemoryStore
from tallystick.store.sql import SqlStore, migrating, revisions
from tallystick.store.sql.maintenance import verify
from tallystick.testing.commands import a_run
from tallystick.testing.contents import contents

STORES = Path(__file__).parent / "stores"
"""Stores as earlier revisions left them, as SQL."""

LATER = """
from alembic import op
from sqlalchemy import Column, Text

revision = "later"
down_revision = "{before}"


def upgrade():
    op.add_column("runs", Column("mood", Text))
    op.execute("UPDATE runs SET mood = 'fine'")
    {more}
"""


@pytest.fixture
def old(store: SqlStore) -> SqlStore:
    """A store with a run, which will be of an older release."""
    store.apply(a_run("nightly"))
    return store


def release_later(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, more: str = "") -> None:
    """Tallystick has one more revision from now on."""
    scripts = tmp_path / "migrations"
    shutil.copytree(migrating.SCRIPTS, scripts)
    later = LATER.format(before=revisions.head(), more=more)
    (scripts / "versions" / "later.py").write_text(later)
    monkeypatch.setattr(migrating, "SCRIPTS", scripts)
    monkeypatch.setattr(revisions, "REVISIONS", (*revisions.REVISIONS, "later"))


def runs_in(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT * FROM runs").fetchall()


@pytest.mark.parametrize("revision", ["0001"])
def test_stores_of_every_revision_become_what_their_journal_says(
    tmp_path: Path, revision: str
) -> None:
    """As if they had been made by this release: with long histories, late entries, cached steps."""
    path = tmp_path / "store" / "store.db"
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript((STORES / f"{revision}.sql").read_text())

    store = SqlStore.open(path.parent)

    assert verify(store) == []
    reference = MemoryStore()
    reference.apply(*(change.command for change in store.changes()))
    assert contents(store) == contents(reference)
    store.close()


@pytest.mark.parametrize("first", ["read", "write"])
def test_an_older_store_is_brought_up_to_date(
    old: SqlStore, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, first: str
) -> None:
    """Whatever is done first, it is done on the new tables, and the old ones are beside them."""
    before, revision = runs_in(old.path), revisions.head()
    release_later(monkeypatch, tmp_path)
    store = SqlStore.open(old.path.parent)

    if first == "write":
        store.apply(a_run())

    assert store.find(Query(kind=Kind.RUN)).items[-1].record.name == "nightly"  # type: ignore[union-attr]  # a run
    assert runs_in(old.path)[0] == (*before[0], "fine")
    assert runs_in(old.path.with_name(f"store.db.{revision}.backup")) == before
    store.close()


def test_a_failing_migration_changes_nothing(
    old: SqlStore, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The store is as it was, and the older release can go on with it."""
    before = runs_in(old.path)
    release_later(monkeypatch, tmp_path, more="raise RuntimeError('on purpose')")

    with pytest.raises(RuntimeError, match="on purpose"):
        SqlStore.open(old.path.parent)

    monkeypatch.undo()
    assert runs_in(old.path) == before
    old.apply(a_run())
    assert old.find(Query(kind=Kind.RUN)).total == 2


def test_tables_that_are_not_those_of_the_revision_are_said_to_be_so(
    old: SqlStore, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What the database says of the migration is in the error, which is one of a store."""
    before, revision = runs_in(old.path), revisions.head()
    release_later(monkeypatch, tmp_path, more="op.execute('DELETE FROM tallies')")

    with pytest.raises(StoreCorruptError, match="no such table: tallies") as refused:
        SqlStore.open(old.path.parent)

    assert "Nothing was changed" in str(refused.value)
    assert refused.value.revision == revision
    assert runs_in(old.path) == before


def test_the_older_release_notices(
    old: SqlStore, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A process that has the store open does not write to tables it does not know."""
    with monkeypatch.context() as later:
        release_later(later, tmp_path)
        SqlStore.open(old.path.parent).close()

    with pytest.raises(StoreVersionError, match="schema later"):
        old.apply(a_run())
