"""What PostgreSQL and psycopg report, as the errors every store raises."""

from __future__ import annotations

import re

import psycopg
from psycopg import errors

from tallystick.errors import (
    AccessDeniedError,
    NotFoundError,
    StoreBusyError,
    StoreCorruptError,
    StoreError,
    StoreUnreachableError,
    StoreUnwritableError,
    TallystickError,
)

_TRANSIENT = (
    errors.SerializationFailure,
    errors.DeadlockDetected,
    errors.AdminShutdown,
    errors.CrashShutdown,
    errors.CannotConnectNow,
)
_UNWRITABLE = (errors.ReadOnlySqlTransaction, errors.DiskFull, errors.OutOfMemory)
_DAMAGED = (errors.DataCorrupted, errors.IndexCorrupted)

_REFUSED = (
    (
        re.compile(r'database "(.*)" does not exist'),
        NotFoundError,
        "There is no such database; create it: createdb {0}.",
    ),
    (
        re.compile(r"password authentication failed|no password supplied"),
        AccessDeniedError,
        "Check the user and the password in the URL, in PGPASSWORD or ~/.pgpass.",
    ),
    (
        re.compile(r'role "(.*)" does not exist|authentication failed|no pg_hba.conf entry'),
        AccessDeniedError,
        "Check the user in the URL, and that the server lets it in (pg_hba.conf).",
    ),
    (
        re.compile(r"permission denied for database"),
        AccessDeniedError,
        "The user may not connect to this database; ask its owner to grant CONNECT.",
    ),
    (
        re.compile(r"too many (?:clients|connections)|remaining connection slots"),
        StoreBusyError,
        "The server has no connection left; end some, or raise its max_connections.",
    ),
)


def is_transient(error: psycopg.Error, *, closed: bool) -> bool:
    """Whether trying again makes sense: the connection went away, or others were in the way."""
    return isinstance(error, _TRANSIENT) or (closed and isinstance(error, psycopg.OperationalError))


def unreachable(error: psycopg.OperationalError, place: str) -> TallystickError:
    """The error for a connection that did not come to be."""
    said = _sentence(error)
    for pattern, raised, remedy in _REFUSED:
        if found := pattern.search(said):
            known = remedy.format(*(group or "" for group in found.groups()))
            return raised(f"The store {place!r} cannot be opened: {said}. {known}", url=place)
    return StoreUnreachableError(
        f"No PostgreSQL server answers for the store {place!r}: {said}. "
        "Check host and port, and that the server runs.",
        url=place,
    )


def failure(error: psycopg.Error, place: str) -> StoreError:
    """The error to raise instead; nothing was changed."""
    said = _sentence(error)
    facts = {"url": place, "sqlstate": error.sqlstate}
    where = f"The store {place!r}"
    if isinstance(error, errors.LockNotAvailable):
        return StoreBusyError(
            f"{where} was kept by another writer for too long. Nothing was changed, and trying "
            "again is safe.",
            **facts,
        )
    if isinstance(error, errors.InsufficientPrivilege):
        return AccessDeniedError(
            f"{where} does not let this user do it: {said}. Ask its owner to grant what is "
            "missing (docs/howto/keep-a-store-in-postgresql.md).",
            **facts,
        )
    if isinstance(error, _UNWRITABLE):
        return StoreUnwritableError(f"{where} cannot be written: {said}.", **facts)
    if isinstance(error, _DAMAGED):
        return StoreCorruptError(f"{where} is damaged: {said}.", **facts)
    if isinstance(error, psycopg.OperationalError):
        return StoreUnreachableError(
            f"The connection to the store {place!r} was lost: {said}. Trying again is safe.",
            **facts,
        )
    return StoreError(f"{where} failed: {said}.", **facts)


def _sentence(error: psycopg.Error) -> str:
    """What it says, in one line and without a full stop."""
    diagnosed = error.diag.message_primary
    lines = (diagnosed or str(error) or type(error).__name__).strip().splitlines()
    return " ".join(line.strip() for line in lines).rstrip(".")
