"""A column compared with literals of its own sort."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tallystick.query.conditions import Op
from tallystick.store.sql.finding.fragment import TRUE, Sql, either
from tallystick.store.sql.texts import FRACTIONS, TEXTS, after_prefix, as_list

_ORDERING = {Op.LT: "<", Op.LE: "<=", Op.GT: ">", Op.GE: ">="}
_FEW = 10


def compared(column: str, op: Op, operands: Sequence[Any]) -> Sql:
    """Whether the column, which is not NULL, is in relation `op` to the operand.

    For `IN` it equals one of the operands.
    """
    if op is Op.IN and len(operands) != 1:
        return _among(column, operands)
    (operand,) = operands
    if op in _ORDERING:
        return Sql(f"{column} {_ORDERING[op]} ?", (operand,))
    if op in (Op.EQ, Op.HAS, Op.IN):
        return Sql(f"{column} = ?", (operand,))
    if operand == "":
        return Sql(f"{column} = ''") if op is Op.GLOB else TRUE
    if op is Op.CONTAINS:
        return Sql(f"instr({column}, ?) > 0", (operand,))
    if op is Op.STARTSWITH:
        return begins(column, operand)
    if op is Op.ENDSWITH:
        return Sql(f"substr({column}, ?) = ?", (-len(operand), operand))
    return _glob(column, operand)


def _among(column: str, operands: Sequence[Any]) -> Sql:
    # Statements have room for so many parameters, and SQLite reads not every fraction exactly.
    said = [each for each in operands if isinstance(each, float) and not each.is_integer()]
    others = [each for each in operands if each not in said] if said else list(operands)
    if len(others) <= _FEW:
        said, others = list(operands), []
    among = [Sql(f"{column} IN ({', '.join('?' * len(said))})", tuple(said))] if said else []
    if others:
        listed = as_list(others)
        listing = TEXTS if isinstance(others[0], str) else FRACTIONS
        among.append(Sql(f"{column} IN ({listing})", (listed,)))
    return either(among)


def _glob(column: str, pattern: str) -> Sql:
    """SQLite's own matching, and what an index can be searched for before."""
    # Brackets are ordinary characters to people, and special to SQLite.
    matches = Sql(f"{column} GLOB ?", (pattern.replace("[", "[[]"),))
    head = pattern.partition("*")[0].partition("?")[0]
    if not head or column.startswith("("):
        return matches
    return begins(column, head).then(matches.within(" AND "))


def begins(column: str, prefix: str) -> Sql:
    """Whether the column begins with `prefix`: a range, which can be looked up in an index."""
    return Sql(
        f"({column} >= ? AND {column} < ? AND substr({column}, 1, ?) = ?)",
        (prefix, after_prefix(prefix), len(prefix), prefix),
    )
