"""A store in a SQL database: SQLite, in one file of a folder, or PostgreSQL."""

from tallystick.store.sql.store import SqlStore

__all__ = ["SqlStore"]
