"""What the store has at the paths that a query names, looked up once for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

import msgspec

from tallystick.query.conditions import (
    Compare,
    Condition,
    Metadata,
    Op,
    Parameter,
    Related,
)
from tallystick.query.limits import parts_of
from tallystick.query.query import Query
from tallystick.records.targets import Kind
from tallystick.store.sql.connection import Connection
from tallystick.store.sql.dialects import differs
from tallystick.store.sql.dictionary import PATH_INDEXED
from tallystick.store.sql.finding.fragment import Sql
from tallystick.store.sql.kinds import CODES
from tallystick.store.sql.leaves import PARAMETERS
from tallystick.store.sql.texts import as_list

Indexed: TypeAlias = Metadata | Parameter


class Path(NamedTuple):
    """A path by the numbers it has in each project, and the number of the key it begins with.

    `long` says whether a text there has more characters than the indexes hold.
    """

    pks: tuple[int, ...]
    key: int
    long: bool

    def at(self, alias: str) -> Sql:
        """That row `alias` is at the path."""
        if len(self.pks) == 1:
            return Sql(f"{alias}.path = ?", self.pks)
        return Sql(f"{alias}.path IN (SELECT value FROM json_each(?))", (as_list(self.pks),))


class Name(NamedTuple):
    """A path as a query names it; `below` asks for the paths below it as well."""

    kind: int
    text: str
    project: str | None
    below: bool


# A dot follows what is above a path, and a slash is the next character.
_LOOK_UP = (
    "SELECT j.key, p.pk, p.key, EXISTS (SELECT 1 FROM current_values l "
    "WHERE l.path = p.pk AND l.rest IS NOT NULL) FROM json_each(?) j CROSS JOIN paths p "
    "ON p.kind = json_extract(j.value, '$[0]') AND {} AND (json_type(j.value, '$[2]') = 'null' "
    "OR p.project = json_extract(j.value, '$[2]'))"
)
_HERE = _LOOK_UP.format("p.path = json_extract(j.value, '$[1]')")
_BELOW = _LOOK_UP.format(
    "json_extract(j.value, '$[3]') AND p.path > json_extract(j.value, '$[1]') || '.' "
    "AND p.path < json_extract(j.value, '$[1]') || '/'"
)
_LOOK_UP_IN_POSTGRESQL = (
    "SELECT j.place - 1, p.pk, p.key, EXISTS (SELECT 1 FROM current_values l "
    "WHERE l.path = p.pk AND l.rest IS NOT NULL) "
    "FROM json_array_elements(?json::json) WITH ORDINALITY AS j(value, place) "
    "JOIN paths p ON p.kind = (j.value->>0)::bigint AND {} "
    "AND (j.value->>2 IS NULL OR p.project = j.value->>2)"
)
_START = f"left(p.path, {PATH_INDEXED}) {{}} left(j.value->>1{{}}, {PATH_INDEXED})".format
_LOOKED_UP = "{} UNION ALL {}".format(
    differs(
        _HERE,
        postgresql=_LOOK_UP_IN_POSTGRESQL.format(f"p.path = j.value->>1 AND {_START('=', '')}"),
    ),
    differs(
        _BELOW,
        postgresql=_LOOK_UP_IN_POSTGRESQL.format(
            "(j.value->>3)::boolean AND p.path > (j.value->>1) || '.' "
            "AND p.path < (j.value->>1) || '/' "
            f"""AND {_START(">=", " || '.'")} AND {_START("<=", " || '/'")}"""
        ),
    ),
)


class Paths:
    """The paths that a query names, by their names; constant, and read at once."""

    def __init__(self, connection: Connection, query: Query) -> None:
        names = list(dict.fromkeys(_named(query)))
        found: dict[Name, list[tuple[int, int, int]]] = {}
        if names:
            asked = msgspec.json.encode(names).decode()
            for place, *path in connection.execute(_LOOKED_UP, (asked, asked)):
                found.setdefault(names[place], []).append(path)
        # What is below a path begins with the same key.
        self._paths = {
            name: Path(tuple(pk for pk, *_ in rows), rows[0][1], any(row[2] for row in rows))
            for name, rows in found.items()
        }

    def get(
        self, field: Indexed, kind: Kind, project: str | None, *, below: bool = False
    ) -> Path | None:
        """The field's path, on things of the kind; None where nothing was ever there."""
        return self._paths.get(_name(field, kind, project, below=below))


def _named(query: Query) -> Iterator[Name]:
    yield from _within(query.where, query.kind, query.project)
    for sort in query.sort:
        if isinstance(sort.field, Indexed) and not _is_below_parameters(sort.field):
            yield _name(sort.field, query.kind, query.project, below=False)


def _within(condition: Condition, kind: Kind, project: str | None) -> Iterator[Name]:
    if isinstance(condition, Compare):
        field = condition.field
        if isinstance(field, Indexed) and not _is_below_parameters(field):
            yield _name(field, kind, project, below=condition.op is Op.EXISTS)
    if isinstance(condition, Related):
        kind, project = condition.kind, None
    for part in parts_of(condition):
        yield from _within(part, kind, project)


def _name(field: Indexed, kind: Kind, project: str | None, *, below: bool) -> Name:
    # Parameters are below a key that nobody can log.
    text = f"{PARAMETERS}.{field.path}" if isinstance(field, Parameter) else field.path
    return Name(CODES[kind if field.step is None else Kind.STEP_RUN], text, project, below)


def _is_below_parameters(field: Indexed) -> bool:
    is_metadata = isinstance(field, Metadata)
    return is_metadata and (field.path == PARAMETERS or field.path.startswith(f"{PARAMETERS}."))
