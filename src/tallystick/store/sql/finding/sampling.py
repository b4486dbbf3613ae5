"""What of a condition holds of some things, to tell how many there are that fulfil it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from tallystick.query.conditions import (
    All,
    Any,
    Compare,
    Condition,
    JsonText,
    Not,
    Related,
)
from tallystick.query.limits import parts_of
from tallystick.store.sql.connection import Connection
from tallystick.store.sql.finding.conditions import compiled
from tallystick.store.sql.finding.fragment import Sql, listed
from tallystick.store.sql.finding.scope import Scope

Leaf = Compare | Related

_SIZE = 100
_WHOLE = 2**24
# Without a pattern, and the same every time.
_PLACES = str([int(place * 0.6180339887498949 % 1 * _WHOLE) for place in range(1, _SIZE + 1)])
_MOST_LEAVES = 32

_LOOK_US, _FAR_US, _RELATED_US = 2.0, 4.0, 15.0


class Sample(NamedTuple):
    """For each thing looked at, which leaves of the condition hold of it.

    `things` estimates how many there are, and `indexed` how many the indexes have: at a moment of
    the past, also those that came later.
    """

    leaves: Sequence[Leaf]
    rows: list[tuple[int, ...]]
    things: float
    indexed: float

    def holding(self, condition: Condition) -> int:
        """How many of the things that were looked at fulfil the condition."""
        numbers = {id(leaf): number for number, leaf in enumerate(self.leaves)}
        return sum(_holds(condition, row, numbers) for row in self.rows)

    def share(self, condition: Condition) -> float:
        """The share of things that fulfil the condition, never quite 0 nor 1."""
        return (self.holding(condition) + 0.5) / (len(self.rows) + 1)

    def arranged(self, condition: Condition) -> Condition:
        """The same condition, so that what tells soon and costs little is asked first."""
        match condition:
            case All(parts):
                return All(self._in_order(parts, lambda part: 1 - self.share(part)))
            case Any(parts):
                return Any(self._in_order(parts, self.share))
            case Not(part):
                return Not(self.arranged(part))
            case _:
                return condition

    def _in_order(
        self, parts: Sequence[Condition], tells: Callable[[Condition], float]
    ) -> tuple[Condition, ...]:
        arranged = [self.arranged(part) for part in parts]
        return tuple(sorted(arranged, key=lambda part: cost_us(part) / tells(part)))


def cost_us(condition: Condition) -> float:
    """What it takes in microseconds to ask the condition of one thing, about."""
    if isinstance(condition, Related):
        return _RELATED_US
    if isinstance(condition, Compare):
        far = condition.field.step is not None or isinstance(condition.field, JsonText)
        return _FAR_US if far else _LOOK_US
    return sum(map(cost_us, parts_of(condition)))


def sampled(connection: Connection, condition: Condition, scope: Scope) -> Sample | None:
    """What holds of some things; None where the condition is too long for that to pay."""
    leaves = list(leaves_of(condition))
    if not leaves or len(leaves) > _MOST_LEAVES:
        return None
    table, t = scope.table.name, scope.alias
    # Asked for together, SQLite would look for them among all rows.
    least, newest = f"(SELECT min(pk) FROM {table})", f"(SELECT max(pk) FROM {table})"
    moment = scope.then.moment
    most = newest if moment is None else str(moment.bound(scope.kind))
    span, indexed = f"{most} - {least} + 1", f"{newest} - {least} + 1"
    place = f"{least} + j.value * ({span}) / {_WHOLE}"
    columns = listed([Sql(span), Sql(indexed), *(compiled(leaf, scope) for leaf in leaves)])
    source = Sql(f" FROM json_each(?) j CROSS JOIN {table} {t} ON {t}.pk = {place}", (_PLACES,))
    looked = columns.within("SELECT ").then(source).then(scope.is_here.within(" WHERE "))
    found = connection.execute(*looked).fetchall()
    things, in_indexes = found[0][:2] if found else (0, 0)
    share = len(found) / _SIZE
    return Sample(leaves, [row[2:] for row in found], things * share, in_indexes * share)


def leaves_of(condition: Condition) -> Iterator[Leaf]:
    """The conditions that have no others about the same thing in them."""
    if isinstance(condition, Compare | Related):
        yield condition
        return
    for part in parts_of(condition):
        yield from leaves_of(part)


def _holds(condition: Condition, row: tuple[int, ...], numbers: Mapping[int, int]) -> bool:
    match condition:
        case All(parts):
            return all(_holds(part, row, numbers) for part in parts)
        case Any(parts):
            return any(_holds(part, row, numbers) for part in parts)
        case Not(part):
            return not _holds(part, row, numbers)
        case _:
            return bool(row[numbers[id(condition)]])
