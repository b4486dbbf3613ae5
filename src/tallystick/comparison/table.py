"""Tables: things of one kind beside each other, a column each, a row for each place in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID

import msgspec

from tallystick.comparison.directions import Aim, Declared, last_segment
from tallystick.comparison.guessing import guess
from tallystick.comparison.rows import MISSING, Row
from tallystick.comparison.subjects import Section, Subject
from tallystick.errors import NotFoundError, unknown
from tallystick.records.targets import Kind
from tallystick.values import flat, format_path

# What materializers say about data: of columns with any names, none of which is a goal.
_PROFILES = frozenset({"min", "max", "mean", "std", "missing_count", "dtype"})


class Column(msgspec.Struct, frozen=True):
    """One thing that is compared: its id and what it is called."""

    id: UUID
    name: str


class Group:
    """Rows that belong together: a card of metadata, or a section; `title` is what views show."""

    def __init__(self, section: Section, title: str, rows: Sequence[Row]) -> None:
        self.section = section
        self.title = title
        self.rows = tuple(rows)

    @cached_property
    def differing(self) -> tuple[Row, ...]:
        """Those of the rows that differ."""
        return tuple(row for row in self.rows if row.differs)


class Table:
    """What is compared: `kind` is what they are, `columns` which.

    `baseline` is the place of the one that deltas refer to.
    """

    def __init__(
        self,
        kind: Kind,
        subjects: Sequence[Subject],
        *,
        baseline: int = 0,
        maximise: Iterable[str] = (),
        minimise: Iterable[str] = (),
    ) -> None:
        """Raises `InvalidArgumentError` for a declared path that is in none of them."""
        self.kind = kind
        self.columns = tuple(Column(one.target.id, one.name) for one in subjects)
        self.baseline = baseline
        declared = Declared(maximise, minimise)
        self.groups: tuple[Group, ...] = tuple(_groups(kind, subjects, baseline, declared))
        declared.check([row.path for row in self.rows])

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """All rows, in the order of their groups."""
        return tuple(row for group in self.groups for row in group.rows)

    @cached_property
    def differing(self) -> tuple[Row, ...]:
        """The rows in which not all things are the same."""
        return tuple(row for group in self.groups for row in group.differing)

    def row(self, path: str, section: Section | str | None = None) -> Row:
        """The row at a path: the first of that path, of `section` where that is given.

        Raises `NotFoundError` with close matches.
        """
        rows = [row for row in self.rows if section is None or row.section == section]
        for row in rows:
            if row.path == path:
                return row
        raise NotFoundError(unknown("row", path, [row.path for row in rows]), given=path)


def _groups(
    kind: Kind, subjects: Sequence[Subject], baseline: int, declared: Declared
) -> Iterable[Group]:
    for section in Section:
        title = kind.words if section is Section.FACTS else section.value
        # What is in no card comes first, as in every view.
        by_card: dict[str, list[Row]] = {"": []}
        for path, (card, values) in _places(subjects, section).items():
            name = path[len(card) + 1 :] if card else _readable(path, section)
            aim = _aim(kind, section, path, declared)
            row = Row(section, path, name, tuple(values), baseline=baseline, aim=aim)
            by_card.setdefault(card, []).append(row)
        yield from (Group(section, card or title, rows) for card, rows in by_card.items() if rows)


def _readable(path: str, section: Section) -> str:
    """A path without quotes, where it is only looked at."""
    return path if section is Section.METADATA else path.replace('"', "")


_NOTHING: Mapping[str, Any] = {}
Places = dict[str, tuple[str, list[Any]]]


def _places(subjects: Sequence[Subject], section: Section) -> Places:
    """By path the card it is in (empty for none) and the value of each subject."""
    places: Places = {}
    absent = [MISSING] * len(subjects)
    for values, sharing in _distinct(subjects, section):
        for key, value in values.items():
            path = _path(key)
            card = ""
            parts: Iterable[tuple[str, Any]] = ((path, value),)
            if type(value) is dict and value:
                parts = flat(key, value).items()
                card = path if section is Section.METADATA else ""
            for inner, part in parts:
                row = places.get(inner)
                if row is None:
                    row = places[inner] = (card, absent.copy())
                for place in sharing:
                    row[1][place] = part
    return places


def _distinct(
    subjects: Sequence[Subject], section: Section
) -> Iterable[tuple[Mapping[str, Any], list[int]]]:
    """Each mapping once, with the places of the subjects that share it."""
    sharing: dict[int, tuple[Mapping[str, Any], list[int]]] = {}
    for place, subject in enumerate(subjects):
        values = subject.values.get(section, _NOTHING)
        sharing.setdefault(id(values), (values, []))[1].append(place)
    return sharing.values()


# Things that are compared have the same keys.
@lru_cache(maxsize=4096)
def _path(key: str) -> str:
    return format_path([key])


def _aim(kind: Kind, section: Section, path: str, declared: Declared) -> Aim | None:
    if said := declared.of(path, last_segment(path)):
        return said
    if section is not Section.METADATA and path != "duration":
        return None
    if kind is Kind.ARTIFACT_VERSION and path.partition(".")[0] in _PROFILES:
        return None
    better = guess(path)
    return None if better is None else Aim(better, guessed=True)
