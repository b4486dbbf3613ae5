"""Columns of lists: facts of the records, and places in their metadata."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tallystick.client.collections.base import Collection
from tallystick.client.filters import orders
from tallystick.client.filters.places import is_anywhere
from tallystick.client.handles import Handle, ModelVersionResponse, PipelineRunResponse
from tallystick.client.handles.reading import find_by_ids
from tallystick.errors import InvalidArgumentError, InvalidQueryError, NotFoundError, unknown
from tallystick.query.conditions import Builtin, Field, Metadata, Parameter
from tallystick.query.language.cursor import Cursor
from tallystick.query.language.fields import PARAMETERS, read_field
from tallystick.records.targets import Kind
from tallystick.values import parse_path

if TYPE_CHECKING:
    from tallystick.client.client import Client

Derive = Callable[[Sequence[Handle[Any]]], Mapping[UUID, Any]]
"""What a column shows that is not in the record, for all things of a list at once, by their id."""

MISSING = object()
"""What a thing has in a column of metadata that it lacks."""

_PREFIX = "metadata."
_UNITS = ("_at", "_s", "_bytes")
_WRITTEN = re.compile(r"parameters\.|step\s*\(")
"""How columns begin that are named as in queries and are no field or metadata of the things."""
_COLUMN = re.compile(r'\s*((?:[^,"]|"(?:\\.|[^"\\])*")+?)\s*(?:,|$)')


def names_of_runs(client: Client, field: str) -> Derive:
    """The names of the runs whose ids are in a field of the records."""

    def derive(things: Sequence[Handle[Any]]) -> dict[UUID, str]:
        of = {thing.id: getattr(thing.record, field) for thing in things}
        ids = [id for id in of.values() if id is not None]
        project = client.session.project
        runs = find_by_ids(client.session, PipelineRunResponse, ids, project=project)
        return {thing: runs[id].name for thing, id in of.items() if id in runs}

    return derive


def names_of_model_versions(client: Client) -> Derive:
    """The model and version that runs or step runs worked for."""

    def derive(things: Sequence[Handle[Any]]) -> dict[UUID, str]:
        of = {thing.id: thing.record.model_version_id for thing in things}
        ids = [id for id in of.values() if id is not None]
        project = client.session.project
        found = find_by_ids(client.session, ModelVersionResponse, ids, project=project)
        names = {id: f"{one.record.model} {one.name}" for id, one in found.items()}
        return {thing: names[id] for thing, id in of.items() if id in names}

    return derive


def chosen(given: str | None, default: Sequence[str]) -> list[str]:
    """The columns asked for: names with commas between; with `+` before them, after the default.

    >>> chosen("+accuracy", ["name"]), chosen('name,params."a,b"', [])
    (['name', 'accuracy'], ['name', 'params."a,b"'])
    """
    if given is None:
        return list(default)
    added, wanted = given.startswith("+"), given.removeprefix("+")
    names = _COLUMN.findall(wanted)
    if not names or ",".join(names).replace(" ", "") != wanted.replace(" ", "").rstrip(","):
        raise InvalidArgumentError(
            f"--columns takes names with commas between them, such as name,status; got {given!r}.",
            given=given,
        )
    return [*default, *names] if added else names


def title(field: str) -> str:
    """A field's name without its unit: cells say theirs."""
    for unit in _UNITS:
        field = field.removesuffix(unit)
    return field.removeprefix(_PREFIX)


class Cells:
    """The cells of a list: what each thing has in each column."""

    def __init__(
        self,
        collection: Collection[Any],
        things: Sequence[Handle[Any]],
        fields: Sequence[str],
        derived: Mapping[str, Derive],
    ) -> None:
        self._collection = collection
        self._things = things
        self._fields = fields
        self._derived = derived

    def column(self, name: str) -> tuple[str | None, list[Any]]:
        """The field's name, None for metadata, and the value of each thing.

        Raises `InvalidQueryError` for what is no field and nothing in the project has as metadata
        or parameter, unless `metadata.` is before it.
        """
        for field in (name, *(name + unit for unit in _UNITS)):
            if field in self._derived:
                values = self._derived[field](self._things)
                return field, [values.get(thing.id) for thing in self._things]
            if field in self._fields:
                return field, [getattr(thing.record, field) for thing in self._things]
        path = name.removeprefix(_PREFIX)
        if _WRITTEN.match(name) and self._things:
            written = written_field(name, self._things[0].kind)
            found = [value_at(thing, written) for thing in self._things]
        else:
            found = [metadata_at(thing, path) for thing in self._things]
        absent = all(value is MISSING for value in found)
        if absent and self._things and not name.startswith(_PREFIX) and self._is_nowhere(name):
            raise self._unknown(name)
        return None, found

    def _is_nowhere(self, name: str) -> bool:
        """Whether others, which are not shown, lack it as well."""
        session, kind = self._collection.session, self._collection.kind
        try:
            fields = [sort.field for sort in orders(session, kind, name)]
        except InvalidQueryError:
            return True
        return not any(
            is_anywhere(session, kind, field)
            if isinstance(field, Metadata | Parameter)
            else field.step is not None
            for field in fields
        )

    def _unknown(self, name: str) -> InvalidQueryError:
        paths = {path for thing in self._things for path in thing.run_metadata.flat()}
        paths |= {
            f"{PARAMETERS}.{name}"
            for thing in self._things
            for name in getattr(thing, PARAMETERS, ())
        }
        known = [*map(title, (*self._fields, *self._derived)), *sorted(paths)]
        hint = f"Write {_PREFIX}{name} for metadata that nothing here has yet."
        return InvalidQueryError(
            unknown("field or metadata called", name, known, hint=hint), given=name
        )


def written_field(name: str, kind: Kind) -> Field:
    """The field that a column names as queries do. Raises `InvalidQueryError` for what is none."""
    cursor = Cursor(name)
    place = read_field(cursor, kind)
    if not cursor.ends():
        raise cursor.expected("the end of the column")
    return place.field


def value_at(thing: Any, field: Field) -> Any:
    """The value of a field of a thing or, where it says so, of a run's step."""
    if field.step is not None:
        thing = thing.steps.get(field.step)
    match field:
        case _ if thing is None:
            return MISSING
        case Builtin(name):
            return getattr(thing.record, name, MISSING)
        case Parameter(path):
            return inside(dict(thing.parameters), parse_path(path))
        case Metadata(path):
            return metadata_at(thing, path)
        case _:
            return MISSING


def metadata_at(thing: Handle[Any], path: str) -> Any:
    """The value at a path into a thing's metadata: a key of that name, else a place inside of one.

    On runs `step::path` looks at a step. `MISSING` where there is none.
    """
    try:
        if path in thing.run_metadata:
            return thing.run_metadata[path]
        step, double, inner = path.partition("::")
        first, *rest = parse_path(inner if double else path)
        value = thing.run_metadata[f"{step}::{first}" if double else first]
    except (NotFoundError, InvalidArgumentError):
        return MISSING
    return inside(value, rest)


def inside(value: Any, segments: Sequence[str]) -> Any:
    """What is inside nested dicts at these keys; `MISSING` where there is nothing."""
    for segment in segments:
        if not isinstance(value, dict) or segment not in value:
            return MISSING
        value = value[segment]
    return value
