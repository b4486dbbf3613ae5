"""What conditions mean, on a thing made of plain dictionaries."""

from __future__ import annotations

import pytest

from tallystick.query.conditions import (
    EVERYTHING,
    All,
    Any,
    Builtin,
    Compare,
    JsonText,
    Metadata,
    Not,
    Op,
)
from tallystick.query.evaluating import matches, sort_key
from tallystick.query.query import Sort
from tallystick.records.targets import Kind
from tallystick.values import encode, leaves


class Thing:
    """A subject that holds what it is given."""

    kind = Kind.RUN

    def __init__(self, fields=(), metadata=(), steps=()):
        self._fields = dict(fields)
        self._metadata = {None: dict(metadata), **dict(steps)}

    def builtin(self, name, step):
        return self._fields.get(name)

    def leaves(self, step):
        values = self._metadata.get(step, {})
        return [leaf for key, value in values.items() for leaf in leaves(key, encode(value))]

    def parameters(self, step):
        return []

    def relatives(self, direction, kind):
        return []

    def json_text(self, key, step):
        values = self._metadata.get(step, {})
        return encode(values[key]).decode() if key in values else None


THING = Thing(
    {"name": "a", "tags": ("x", "y"), "none": ()},
    {
        "n": 1,
        "none": None,
        "list": [1, None],
        "deep": {"x": {"y": "z"}},
        "a.b": 2,
        "nan": float("nan"),
    },
    {"train": {"n": 5}},
)

TRUE, FALSE = EVERYTHING, Any(())


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (All(()), True),
        (All((TRUE, TRUE)), True),
        (All((TRUE, FALSE)), False),
        (Any(()), False),
        (Any((FALSE, TRUE)), True),
        (Any((FALSE, FALSE)), False),
        (Not(TRUE), False),
        (Not(Not(TRUE)), True),
    ],
)
def test_conditions_are_joined_as_in_logic(condition, expected):
    assert matches(condition, THING) is expected


@pytest.mark.parametrize(
    ("field", "op", "literals", "expected"),
    [
        (Builtin("name"), Op.EQ, ("a",), True),
        (Builtin("name"), Op.NE, ("a",), False),
        (Builtin("name"), Op.EXISTS, (), True),
        (Builtin("missing"), Op.EXISTS, (), False),
        (Builtin("missing"), Op.EQ, (None,), True),
        (Builtin("missing"), Op.IN, ("a", None), True),
        (Builtin("missing"), Op.NE, ("a",), True),
        (Builtin("missing"), Op.NE, (None,), False),
        (Builtin("tags"), Op.HAS, ("y",), True),
        (Builtin("tags"), Op.EQ, ("y",), True),
        (Builtin("tags"), Op.NE, ("y",), False),
        (Builtin("tags"), Op.GT, ("x",), True),
        (Builtin("tags"), Op.EXISTS, (), True),
        (Builtin("none"), Op.EXISTS, (), False),
        (Builtin("none"), Op.EQ, (None,), True),
        (Metadata("n"), Op.EQ, (1,), True),
        (Metadata("n"), Op.IN, (0, 1), True),
        (Metadata("n"), Op.IN, (), False),
        (Metadata("n"), Op.HAS, (1,), False),
        (Metadata("n", step="train"), Op.EQ, (5,), True),
        (Metadata("n", step="other"), Op.EXISTS, (), False),
        (Metadata("none"), Op.EQ, (None,), True),
        (Metadata("none"), Op.EXISTS, (), True),
        (Metadata("missing"), Op.EQ, (None,), False),
        (Metadata("missing"), Op.NE, (None,), True),
        (Metadata("list"), Op.EQ, (1,), False),
        (Metadata("list"), Op.HAS, (1,), True),
        (Metadata("list"), Op.HAS, (None,), True),
        (Metadata("list"), Op.EXISTS, (), True),
        (Metadata("deep"), Op.EXISTS, (), True),
        (Metadata("deep.x"), Op.EXISTS, (), True),
        (Metadata("dee"), Op.EXISTS, (), False),
        (Metadata("deep.x.y"), Op.EQ, ("z",), True),
        (Metadata("deep"), Op.EQ, ("z",), False),
        (Metadata('"a.b"'), Op.EQ, (2,), True),
        (Metadata("a.b"), Op.EXISTS, (), False),
        (Metadata("nan"), Op.EXISTS, (), True),
        (Metadata("nan"), Op.EQ, (float("nan"),), False),
        (Metadata("nan"), Op.NE, (float("nan"),), True),
        (JsonText("deep"), Op.EQ, ('{"x":{"y":"z"}}',), True),
        (JsonText("deep"), Op.CONTAINS, ('"y"',), True),
        (JsonText("deep.x"), Op.EXISTS, (), False),
        (JsonText("n", step="train"), Op.EQ, ("5",), True),
        (JsonText("missing"), Op.NE, ("5",), True),
    ],
)
def test_fields_are_compared(field, op, literals, expected):
    assert matches(Compare(field, op, literals), THING) is expected


def test_what_was_not_checked_is_not_guessed():
    with pytest.raises(TypeError, match="checked"):
        matches(Compare(Metadata("n"), Op.EQ, (1, 2)), THING)


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (Metadata("n"), (0, 0, 1)),
        (Builtin("name"), (0, 3, "a")),
        (Metadata("none"), (1, 0, 0)),
        (Metadata("list"), (1, 0, 0)),
        (Metadata("nan"), (1, 0, 0)),
        (Metadata("missing"), (1, 0, 0)),
        (Builtin("missing"), (1, 0, 0)),
        (Metadata("n", step="train"), (0, 0, 5)),
    ],
)
def test_what_does_not_compare_is_sorted_as_missing(field, expected):
    assert sort_key(THING, Sort(field)) == expected
