"""One schema, said three times: as tables, as a script, and as migrations."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy
from alembic.config import Config
from alembic.script import ScriptDirectory

from tallystick.records.reading import KINDS
from tallystick.store.sql.creating import create_tables
from tallystick.store.sql.kinds import CODES, RECORD_TABLES
from tallystick.store.sql.migrating import SCRIPTS, upgrade
from tallystick.store.sql.revisions import REVISIONS
from tallystick.store.sql.schema import DIALECTS, METADATA, script
from tallystick.store.sql.statements import statements


def made_by(connection: sqlite3.Connection) -> dict[str, str]:
    """The statement that made each table and index, without regard to spaces and quotes."""
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {name: re.sub(r"[\s\"]", "", sql) for name, sql in rows}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_script_is_that_of_the_tables(dialect: str) -> None:
    """A store is made by a script, so that SQLAlchemy need not be imported."""
    expected = [part for part in script(dialect).split(";\n") if part.strip()]

    assert statements(dialect) == expected, "python -m tallystick.store.sql.schema"


def test_migrations_from_nothing_make_the_same_schema(tmp_path: Path) -> None:
    """An old store that is brought up to date is like a new one."""
    engine = sqlalchemy.create_engine(f"sqlite:///{tmp_path / 'migrated.db'}")
    with engine.begin() as migrating:
        upgrade(migrating)
    engine.dispose()

    with (
        closing(sqlite3.connect(tmp_path / "migrated.db")) as migrated,
        closing(sqlite3.connect(":memory:")) as new,
    ):
        create_tables(new)
        assert made_by(migrated) == made_by(new)


def test_known_revisions_are_those_of_the_migrations() -> None:
    """Opening a store knows them without importing Alembic."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))

    scripts = ScriptDirectory.from_config(config).walk_revisions()

    assert tuple(script.revision for script in scripts)[::-1] == REVISIONS


def test_rows_of_records_fit_their_tables() -> None:
    """Statements name every column that a record's row has."""
    for table in RECORD_TABLES.values():
        columns = [column.name for column in METADATA.tables[table.name].columns]
        assert columns == ["pk", *table.columns[:2], "made", "latest", *table.columns[2:], "body"]


def test_kinds_have_numbers_for_ever() -> None:
    """Rows that were written keep their meaning."""
    assert {str(kind): code for kind, code in CODES.items()} == {
        "pipeline": 1,
        "run": 2,
        "step_run": 3,
        "artifact": 4,
        "artifact_version": 5,
        "model": 6,
        "model_version": 7,
    }
    assert set(CODES) == set(KINDS.values())
