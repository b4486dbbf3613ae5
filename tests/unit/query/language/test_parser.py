"""Text becomes conditions, or an error that points at what it does not understand."""

from __future__ import annotations

import re

import pytest

from tallystick.errors import InvalidQueryError
from tallystick.query.conditions import All, Any, Builtin, Compare, Metadata, Not, Op
from tallystick.query.language import parse_where
from tallystick.query.limits import MOST_COMPARISONS
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


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a = " + "1" * 100_000, "at most 100,000 characters; this one has 100,004"),
        ("(" * 65 + "a = 1" + ")" * 65, "Column 65: this is nested more than 64 levels deep"),
        ("not " * 65 + "a = 1", "Column 257: this is nested more than 64 levels deep"),
        ("not " * 17 + "a = 1", "nested more than 16 levels deep"),
        ("any upstream run (" * 65, "nested more than 64 levels deep"),
        ("a ~ " + "*x" * 5_001, "Column 5: A pattern has at most 10,000 characters"),
        ("a = " + "9" * 5_000, "Column 5: this number has 5000 digits, which is too many"),
    ],
)
def test_what_is_absurdly_long_or_deep_is_refused(text, said):
    with pytest.raises(InvalidQueryError, match=re.escape(said)):
        parse_where(text, Kind.RUN)


def test_what_is_long_and_wide_is_read():
    alternatives = " or ".join(f"a = {number}" for number in range(MOST_COMPARISONS))
    listed = f"a in ({', '.join(map(str, range(10_000)))})"

    assert len(parse_where(alternatives, Kind.RUN).conditions) == MOST_COMPARISONS
    assert len(parse_where(listed, Kind.RUN).values) == 10_000
    assert parse_where("(" * 64 + "a = 1" + ")" * 64, Kind.RUN) == A


@pytest.mark.parametrize("given", [None, 3, ["a = 1"], b"a = 1"])
def test_what_is_no_text_is_refused(given):
    with pytest.raises(InvalidQueryError, match="A query is text"):
        parse_where(given, Kind.RUN)
