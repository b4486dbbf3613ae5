"""One connection to a PostgreSQL server, and how values go to it and come back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, cast

import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import Dumper, Loader
from psycopg.pq import Format
from psycopg.types.numeric import (
    FloatBinaryDumper,
    Int8BinaryDumper,
    IntNumericBinaryDumper,
)
from psycopg.types.string import StrBinaryDumper, StrDumperUnknown

from tallystick.store.sql.connection import Cursor
from tallystick.store.sql.postgresql.texts import is_plain, read, written
from tallystick.store.sql.postgresql.translating import Array, Kept, translated

_PREPARED = 500
_EXACT = 2**53
_TEXT_OID, _NUMBER_OID = 25, 20


class PostgresqlConnection:
    """Runs the store's statements; begins and ends transactions when told to.

    `wrote_pairs` says whether a text was written otherwise than it is since that was last set.
    """

    def __init__(self, raw: psycopg.Connection[Any]) -> None:
        self.raw = raw
        self.wrote_pairs = False
        self._reads_pairs = False
        _adapt(self)

    def execute(self, statement: str, parameters: Sequence[Any] = (), /) -> Cursor:
        """Run the statement with these parameters."""
        said = translated(statement)
        cursor = self.raw.execute(said.text, said.parameters(parameters))
        if said.numbers:
            row = cursor.fetchone()
            return cast("Cursor", Inserted(row and row[0], cursor.rowcount))
        return cast("Cursor", cursor)

    def executemany(self, statement: str, parameters: Iterable[Sequence[Any]], /) -> Cursor:
        """Run the statement with one set of parameters after the other."""
        said = translated(statement)
        cursor = self.raw.cursor()
        cursor.executemany(said.text, [said.parameters(each) for each in parameters])
        return cast("Cursor", cursor)

    def script(self, *statements: str) -> list[tuple[Any, ...]]:
        """Run statements of PostgreSQL without parameters in one go; the rows of the last."""
        cursor = self.raw.execute("; ".join(statements), prepare=False)
        while cursor.nextset():
            pass
        return cursor.fetchall() if cursor.description else []

    def close(self) -> None:
        """End the connection."""
        self.raw.close()

    def read_pairs(self) -> None:
        """Texts come back as they were given, from now on.

        To look at each text takes as long as all else about it, and hardly a store needs it.
        """
        if not self._reads_pairs:
            self._reads_pairs = True
            self.raw.adapters.register_loader("text", _TextLoader)


class Inserted(NamedTuple):
    """What came of inserting a row that is numbered: its number, if it was inserted."""

    lastrowid: int | None
    rowcount: int


def _adapt(connection: PostgresqlConnection) -> None:
    """Values go and come as the store's statements have them."""

    class TextDumper(StrBinaryDumper):
        def dump(self, obj: str) -> Buffer | None:
            if is_plain(obj):
                return obj.encode()
            connection.wrote_pairs = True
            return written(obj).encode()

    adapters = connection.raw.adapters
    for type_, dumper in (
        (str, TextDumper),
        (Kept, StrBinaryDumper),
        (Array, StrDumperUnknown),
        # Always the same type, so that a statement is prepared once.
        (int, Int8BinaryDumper),
        (bool, _TruthDumper),
        (float, _FloatDumper),
    ):
        adapters.register_dumper(type_, dumper)
    adapters.register_loader("bool", _TruthLoader)
    adapters.register_loader("numeric", _NumericLoader)


class _TruthDumper(Dumper):
    """True and false are numbers."""

    format = Format.TEXT
    oid = _NUMBER_OID

    def dump(self, obj: bool) -> bytes:
        return b"1" if obj else b"0"


class _FloatDumper(FloatBinaryDumper):
    """A number that a column of whole numbers is compared with exactly."""

    def get_key(self, obj: float, format: Any) -> Any:  # noqa: ARG002  psycopg gives it
        return (self.cls, _is_large(obj))

    def upgrade(self, obj: float, format: Any) -> Dumper:  # noqa: ARG002  psycopg gives it
        return _WholeDumper(self.cls) if _is_large(obj) else self


def _is_large(number: float) -> bool:
    """Whether it is whole and so large that a fraction stands for several whole numbers."""
    return _EXACT <= abs(number) < 2**64


class _WholeDumper(IntNumericBinaryDumper):
    def dump(self, obj: Any) -> Buffer | None:
        return super().dump(int(obj))


class _TruthLoader(Loader):
    format = Format.TEXT

    def load(self, data: Buffer) -> int:
        return int(bytes(data) == b"t")


class _NumericLoader(Loader):
    """Sums of whole numbers."""

    format = Format.TEXT

    def load(self, data: Buffer) -> int:
        return int(bytes(data))


class _TextLoader(Loader):
    format = Format.TEXT

    def load(self, data: Buffer) -> str:
        return read(str(data, "utf-8"))
