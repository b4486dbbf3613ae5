"""Leaves: which rows a value has in the index, and what is in them."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from tests.unit.values.strategies import keys, values

from tallystick.errors import StoreCorruptError
from tallystick.values import (
    DType,
    Leaf,
    MetadataTypeEnum,
    Path,
    StorageSize,
    Uri,
    encode,
    flat,
    format_path,
    leaves,
    parse_path,
    wire_type,
)


def leaves_of(value: Any) -> list[Leaf]:
    return leaves("k", encode(value))


@pytest.mark.parametrize(
    ("value", "kind", "number", "text"),
    [
        (None, "None", None, None),
        (True, "bool", 1, None),
        (False, "bool", 0, None),
        (3, "int", 3, None),
        (2**53 + 1, "int", 2.0**53, "9007199254740993"),
        (10**400, "int", math.inf, str(10**400)),
        (-(10**400), "int", -math.inf, str(-(10**400))),
        (0.5, "float", 0.5, None),
        (math.inf, "float", math.inf, None),
        (math.nan, "float", None, None),
        ("a", "str", None, "a"),
        ("a\0b", "str", None, "a␀b"),
        (Uri("s3://b"), "Uri", None, "s3://b"),
        (Path("/a"), "Path", None, "/a"),
        (DType("int8"), "DType", None, "int8"),
        (StorageSize(1500), "StorageSize", 1500, None),
        (StorageSize(2**60), "StorageSize", 2.0**60, str(2**60)),
        (
            datetime(1970, 1, 1, 0, 1, 0, 500_000),  # noqa: DTZ001  # values need no zone
            "datetime",
            60.5,
            "1970-01-01T00:01:00.500000",
        ),
        (
            datetime(1970, 1, 1, 2, tzinfo=timezone(timedelta(hours=2))),
            "datetime",
            0,
            "1970-01-01T02:00:00+02:00",
        ),
        (date(1970, 1, 2), "date", 86_400, "1970-01-02"),
        (timedelta(minutes=1, milliseconds=-1), "timedelta", 59.999, None),
        (UUID(int=1), "UUID", None, "00000000-0000-0000-0000-000000000001"),
        ([], "list", 0, None),
        ((), "tuple", 0, None),
        (set(), "set", 0, None),
        (frozenset(), "frozenset", 0, None),
        ({}, "dict", 0, None),
    ],
)
def test_a_scalar_or_an_empty_container_has_one_leaf(
    value: Any, kind: str, number: float | None, text: str | None
) -> None:
    """Its type, and its number or text."""
    assert leaves_of(value) == [Leaf("k", 0, kind, number, text)]


def test_numbers_and_texts_of_leaves_are_plain() -> None:
    """Drivers of databases bind exact types fastest, and some bind no others."""
    for value in (True, StorageSize(3), Uri("a"), StorageSize(2**60)):
        (leaf,) = leaves_of(value)

        assert type(leaf.number) in (int, float, type(None))
        assert type(leaf.text) in (str, type(None))


def test_elements_of_a_container_follow_its_own_leaf() -> None:
    """At positions from one; what is no scalar has none, and its position stays free."""
    assert leaves_of([0.5, ["inner"], {"a": 1}, "x"]) == [
        Leaf("k", 0, "list", 4, None),
        Leaf("k", 1, "float", 0.5, None),
        Leaf("k", 4, "str", None, "x"),
    ]


def test_elements_of_a_set_follow_in_the_order_of_the_wire_form() -> None:
    """The same rows for equal sets."""
    rows = leaves_of({"b", "a", "c"})

    assert [leaf.text for leaf in rows] == [None, "a", "b", "c"]
    assert {leaf.path for leaf in rows} == {"k"}


def test_a_hundred_elements_are_indexed() -> None:
    """The container's own leaf has the whole length."""
    rows = leaves_of(tuple(range(250)))

    assert rows[0] == Leaf("k", 0, "tuple", 250, None)
    assert [leaf.position for leaf in rows] == list(range(101))
    assert rows[-1].number == 99


def test_dicts_are_indexed_by_path() -> None:
    """At every depth, in order, with quotes where a key needs them."""
    value = {"b": 1, "a": {"x.y": "t", "e": {}, "$": {"deep": [2]}}}

    rows = leaves("my key", encode(value))

    assert rows == [
        Leaf('"my key".b', 0, "int", 1, None),
        Leaf('"my key".a."x.y"', 0, "str", None, "t"),
        Leaf('"my key".a.e', 0, "dict", 0, None),
        Leaf('"my key".a."$".deep', 0, "list", 1, None),
        Leaf('"my key".a."$".deep', 1, "int", 2, None),
    ]


def test_a_dotted_key_and_a_nested_one_have_different_paths() -> None:
    """The key `a.b`, and `b` in the dict `a`."""
    assert leaves("a.b", encode(1))[0].path != leaves("a", encode({"b": 1}))[0].path


@given(keys, values)
def test_every_value_has_leaves_that_can_be_found(key: str, value: Any) -> None:
    """At least one, each at its own place under the key, with a known type, and no NaN."""
    wire = encode(value)

    rows = leaves(key, wire)

    assert rows
    assert len({(leaf.path, leaf.position) for leaf in rows}) == len(rows)
    assert all(parse_path(leaf.path)[0] == key for leaf in rows)
    assert all(leaf.type in list(MetadataTypeEnum) for leaf in rows)
    assert not any(leaf.number is not None and math.isnan(leaf.number) for leaf in rows)
    assert all("\0" not in (leaf.text or "") for leaf in rows)
    if wire_type(wire) != "dict":
        assert rows[0][:3] == (format_path([key]), 0, wire_type(wire))


@given(keys, values)
def test_flat_values_stand_at_the_paths_of_the_leaves(key: str, value: Any) -> None:
    """What `flat` takes apart is what the index takes apart."""
    parts = flat(key, value)

    assert list(parts) == list(dict.fromkeys(leaf.path for leaf in leaves(key, encode(value))))


def test_flat_leaves_lists_whole() -> None:
    """And empty dicts, which would be lost otherwise."""
    value = {"a": [1, {"b": 2}], "c": {}, "d": {"e f": 3}}

    assert flat("k", value) == {"k.a": [1, {"b": 2}], "k.c": {}, 'k.d."e f"': 3}


@pytest.mark.parametrize(
    "wire", [b"", b'{"$oops":1}', b'{"a":{"$int":"x"}}', b'[{"$date":"x"}]', b'{"$set":1}']
)
def test_damage_is_not_indexed(wire: bytes) -> None:
    """The index is rebuilt from what is stored."""
    with pytest.raises(StoreCorruptError):
        leaves("k", wire)


def test_times_are_compared_in_utc() -> None:
    """The same instant at two offsets has one number."""
    noon = datetime(2026, 1, 31, 12, tzinfo=UTC)
    there = noon.astimezone(timezone(timedelta(hours=5, minutes=30)))

    assert leaves_of(noon)[0].number == leaves_of(there)[0].number == noon.timestamp()
