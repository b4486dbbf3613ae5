"""How values compare: one rule for fields and metadata, as tables."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest

from tallystick.query.comparing import (
    NUMBER,
    SORT_OF_TYPE,
    SORT_RANK,
    TEXT,
    TIME,
    TRUTH,
    satisfies,
    scalar,
)
from tallystick.query.conditions import Op
from tallystick.values import MetadataTypeEnum

NAN, INFINITY = float("nan"), float("inf")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ID = UUID(int=0xABC)

SCALARS = [
    (0, (NUMBER, 0)),
    (-0.5, (NUMBER, -0.5)),
    (2**53, (NUMBER, 2**53)),
    (2**53 + 1, (NUMBER, float(2**53))),
    (2**70, (NUMBER, float(2**70))),
    (10**400, (NUMBER, INFINITY)),
    (-(10**400), (NUMBER, -INFINITY)),
    (INFINITY, (NUMBER, INFINITY)),
    (NAN, None),
    (True, (TRUTH, 1)),
    (False, (TRUTH, 0)),
    (None, None),
    ("", (TEXT, "")),
    ("a", (TEXT, "a")),
    (ID, (TEXT, "00000000-0000-0000-0000-000000000abc")),
    (EPOCH, (TIME, 0)),
    (EPOCH.replace(tzinfo=None), (TIME, 0)),
    (EPOCH.astimezone(timezone(timedelta(hours=5))), (TIME, 0)),
    (EPOCH + timedelta(microseconds=1), (TIME, 1e-06)),
    (EPOCH - timedelta(days=1), (TIME, -86400)),
    (datetime(1, 1, 1, tzinfo=UTC), (TIME, -62135596800)),
    (datetime.max.replace(tzinfo=UTC), (TIME, 253402300799.999999)),
]


@pytest.mark.parametrize(("literal", "expected"), SCALARS, ids=repr)
def test_literals_become_comparable_values(literal, expected):
    assert scalar(literal) == expected


def test_every_type_of_value_compares_or_is_a_container_or_none():
    containers = {"list", "dict", "tuple", "set", "frozenset"}

    assert set(SORT_OF_TYPE) == {kind.value for kind in MetadataTypeEnum} - containers - {"None"}
    assert set(SORT_OF_TYPE.values()) == set(SORT_RANK)


# One value of each sort, each with what is smaller, equal and greater.
ORDERED = {
    NUMBER: ((NUMBER, 2), 1, 2.0, 2.5),
    TRUTH: ((TRUTH, 1), False, True, None),
    TIME: ((TIME, 5.0), EPOCH, EPOCH + timedelta(seconds=5), EPOCH + timedelta(seconds=6)),
    TEXT: ((TEXT, "b"), "a", "b", "ba"),
}

# Whether the operator holds of a value and what is smaller, equal and greater.
HOLDS = {
    Op.EQ: (False, True, False),
    Op.HAS: (False, True, False),
    Op.LT: (False, False, True),
    Op.LE: (False, True, True),
    Op.GT: (True, False, False),
    Op.GE: (True, True, False),
}


@pytest.mark.parametrize("sort", ORDERED)
@pytest.mark.parametrize("op", HOLDS)
def test_values_of_one_sort_are_ordered(op, sort):
    value, *literals = ORDERED[sort]

    answers = [satisfies(value, op, literal) for literal in literals]

    expected = HOLDS[op]
    if sort == TRUTH:  # Nothing is greater than True.
        answers, expected = answers[:2], expected[:2]
    assert tuple(answers) == expected


@pytest.mark.parametrize("one", ORDERED)
@pytest.mark.parametrize("other", ORDERED)
@pytest.mark.parametrize("op", [*HOLDS, Op.CONTAINS, Op.STARTSWITH, Op.ENDSWITH, Op.GLOB])
def test_values_of_different_sorts_are_in_no_relation(op, one, other):
    value, (_, *literals) = ORDERED[one][0], ORDERED[other]

    if one != other:
        assert not any(satisfies(value, op, literal) for literal in literals)


@pytest.mark.parametrize("op", HOLDS)
@pytest.mark.parametrize("nothing", [None, NAN])
def test_nothing_is_in_no_relation(op, nothing):
    for value, *_ in ORDERED.values():
        assert not satisfies(value, op, nothing)
    assert not satisfies(None, op, nothing)
    assert not satisfies(None, op, 1)


@pytest.mark.parametrize(
    ("text", "pattern", "expected"),
    [
        ("abc", "abc", True),
        ("abc", "a*", True),
        ("abc", "*c", True),
        ("abc", "a?c", True),
        ("abc", "a?", False),
        ("abc", "b", False),
        ("abc", "A*", False),
        ("abc", "[a]bc", False),
        ("[a]bc", "[a]bc", True),
        ("a[!b", "a[!b", True),
        ("]", "]", True),
        ("a\nb", "a*b", True),
        ("a\n", "a", False),
        ("a.c", "a.c", True),
        ("abc", "a.c", False),
        ("a*c", "a*c", True),
        ("\\", "\\", True),
        ("", "", True),
        ("", "*", True),
        ("", "?", False),
        ("a" * 50, "*" * 20 + "b", False),
    ],
)
def test_only_star_and_question_mark_have_a_meaning_in_globs(text, pattern, expected):
    assert satisfies((TEXT, text), Op.GLOB, pattern) is expected
