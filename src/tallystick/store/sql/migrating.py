"""Bringing the schema of an older store up to date.

This imports Alembic and SQLAlchemy, so it is imported only when a store is old.
"""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from tallystick.store.sql.connecting import Connection

SCRIPTS = Path(__file__).parent / "migrations"


def migrate(connection: Connection, path: Path, revision: str) -> None:
    """The database is at the newest revision, and the transaction that was open has ended.

    A copy of the database as it was is beside it before anything changes.
    """
    back_up(path, path.with_name(f"{path.name}.{revision}.backup"))
    upgrade(connection)


def back_up(path: Path, copy: Path) -> None:
    """What was committed to the database at `path` is in `copy`, too, which is one file."""
    copy.unlink(missing_ok=True)
    source = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    with contextlib.closing(source), contextlib.closing(sqlite3.connect(copy)) as goal:
        source.backup(goal)


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Run the migrations up to `revision` in the transaction that is open, and end it."""
    engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
    with engine.connect() as own:
        config = Config()
        config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
        config.attributes["connection"] = own
        command.upgrade(config, revision)
