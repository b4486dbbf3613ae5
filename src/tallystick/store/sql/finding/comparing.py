"""A column compared with literals of its own sort."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tallystick.query.conditions import Op
from tallystick.store.sql.finding.fragment import TRUE, Sql
from tallystick.store.sql.texts import after_prefix

_ORDERING = {Op.LT: "<", Op.LE: "<=", Op.GT: ">", Op.GE: ">="}


def compared(column: str, op: Op, operands: Sequence[Any]) -> Sql:
    """Whether the column, which is not NULL, is in relation `op` to the operand.

    For `IN` it equals one of the operands.
    """
    if op is Op.IN and len(operands) != 1:
        return Sql(f"{column} IN ({', '.join('?' * len(operands))})", tuple(operands))
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
    # Brackets are ordinary characters to people, and special to SQLite.
    return Sql(f"{column} GLOB ?", (operand.replace("[", "[[]"),))


def begins(column: str, prefix: str) -> Sql:
    """Whether the column begins with `prefix`: a range, which can be looked up in an index."""
    return Sql(
        f"({column} >= ? AND {column} < ? AND substr({column}, 1, ?) = ?)",
        (prefix, after_prefix(prefix), len(prefix), prefix),
    )


def compared_start(start: str, length: int, op: Op, operands: Sequence[str]) -> Sql:
    """What holds of the first `length` characters of a text that is in the relation.

    An index has only those, so that this is what can be looked up.
    """
    cut = [operand[:length] for operand in operands]
    if op in (Op.EQ, Op.IN):
        return compared(start, op, cut)
    if op in (Op.GT, Op.GE):
        return compared(start, Op.GE, cut)
    if op in (Op.LT, Op.LE):
        return compared(start, Op.LE, cut)
    head = ""
    if op is Op.STARTSWITH:
        head = cut[0]
    elif op is Op.GLOB:
        head = operands[0].partition("*")[0].partition("?")[0][:length]
    return begins(start, head) if head else TRUE
