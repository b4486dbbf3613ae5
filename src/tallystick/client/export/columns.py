"""Columns: which there are, what they are called, and of which type they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from tallystick.client.export.cells import CellType, type_of
from tallystick.client.export.facts import Fact, facts, usual
from tallystick.client.session import Session
from tallystick.errors import InvalidArgumentError, InvalidQueryError, unknown
from tallystick.query.conditions import EVERYTHING, Builtin, Condition, Metadata, Parameter
from tallystick.query.fields import FIELDS
from tallystick.query.language import name_of, read_name
from tallystick.query.paths import PathField, PathQuery, PathSummary
from tallystick.records.targets import Kind


class Column(NamedTuple):
    """A column's name and type, and what is in it: a fact, or a path; nothing for neither."""

    name: str
    type: CellType
    source: Fact | PathField | None


_NAMESPACES: Mapping[str, type[PathField]] = {"metadata": Metadata, "parameters": Parameter}

Summaries = Mapping[PathField, PathSummary]


def columns_of(
    session: Session, kind: Kind, where: Condition, names: Iterable[str] | None
) -> tuple[Column, ...]:
    """The columns that are asked for, in that order; for None all built-in fields and paths.

    A path that leads to a group stands for all paths below it, `metadata` and `parameters` for all
    of them.
    Raises `InvalidQueryError` with close matches for what is neither a field nor a path that
    anything has, unless `metadata.` is before it; `InvalidArgumentError` for a name that comes
    twice.
    """
    if names is None:
        found = _summaries(session, kind, where)
        paths = sorted(found, key=lambda field: (isinstance(field, Parameter), field.path))
        return (*(_of_fact(fact) for fact in usual(kind)), *(_at(f, found, kind) for f in paths))
    chosen = _Choice(session, kind, where)
    columns = tuple(column for name in names for column in chosen.columns(name))
    _check_distinct([column.name for column in columns])
    return columns


def _summaries(session: Session, kind: Kind, where: Condition) -> Summaries:
    query = PathQuery(
        kind=kind, project=session.project, where=where, limit=None, values=0, sample=None
    )
    return {path.field: path for path in session.store.paths(query)}


def _of_fact(fact: Fact) -> Column:
    return Column(fact.name, fact.type, fact)


def _at(field: PathField, found: Summaries, kind: Kind, name: str | None = None) -> Column:
    return Column(name or name_of(field, kind), type_of(found[field]), field)


def _check_distinct(names: Sequence[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InvalidArgumentError(
            f"Columns are called {', '.join(map(repr, twice))} more than once; name each once.",
            given=tuple(twice),
        )


class _Choice:
    """Reads the names of columns."""

    def __init__(self, session: Session, kind: Kind, where: Condition) -> None:
        self._session = session
        self._kind = kind
        self._where = where
        self._found: list[Summaries] = []

    def columns(self, name: str) -> list[Column]:
        """The columns that a name stands for."""
        field, is_sure = read_name(name, self._kind)
        if isinstance(field, Builtin):
            return [Column(name, (fact := self._fact(field)).type, fact)]
        for found in self._looked_up():
            below = [each for each in found if _is_below(each, field)]
            here = [_at(field, found, self._kind, name)] if field in found else []
            if here or below:
                below.sort(key=lambda each: each.path)
                return here + [_at(each, found, self._kind) for each in below]
        if name in _NAMESPACES:
            found = next(iter(self._looked_up()))
            every = [each for each in found if isinstance(each, _NAMESPACES[name])]
            every.sort(key=lambda each: each.path)
            return [_at(each, found, self._kind) for each in every]
        if is_sure and isinstance(field, Metadata):
            return [Column(name, CellType.TEXT, None)]
        raise self._unknown(name)

    def _looked_up(self) -> Iterable[Summaries]:
        """Paths of what is asked for, and then those of everything: nothing may be asked for."""
        for place, where in enumerate(dict.fromkeys([self._where, EVERYTHING])):
            if place == len(self._found):
                self._found.append(_summaries(self._session, self._kind, where))
            yield self._found[place]

    def _fact(self, field: Builtin) -> Fact:
        known = facts(self._kind)
        if field.name in known:
            return known[field.name]
        raise InvalidQueryError(
            f"{field.name!r} of {self._kind.one} cannot be a column: there may be several, which "
            f"no record names. Columns may be {', '.join(known)}, and paths.",
            given=field.name,
        )

    def _unknown(self, name: str) -> InvalidQueryError:
        paths = [name_of(field, self._kind) for found in self._looked_up() for field in found]
        hint = f"Write 'metadata.{name}' for metadata that nothing has yet."
        known = list(dict.fromkeys([*FIELDS[self._kind], *sorted(paths)]))
        return InvalidQueryError(
            unknown(f"field or path of {self._kind.one} called", name, known, hint=hint),
            given=name,
        )


def _is_below(field: PathField, group: PathField) -> bool:
    return type(field) is type(group) and field.path.startswith(f"{group.path}.")
