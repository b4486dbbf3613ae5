"""How large a query may be: databases have room for so much in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tallystick.errors import InvalidQueryError
from tallystick.query.conditions import All, Any, Compare, Condition, Not, Related
from tallystick.query.query import Sort

DEEPEST = 16
"""How many of `All`, `Any`, `Not` and `Related` may lie within each other; a `Related` is four."""

MOST_COMPARISONS = 500
MOST_VALUES = 100_000
MOST_FRACTIONS = 2_000
MOST_SORTS = 8

_OF_RELATED = 4


def check_size(condition: Condition, sorts: Iterable[Sort] = ()) -> None:
    """`InvalidQueryError` where a condition or an order is too long or too deep."""
    _check_nesting(condition, DEEPEST)
    compares = list(comparisons(condition))
    _check(len(compares), MOST_COMPARISONS, "comparisons", "'in' compares with many values at once")
    values = [value for compare in compares for value in compare.values]
    _check(len(values), MOST_VALUES, "values to compare with", "ask in several queries")
    fractions = sum(isinstance(value, float) and not value.is_integer() for value in values)
    _check(fractions, MOST_FRACTIONS, "numbers with fractions", "ask for what is between two")
    _check(len(list(sorts)), MOST_SORTS, "fields to sort by", "leave out what makes no difference")


def _check(given: int, most: int, what: str, instead: str) -> None:
    if given > most:
        raise InvalidQueryError(
            f"A query has at most {most:,} {what}; got {given:,}. Write less: {instead}.",
            given=given,
            most=most,
        )


def _check_nesting(condition: Condition, levels: int) -> None:
    if isinstance(condition, Compare):
        return
    left = levels - (_OF_RELATED if isinstance(condition, Related) else 1)
    if left < 0:
        raise InvalidQueryError(
            f"Conditions are nested more than {DEEPEST} levels deep (lineage counts as "
            f"{_OF_RELATED}); take out what repeats, or ask in several queries."
        )
    for part in parts_of(condition):
        _check_nesting(part, left)


def comparisons(condition: Condition) -> Iterator[Compare]:
    """Every comparison in a condition, which is not nested too deep."""
    if isinstance(condition, Compare):
        yield condition
    for part in parts_of(condition):
        yield from comparisons(part)


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    """The conditions right within this one."""
    match condition:
        case All(conditions) | Any(conditions):
            return conditions
        case Not(part) | Related(where=part):
            return (part,)
        case _:
            return ()
