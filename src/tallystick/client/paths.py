"""Paths as people read them: which there are, and what things have there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from tallystick.client.session import Session
from tallystick.client.views.html import html_table
from tallystick.client.views.text import moment, table_text
from tallystick.errors import NotFoundError, unknown
from tallystick.query.comparing import SORT_OF_TYPE, TEXT
from tallystick.query.conditions import Parameter
from tallystick.query.fields import FIELDS, FieldType
from tallystick.query.language import name_of
from tallystick.query.paths import CommonValue, PathQuery, PathSummary, folded, rank_of
from tallystick.records.targets import Kind
from tallystick.values import StorageSize, display, plain
from tallystick.values.display import fold

_METADATA = "metadata."
_NAMESPACES = (_METADATA, "parameters.")
_LONGEST_VALUE = 24
_WIDEST = 60


class Paths(Mapping[str, PathSummary]):
    """Paths into metadata and parameters by name, the best fit first, and what things have there.

    paths = client.runs.paths("status = completed", prefix="acc")
    list(paths)                               # ['evaluation_metrics.accuracy', ...]
    paths["evaluation_metrics.accuracy"]      # a PathSummary: count, types, numbers, values, ...
    paths.fields                              # built-in fields that fit, with what they hold
    paths.names                               # all names, to complete what is being typed

    Names are as the query language and `columns=` have them: with `parameters.` before those of
    parameters, and with `metadata.` before a path where a built-in field is called the same.
    """

    def __init__(
        self, kind: Kind, summaries: Sequence[PathSummary], fields: Mapping[str, FieldType]
    ) -> None:
        self.kind = kind
        self.fields = dict(fields)
        self._summaries = {name_of(each.field, kind): each for each in summaries}

    @property
    def names(self) -> list[str]:
        """Built-in fields and paths, each of them with the best fit first."""
        return [*self.fields, *self._summaries]

    def __getitem__(self, name: str) -> PathSummary:
        """Raises `NotFoundError` (a `KeyError`) with close matches for a path that is not here."""
        for known in (name, name.removeprefix(_METADATA)):
            if known in self._summaries:
                return self._summaries[known]
        raise NotFoundError(
            unknown(f"path of {self.kind.words}s called", name, list(self._summaries)), given=name
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self._summaries)

    def __len__(self) -> int:
        return len(self._summaries)

    def to_dict(self) -> dict[str, Any]:
        """All of it in JSON's own types; times are ISO 8601."""
        return {
            "kind": self.kind.value,
            "fields": {name: held.value for name, held in self.fields.items()},
            "paths": [_plain(name, each) for name, each in self.items()],
        }

    def rows(self) -> list[list[str]]:
        """The name of each path, how many things have it, their types, and what they have there."""
        return [
            [name, _count(each.count, exact=each.exact), ", ".join(each.types), described(each)]
            for name, each in self.items()
        ]

    @property
    def columns(self) -> list[str]:
        """The titles of `rows`."""
        return ["path", f"{self.kind.words}s", "types", "values"]

    @property
    def caption(self) -> str:
        """How many there are, in a few words."""
        counted = f"{len(self):,} path{'' if len(self) == 1 else 's'}"
        return f"{counted} of {self.kind.words}s"

    def __repr__(self) -> str:
        fields = [f"built-in: {', '.join(self.fields)}"] if self.fields else []
        table = table_text(self.columns, self.rows(), numeric=1) if self else ""
        return "\n".join([self.caption, *filter(None, [table]), *fields])

    def _repr_html_(self) -> str:
        return html_table(self.columns, self.rows(), self.caption)


def paths(session: Session, query: PathQuery) -> Paths:
    """What the store answers, and the built-in fields that answer to the same text."""
    known = () if folded(query.prefix).startswith(_NAMESPACES) else FIELDS[query.kind]
    ranks = {name: rank_of(name, folded(query.prefix)) for name in known}
    fields = sorted((rank, name) for name, rank in ranks.items() if rank is not None)
    return Paths(
        query.kind,
        session.store.paths(query),
        {name: FIELDS[query.kind][name] for _, name in fields},
    )


def described(path: PathSummary) -> str:
    """What things have at a path, on one line: ranges, and common values with their counts."""
    parts = []
    if path.numbers is not None:
        parts.append(_span(*(_number(each, path.types) for each in path.numbers)))
    if path.times is not None:
        parts.append(_span(*(_time(each, path.types) for each in path.times)))
    shown = [_common(each, exact=path.values_exact) for each in path.values]
    text = ", ".join(shown)
    while len(text) > _WIDEST and len(shown) > 1:
        shown.pop()
        text = ", ".join(shown) + ", …"
    if any(SORT_OF_TYPE.get(type_) == TEXT for type_ in path.types) and not (
        path.values or path.values_exact
    ):
        text = "many texts"
    return "; ".join([*parts, *filter(None, [text])])


def _span(least: str, greatest: str) -> str:
    return least if least == greatest else f"{least} to {greatest}"


def _time(value: datetime, types: Mapping[str, int]) -> str:
    """A moment, or a day where all are days."""
    return display(value.date()) if "datetime" not in types else moment(value)


def _number(value: float, types: Mapping[str, int]) -> str:
    """As values of their type are shown, where all are of one."""
    numeric = {"int", "float", "StorageSize", "timedelta"} & set(types)
    if numeric == {"StorageSize"} and abs(value) < 2**63:
        return display(StorageSize(int(value)))
    if numeric == {"timedelta"}:
        return display(timedelta(seconds=value)) or "0 s"
    is_whole = numeric != {"float"} and value.is_integer() and abs(value) < 2**53
    return display(int(value) if is_whole else value)


def _common(each: CommonValue, *, exact: bool) -> str:
    value = (
        str(each.value) if isinstance(each.value, bool) else fold(each.value, most=_LONGEST_VALUE)
    )
    return f"{value or repr('')} ({_count(each.count, exact=exact)})"


def _count(count: int, *, exact: bool) -> str:
    # Two digits of an estimate are as many as mean something.
    return f"{count:,}" if exact else f"~{int(float(f'{count:.2g}')):,}"


def _plain(name: str, path: PathSummary) -> dict[str, Any]:
    return {
        "name": name,
        "of": "parameters" if isinstance(path.field, Parameter) else "metadata",
        "path": path.field.path,
        "count": path.count,
        "types": path.types,
        "numbers": None if path.numbers is None else plain(list(path.numbers)),
        "times": None if path.times is None else plain(list(path.times)),
        "values": [{"value": each.value, "count": each.count} for each in path.values],
        "exact": path.exact,
        "values_exact": path.values_exact,
    }
