"""Which paths there are, and what things have there.

Of all things of a kind, `path_types` says how many have which path, and the index of values where
they begin and end. Which values are the most common, and everything about things that a condition
picks, is counted: of all while they are few, else of a sample.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from tallystick.query.comparing import NUMBER, TEXT, TIME, TRUTH
from tallystick.query.conditions import EVERYTHING, Metadata, Parameter
from tallystick.query.paths import PathField, PathQuery, PathSummary, needles, ranked
from tallystick.query.query import Query
from tallystick.query.tallying import Tally, spread
from tallystick.store.sql.connection import Connection
from tallystick.store.sql.finding.page import matching
from tallystick.store.sql.kinds import TABLES
from tallystick.store.sql.leaves import PARAMETERS, SORTS
from tallystick.store.sql.texts import as_list

FEW = 1_000
"""So many values of one question are counted one by one, along the index."""

_NAMES = {number: name for name, number in SORTS.items()}
_LISTED = f"({SORTS[TRUTH]}, {SORTS[TEXT]})"
_IN_LIST = "IN (SELECT value FROM json_each(?))"

_COUNTED = (
    "SELECT p.path, sum(c.targets), p.pk FROM paths p JOIN path_types c ON c.path = p.pk "
    "WHERE p.project = ? AND p.kind = ? AND ({}) GROUP BY p.pk"
)
_TYPES = f"SELECT path, type, targets FROM path_types WHERE path {_IN_LIST}"
_BOUND = (
    "(SELECT l.number FROM current_values l WHERE l.path = j.value AND l.sort = {} "
    "AND l.position = 0 AND l.indexed = 1 ORDER BY l.number {} LIMIT 1)"
)
_VALUES = "SELECT l.path, l.sort, l.number, l.text, count(*) "
_BY_VALUE = f"AND l.sort IN {_LISTED} GROUP BY l.path, l.sort, l.number, l.text"
# The cross joins say which table to begin with.
_INDEXED = (
    "FROM json_each(?) j CROSS JOIN current_values l ON l.path = j.value AND l.position = 0 "
    "AND l.sort IS NOT NULL AND l.indexed = 1 "
)
_ASIDE = (
    "FROM unindexed_targets u CROSS JOIN current_values l ON l.kind = u.kind "
    "AND l.target = u.target AND l.position = 0 "
    f"WHERE u.kind = ? AND l.path {_IN_LIST} "
)
_OF_TARGETS = (
    "FROM json_each(?) j CROSS JOIN current_values l ON l.kind = ? AND l.target = j.value "
    "AND l.position = 0 "
)
_COUNT_TYPES = (
    "SELECT l.path, l.type, l.sort, count(*), min(l.number), max(l.number) "
    f"{_OF_TARGETS} AND (l.type <> 'dict' OR l.number IS NOT NULL) GROUP BY l.path, l.type, l.sort"
)


def paths(connection: Connection, query: PathQuery) -> tuple[PathSummary, ...]:
    """See `Store.paths`; the query was checked."""
    search = _Paths(connection, query)
    return search.of_all() if query.where == EVERYTHING else search.of_matching()


class _Paths:
    """One question, on one state of the store."""

    def __init__(self, connection: Connection, query: PathQuery) -> None:
        self._connection = connection
        self._execute = connection.execute
        self._query = query
        self._table = TABLES[query.kind]
        self._tallies = defaultdict[int, Tally](Tally)

    # ---- of all things of the kind

    def of_all(self) -> tuple[PathSummary, ...]:
        """The paths of all things, exact but for the most common values."""
        # Every text has an empty one in it.
        typed = needles(self._query.prefix)
        fits = " OR ".join(["instr(lower(p.path), ?) > 0"] * len(typed))
        which = (self._query.project, self._table.code, *typed)
        rows = self._execute(_COUNTED.format(fits), which).fetchall()
        pks = {_field(path): pk for path, _, pk in rows}
        counts = [(_field(path), count) for path, count, _ in rows]
        found = ranked(counts, self._query.prefix, self._query.limit)
        wanted = [pks[field] for field in found]
        for pk, type_, targets in self._execute(_TYPES, (as_list(wanted),)):
            self._tallies[pk].types[type_] = targets
        self._find_ranges(wanted)
        times = self._find_values(wanted) if self._query.values else {}
        return tuple(
            self._tallies[pk].summary(field, self._query.values, values_times=times.get(pk, 1))
            for field, pk in zip(found, wanted, strict=True)
        )

    def _find_ranges(self, wanted: list[int]) -> None:
        listed = as_list(wanted)
        for sort in (NUMBER, TIME):
            bounds = ", ".join(_BOUND.format(SORTS[sort], order) for order in ("ASC", "DESC"))
            for pk, least, greatest in self._execute(
                f"SELECT j.value, {bounds} FROM json_each(?) j", (listed,)
            ):
                if least is not None:
                    self._tallies[pk].span(sort, least, greatest)
        aside = f"SELECT l.path, l.sort, min(l.number), max(l.number) {_ASIDE}"
        ranged = f"AND l.sort IN ({SORTS[NUMBER]}, {SORTS[TIME]}) GROUP BY l.path, l.sort"
        for pk, sort_, least, greatest in self._execute(aside + ranged, (self._table.code, listed)):
            self._tallies[pk].span(_NAMES[sort_], least, greatest)

    def _find_values(self, wanted: list[int]) -> dict[int, float]:
        """The most common values; of which paths they are so many times what was counted."""
        listed = {pk: count for pk in wanted if (count := self._tallies[pk].listed())}
        few = _within(listed, FEW if self._query.sample is not None else None)
        self._add_values(self._execute(f"{_VALUES}{_INDEXED}{_BY_VALUE}", (as_list(few),)))
        aside = (self._table.code, as_list(few))
        self._add_values(self._execute(f"{_VALUES}{_ASIDE}{_BY_VALUE}", aside))
        many = [pk for pk in listed if pk not in few]
        if many:
            self._add_values(self._sample(many))
        return {pk: listed[pk] / (self._tallies[pk].values.total() or 1) for pk in many}

    def _sample(self, wanted: list[int]) -> list[Any]:
        """The values at these paths on some of all things, which are taken without a pattern.

        A number that is no thing's has no values, and neither has a thing of another project: its
        paths are others.
        """
        most, table = self._query.sample or 0, self._table.name
        # Asked for together, SQLite would look for them among all rows.
        ends = f"SELECT (SELECT min(pk) FROM {table}), (SELECT max(pk) FROM {table})"
        first, last = self._execute(ends).fetchone()
        found: list[Any] = []
        for tries in (most, 4 * most):
            tried = [first + place for place in spread(last - first + 1, tries)]
            found = self._values_of(tried, wanted)
            if sum(count for *_, count in found) >= most // 20:
                break
        return found

    # ---- of what a condition picks

    def of_matching(self) -> tuple[PathSummary, ...]:
        """The paths of what fulfils the condition; of a sample where that is much."""
        query = self._query
        asked = Query(
            kind=query.kind, project=query.project, where=query.where, sort=(), limit=None
        )
        found = matching(self._connection, asked)
        most = len(found) if query.sample is None else query.sample
        looked = [found[place] for place in spread(len(found), most)]
        times = len(found) / len(looked) if looked else 1
        for pk, type_, sort, count, least, greatest in self._execute(
            _COUNT_TYPES, (as_list(looked), self._table.code)
        ):
            self._tallies[pk].types[type_] += count
            if least is not None and _NAMES.get(sort) in (NUMBER, TIME):
                self._tallies[pk].span(_NAMES[sort], least, greatest)
        fields = self._fields(self._tallies)
        counts = [(field, self._tallies[pk].types.total()) for pk, field in fields.items()]
        pks = {field: pk for pk, field in fields.items()}
        best = ranked(counts, query.prefix, query.limit)
        if query.values:
            self._add_values(self._values_of(looked, [pks[field] for field in best]))
        return tuple(
            self._tallies[pks[field]].summary(field, query.values, times=times) for field in best
        )

    def _fields(self, pks: Iterable[int]) -> dict[int, PathField]:
        rows = self._execute(f"SELECT pk, path FROM paths WHERE pk {_IN_LIST}", (as_list(pks),))
        return {pk: _field(path) for pk, path in rows}

    # ---- values

    def _values_of(self, targets: list[int], wanted: list[int]) -> list[Any]:
        """The texts and truth values at these paths on these things, each with how many have it."""
        at_path = f"AND l.path {_IN_LIST} "
        which = (as_list(targets), self._table.code, as_list(wanted))
        return self._execute(f"{_VALUES}{_OF_TARGETS}{at_path}{_BY_VALUE}", which).fetchall()

    def _add_values(self, rows: Iterable[Any]) -> None:
        for pk, sort, number, text, count in rows:
            value = text if number is None else int(number)
            self._tallies[pk].values[_NAMES[sort], value] += count


def _field(path: str) -> PathField:
    """What the index has at a path: parameters are below one of their own."""
    inside = path.removeprefix(f"{PARAMETERS}.")
    return Metadata(path) if inside == path else Parameter(inside)


def _within(counts: dict[int, int], most: int | None) -> list[int]:
    """The paths with the fewest values, as many as have not more than `most` together."""
    chosen = []
    for pk, count in sorted(counts.items(), key=lambda item: item[1]):
        if most is not None and count > most:
            break
        most = None if most is None else most - count
        chosen.append(pk)
    return chosen
