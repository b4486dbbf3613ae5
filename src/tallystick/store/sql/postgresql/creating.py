"""Making a new store on a server, and bringing one of an older release up to date."""

from __future__ import annotations

import time
from typing import Any, NamedTuple

import psycopg

from tallystick.errors import (
    InvalidArgumentError,
    NotFoundError,
    StoreCorruptError,
    StoreError,
    StoreVersionError,
)
from tallystick.records.ids import new_id
from tallystick.store.sql.postgresql.connecting import PostgresqlConnection
from tallystick.store.sql.postgresql.failures import failure, unreachable
from tallystick.store.sql.revisions import (
    MADE_BY,
    TABLES_MARK,
    head,
    is_older,
    other_revision,
    release,
    say,
    say_written,
)
from tallystick.store.sql.statements import statements

OLDEST_SERVER = 160000
"""PostgreSQL 16: older ones want a name for every select within another."""

_CONNECT_S = 10
_PAIRS = "pairs"

STATE = (
    "SELECT (SELECT version_num FROM alembic_version), "
    f"(SELECT value FROM store_info WHERE name = '{TABLES_MARK}'), "
    f"EXISTS (SELECT 1 FROM store_info WHERE name = '{_PAIRS}')"
)
"""What every transaction looks at first; one row, as `State` has it."""

WITH_PAIRS = f"INSERT INTO store_info VALUES ('{_PAIRS}', '1') ON CONFLICT DO NOTHING"


class State(NamedTuple):
    """The revision of the schema, a mark of the tables, and whether texts have pairs in them.

    The mark is another when tables were made anew, so that what is remembered of them is void.
    """

    revision: str | None = None
    tables: str | None = None
    has_pairs: int = 0

    @classmethod
    def of(cls, rows: list[tuple[object, ...]]) -> State:
        """The state that the rows of `STATE` say."""
        return cls(*rows[0])  # type: ignore[arg-type]  # the columns of the statement

    def is_older(self) -> bool:
        """Whether migrations lead from it to this release's."""
        return is_older(self.revision)

    def check(self, connection: PostgresqlConnection, place: str) -> None:
        """`StoreVersionError` where the store is not at the newest revision."""
        if self.revision != head():
            raise other_revision(connection, place, self.revision)


def state_of(connection: PostgresqlConnection, place: str) -> State:
    """The state of the store; `StoreVersionError` where it is not at the newest revision."""
    state = State.of(connection.script(STATE))
    state.check(connection, place)
    return state


def lock() -> str:
    """The statement that waits until no other transaction writes to the store of the schema."""
    return "SELECT pg_advisory_xact_lock(hashtextextended('tallystick ' || current_schema(), 0))"


def opened(
    url: str, place: str, patience_s: float, durability: str = "normal"
) -> PostgresqlConnection:
    """A connection to the server, set up the way a store needs it.

    Raises `StoreUnreachableError`, `AccessDeniedError` or `NotFoundError` where there is none, and
    `StoreVersionError` where the server is too old.
    """
    waiting: dict[str, Any] = {} if "connect_timeout" in url else {"connect_timeout": _CONNECT_S}
    try:
        raw = psycopg.connect(
            url,
            autocommit=True,
            cursor_factory=psycopg.RawCursor,
            client_encoding="UTF8",
            application_name="tallystick",
            **waiting,
        )
    except psycopg.OperationalError as error:
        raise unreachable(error, place) from error
    except psycopg.ProgrammingError as error:
        raise InvalidArgumentError(
            f"{place!r} is no URL of a PostgreSQL database: {error}. "
            "Give one such as postgresql://user@host:5432/database.",
            given=place,
        ) from error
    raw.prepared_max = 500
    connection = PostgresqlConnection(raw)
    try:
        _check_server(connection, place)
        _set_up(connection, place, patience_s, durability)
    except psycopg.Error as error:
        connection.close()
        raise failure(error, place) from error
    except BaseException:
        connection.close()
        raise
    return connection


def _check_server(connection: PostgresqlConnection, place: str) -> None:
    info = connection.raw.info
    if info.server_version < OLDEST_SERVER:
        raise StoreVersionError(
            f"The server of the store {place!r} is PostgreSQL {info.server_version // 10000}; "
            f"stores need PostgreSQL {OLDEST_SERVER // 10000} or later.",
            url=place,
            server_version=info.server_version,
        )
    encoding = info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise StoreError(
            f"The database of the store {place!r} keeps texts as {encoding}, which cannot hold "
            "every text; create one with: createdb --encoding=UTF8 --template=template0 NAME.",
            url=place,
        )


def _set_up(
    connection: PostgresqlConnection, place: str, patience_s: float, durability: str
) -> None:
    settings = {
        # To compile a search takes longer than to do it.
        "jit": "off",
        "lock_timeout": f"{round(patience_s * 1000)}ms",
        # A search is short, and its parts are in order.
        "max_parallel_workers_per_gather": "0",
        # Joins are written in the order in which they are fast.
        "join_collapse_limit": "1",
    }
    if durability == "full":
        settings["synchronous_commit"] = "on"
    said = [f"SET {name} = '{value}'" for name, value in settings.items()]
    ((schema,),) = connection.script(*said, "SELECT current_schema()")
    if schema is None:
        raise NotFoundError(
            f"The schema that {place!r} leads to does not exist; create it: CREATE SCHEMA name.",
            url=place,
        )


def prepare(url: str, place: str, durability: str, patience_s: float) -> PostgresqlConnection:
    """A connection for writing to the store at `url`.

    The store is made if there is none, and brought up to date if an older release made it. Several
    processes may do so at once: a lock lets one of them.
    """
    connection = opened(url, place, patience_s, durability)
    try:
        revision = _revision(connection)
        if revision is None:
            connection.script("BEGIN", lock())
            _make(connection, place)
            connection.script("COMMIT")
        elif is_older(revision):
            from tallystick.store.sql.postgresql.migrating import migrate

            migrate(url, place, lock())
    except psycopg.Error as error:
        connection.close()
        raise failure(error, place) from error
    except BaseException:
        connection.close()
        raise
    return connection


def _revision(connection: PostgresqlConnection) -> str | None:
    """The revision of the store in the schema; None where there is no store."""
    asked = "SELECT to_regclass('alembic_version') IS NOT NULL"
    if not connection.script(asked)[0][0]:
        return None
    rows = connection.script("SELECT version_num FROM alembic_version")
    return str(rows[0][0]) if rows else None


def _make(connection: PostgresqlConnection, place: str) -> None:
    """The store is there when the transaction that is open is committed."""
    # Another process may have been faster.
    if _revision(connection) is not None:
        return
    try:
        create_tables(connection)
    except psycopg.errors.DuplicateTable as error:
        raise StoreCorruptError(
            f"The schema that {place!r} leads to has other tables in it: "
            f"{error.diag.message_primary}. Choose a schema or database of its own, as in "
            "postgresql://.../NAME?options=-csearch_path%3Dtallystick.",
            url=place,
        ) from error
    say_written(connection)
    say(connection, MADE_BY, release())
    say(connection, "made_at", str(time.time_ns() // 1000))
    say(connection, "id", str(new_id()))


def create_tables(connection: PostgresqlConnection) -> None:
    """Every table and view, and the stamp of their revision, in the transaction that is open."""
    connection.script(*statements("postgresql"))
    connection.script(
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
        "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))",
        f"INSERT INTO alembic_version VALUES ('{head()}')",
    )
