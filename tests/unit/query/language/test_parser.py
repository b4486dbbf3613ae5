"""Text becomes conditions, or an error that points at what it does not understand."""

from __future__ import annotations

import pytest

from tallystick.errors import InvalidQueryError
from tallystick.query.conditions import All, Any, Builtin, Compare, Metadata, Not, Op
from tallystick.query.language import parse_where
from tallystick.records.targets import Kind

A, B, C = (Compare(Metadata(name), Op.EQ, (1,)) for name in "abc")


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("a = 1", A),
        ("a = 1 and b = 1 and c = 1", All((A, B, C))),
        ("a = 1 or b = 1 and c = 1", Any((A, All((B, C))))),
        ("(a = 1 or b = 1) and c = 1", All((Any((A, B)), C))),
        ("not a = 1 and b = 1", All((Not(A), B))),
        ("NOT (a = 1 Or b = 1)", Not(Any((A, B)))),
        ("a = 1 and (b = 1 and c = 1)", All((A, All((B, C))))),
        ("status = completed", Compare(Builtin("status"), Op.EQ, ("completed",))),
        ("metadata.status = 1", Compare(Metadata("status"), Op.EQ, (1,))),
        ("", All(())),
    ],
)
def test_conditions_are_joined_by_precedence(text, condition):
    assert parse_where(text, Kind.RUN) == condition


@pytest.mark.parametrize(
    ("text", "column", "said"),
    [
        ("a", 2, "expected an operator"),
        ("a = ", 5, "expected a value"),
        ("a = 1 and", 10, "expected a condition"),
        ("(a = 1", 7, "the ')' for column 1"),
        ("a = 1)", 6, "closes nothing"),
        ("status > 5", 10, "have no order"),
        ("status = complet", 10, "mean 'completed'?"),
    ],
)
def test_errors_point_at_the_column(text, column, said):
    with pytest.raises(InvalidQueryError, match=f"^Column {column}: ") as caught:
        parse_where(text, Kind.RUN)

    assert said in str(caught.value)
    assert (caught.value.query, caught.value.column) == (text, column)
