"""The SQL store on PostgreSQL, by way of psycopg, which comes with an extra."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick.errors import MissingDependencyError

if TYPE_CHECKING:
    from tallystick.store.sql.postgresql.connections import PostgresqlConnections


def connections_to(
    url: str, durability: str, patience_s: float, *, must_exist: bool
) -> PostgresqlConnections:
    """The connections to the store at `url`; raises `MissingDependencyError` without psycopg."""
    try:
        import psycopg  # noqa: F401  whether it is there
    except ImportError as error:
        raise MissingDependencyError(
            "A store on a PostgreSQL server needs psycopg, which is not installed. "
            "Install it: pip install 'tallystick[postgresql]'.",
            name="psycopg",
        ) from error
    from tallystick.store.sql.postgresql.connections import PostgresqlConnections

    return PostgresqlConnections(url, durability, patience_s, must_exist=must_exist)
