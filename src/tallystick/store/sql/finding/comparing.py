"""A column compared with literals of its own sort."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tallystick.query.conditions import Op
from tallystick.store.sql.finding.fragment import TRUE, Sql
from tallystick.store.sql.texts import after_prefix

_ORDERING = {Op.LT: "<", Op.LE: "<=", Op.GT: ">", Op.GE: ">="}


def compared(column: str, op: Op, operand: Any) -> Sql:
    """Whether the column, which is not NULL, stands in relation `op` to the operand."""
    if op in _ORDERING:
        return Sql(f"{column} {_ORDERING[op]} ?", (operand,))
    if op in (Op.EQ, Op.HAS):
        return Sql(f"{column} = ?", (operand,))
    if operand == "":
        return TRUE if op is not Op.GLOB else Sql(f"{column} = ''")
    if op is Op.CONTAINS:
        return Sql(f"instr({column}, ?) > 0", (operand,))
    if op is Op.STARTSWITH:
        return _begins(column, operand)
    if op is Op.ENDSWITH:
        return Sql(f"substr({column}, ?) = ?", (-len(operand), operand))
    # Brackets are ordinary characters to people, and special to SQLite.
    return Sql(f"{column} GLOB ?", (operand.replace("[", "[[]"),))


def _begins(column: str, prefix: str) -> Sql:
    # A range can be looked up in an index.
    return Sql(
        f"({column} >= ? AND {column} < ? AND substr({column}, 1, ?) = ?)",
        (prefix, after_prefix(prefix), len(prefix), prefix),
    )


def among(column: str, operands: Sequence[Any]) -> Sql:
    """Whether the column, which is not NULL, equals one of the operands."""
    if len(operands) == 1:
        return Sql(f"{column} = ?", (operands[0],))
    return Sql(f"{column} IN ({', '.join('?' * len(operands))})", tuple(operands))
