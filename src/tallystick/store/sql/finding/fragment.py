"""Pieces of SQL with the parameters they need, in order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple


class Sql(NamedTuple):
    """A piece of SQL. Text never comes from a person: what people give is a parameter."""

    text: str
    parameters: tuple[Any, ...] = ()

    def within(self, before: str, after: str = "") -> Sql:
        """This piece with text around it."""
        return Sql(f"{before}{self.text}{after}", self.parameters)

    def then(self, other: Sql) -> Sql:
        """This piece, and the other right after it."""
        return Sql(self.text + other.text, self.parameters + other.parameters)


TRUE = Sql("TRUE")
FALSE = Sql("FALSE")


def negated(part: Sql) -> Sql:
    """The opposite; `part` is true or false, never NULL."""
    return part.within("NOT (", ")")


def between(separator: str, parts: Iterable[Sql]) -> Sql:
    """The parts with text between them."""
    several = list(parts)
    return Sql(
        separator.join(part.text for part in several),
        tuple(parameter for part in several for parameter in part.parameters),
    )


def listed(parts: Iterable[Sql]) -> Sql:
    """The parts with commas between them."""
    return between(", ", parts)


def united(selects: Iterable[Sql]) -> Sql:
    """The rows of one select after those of the other."""
    return between(" UNION ALL ", selects)


def every(parts: Sequence[Sql]) -> Sql:
    """All of the parts hold."""
    kept = [part for part in parts if part is not TRUE]
    return _joined(" AND ", kept) if kept else TRUE


def either(parts: Sequence[Sql]) -> Sql:
    """At least one of the parts holds."""
    kept = [part for part in parts if part is not FALSE]
    return _joined(" OR ", kept) if kept else FALSE


def _joined(word: str, parts: Sequence[Sql]) -> Sql:
    return parts[0] if len(parts) == 1 else between(word, parts).within("(", ")")
