"""Encoding and decoding are inverse, deterministic, and refuse before anything is kept."""

from __future__ import annotations

import json
import pickle  # noqa: TID251  # errors travel between processes
import sys
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.values.same import same
from tests.unit.values.strategies import values

from tallystick.errors import InvalidValueError, StoreCorruptError, ValueTooLargeError
from tallystick.values import decode, decode_all, encode, leaves, normalize, type_name, wire_type


@given(values)
def test_what_comes_back_is_what_went_in(value: Any) -> None:
    """Equal, and of equal types at every depth; once more encoded, the same bytes."""
    wire = encode(value)

    back = decode(wire)

    # A set that held several NaNs holds one.
    assert same(back, value) or "nan" in repr(value)
    assert encode(back) == wire
    assert same(decode(encode(back)), back)


@given(values)
def test_the_wire_form_is_compact_standard_json(value: Any) -> None:
    """Any reader of JSON reads it, and no white space or non-standard token is in it."""

    def refuse(token: str) -> None:
        raise AssertionError(f"{token} is not JSON")

    tree = json.loads(encode(value), parse_constant=refuse)

    assert len(encode(value)) == len(msgspec.json.encode(msgspec.json.decode(encode(value))))
    assert (tree is None) == (value is None)


@given(values)
def test_the_type_can_be_told_from_the_bytes(value: Any) -> None:
    """By value, by wire form and by raw bytes, the same name."""
    wire = encode(value)

    assert wire_type(wire) == wire_type(msgspec.Raw(wire)) == type_name(wire) == type_name(value)


@given(st.data(), st.lists(st.text(st.characters(codec="utf-8"))))
def test_sets_are_written_the_same_in_whatever_order_they_were_made(
    data: st.DataObject, texts: list[str]
) -> None:
    """Python's order of a set depends on its history."""
    others = data.draw(st.permutations(texts))

    assert encode(set(texts)) == encode(set(others))


@given(st.lists(values))
def test_many_are_read_as_one_by_one(several: list[Any]) -> None:
    forms = [encode(value) for value in several]

    assert same(decode_all(forms), [decode(form) for form in forms])


@pytest.mark.parametrize("damage", [b"1,2", b"", b"{", b'{"$odd": 1}'])
def test_damage_among_many_is_damage(damage: bytes) -> None:
    with pytest.raises(StoreCorruptError):
        decode_all([b"1", damage])


def test_raw_bytes_are_read_like_bytes() -> None:
    """Records hold their values so."""
    assert decode(msgspec.Raw(b'{"a":{"$tuple":[1]}}')) == {"a": (1,)}
    assert leaves("k", msgspec.Raw(b"1")) == leaves("k", b"1")
    with pytest.raises(StoreCorruptError):
        decode(msgspec.Raw(b"["))


@given(st.binary())
def test_no_bytes_make_reading_fail_in_another_way(data: bytes) -> None:
    """Any bytes at all."""
    try:
        decode(data)
    except StoreCorruptError:
        return
    wire_type(data.lstrip())


@pytest.mark.parametrize("levels", [700, 100_000])
def test_json_nested_deeper_than_the_stack_is_damage(levels: int) -> None:
    """Whether it is parsing that runs out of stack, or what comes after."""
    with pytest.raises(StoreCorruptError):
        decode(b'{"$tuple":[' * levels + b"]}" * levels)


def test_json_nested_too_deep_is_damage_to_the_index() -> None:
    """As to reading."""
    with pytest.raises(StoreCorruptError):
        leaves("k", b'{"a":' * 100_000)


def test_a_named_zone_becomes_its_offset() -> None:
    """The instant is kept, in summer and in winter and in the repeated hour between."""
    berlin = ZoneInfo("Europe/Berlin")
    times = [
        datetime(2026, 7, 1, tzinfo=berlin),
        datetime(2026, 12, 1, tzinfo=berlin),
        datetime(2026, 10, 25, 2, 30, tzinfo=berlin),
        datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=berlin),
    ]

    back = [decode(encode(time)) for time in times]

    assert [time.utcoffset() for time in back] == [timedelta(hours=h) for h in (2, 1, 2, 1)]
    assert [time.astimezone(UTC) for time in back] == [time.astimezone(UTC) for time in times]


def nested(levels: int) -> Any:
    value: Any = "leaf"
    for level in range(levels):
        value = [value] if level % 2 else {"a": value}
    return value


def test_sixty_four_levels_are_the_limit() -> None:
    """One more is refused, with what to do."""
    assert same(decode(encode(nested(64))), nested(64))

    with pytest.raises(InvalidValueError, match=r"more than 64 levels deep\. Flatten it") as caught:
        encode(nested(65), path="k")

    assert caught.value.path == "k" + ".a[0]" * 32


def test_sixty_four_levels_may_hold_what_is_converted() -> None:
    """A conversion is not a level."""
    import numpy as np

    value: Any = np.float64(1)
    for _ in range(64):
        value = [value]

    assert encode(value) == b"[" * 64 + b"1.0" + b"]" * 64


def test_enums_of_enums_end() -> None:
    """An enum whose value is itself another's member is followed."""
    inner = Enum("inner", {"A": 1})
    outer = Enum("outer", {"A": inner.A})

    assert encode([outer.A]) == b"[1]"


def test_a_value_that_contains_itself_is_refused_where_it_does() -> None:
    """The path leads to the first place that is already one of its own containers."""
    inner: dict[str, Any] = {}
    inner["list"] = [1, inner]

    with pytest.raises(InvalidValueError) as caught:
        encode({"a": inner}, path="k")

    assert str(caught.value) == "k.a.list[1] contains itself. Break the cycle."
    assert (caught.value.path, caught.value.type) == ("k.a.list[1]", "dict")


def test_values_above_one_mebibyte_are_refused() -> None:
    """The limit counts the encoded bytes, quotes included."""
    assert len(encode("x" * (1_048_576 - 2))) == 1_048_576

    with pytest.raises(ValueTooLargeError, match="Save it as an artifact") as caught:
        encode("x" * (1_048_576 - 1), path="note")

    assert (caught.value.path, caught.value.type) == ("note", "str")
    assert (caught.value.size, caught.value.limit) == (1_048_577, 1_048_576)
    assert str(caught.value).startswith("note is 1,048,577 bytes when encoded; the limit is 1,048,")
    assert isinstance(caught.value, ValueError)


def test_a_value_of_too_many_elements_is_refused_before_it_is_encoded() -> None:
    """Lists that share their elements could need more memory than there is."""
    value: Any = [0]
    for _ in range(60):
        value = [value, value]

    with pytest.raises(ValueTooLargeError, match="is at least 1,048,58") as caught:
        encode(value, path="k")

    assert caught.value.size > caught.value.limit


def test_a_value_of_half_a_million_elements_fits_or_not_by_its_bytes() -> None:
    """The count of elements refuses nothing that would fit."""
    assert len(encode([0] * 524_287)) == 1_048_575

    with pytest.raises(ValueTooLargeError, match="is 1,048,577 bytes"):
        encode([0] * 524_288)


def test_integers_beyond_pythons_limit_on_digits_are_exact() -> None:
    """The limit is on decimal text; it is not raised for this."""
    huge = -(10**10_000)

    wire = encode(huge)

    assert wire.startswith(b'{"$int":"-0x')
    assert decode(wire) == huge
    assert len(str(2**2048)) < sys.int_info.str_digits_check_threshold


def test_what_is_logged_is_not_changed_and_not_shared() -> None:
    """Encoding works on copies, and reading makes new objects."""
    logged = {"a": [(1, {"$b": float("inf")})], "c": {"d": {1, 2}}}
    before = repr(logged)

    back = normalize(logged)

    assert repr(logged) == before
    assert same(back, logged)
    assert back["a"] is not logged["a"]  # type: ignore[index,call-overload]


def test_the_path_of_an_error_is_inside_the_value_if_no_other_is_given() -> None:
    """`encode` without a path."""
    with pytest.raises(InvalidValueError, match=r"^a\[0\] is of type bytes"):
        encode({"a": [b""]})
    with pytest.raises(InvalidValueError, match=r"^The value is of type bytes"):
        encode(b"")
    with pytest.raises(InvalidValueError, match=r"^\[1\] is of type bytes"):
        encode([0, b""])


def test_refusals_travel_between_processes() -> None:
    """Pickled and back, with their attributes."""
    with pytest.raises(InvalidValueError) as caught:
        encode([b""], path="k")

    again = pickle.loads(pickle.dumps(caught.value))

    assert (str(again), again.path, again.type) == (str(caught.value), "k[0]", "bytes")


def test_type_names_of_values_that_are_converted_are_those_of_the_result() -> None:
    """What will be recorded."""
    import numpy as np

    assert type_name(np.float32(1)) == "float"
    assert type_name(np.array([1])) == "list"
    with pytest.raises(InvalidValueError):
        type_name(object())


@pytest.mark.parametrize("wire", [b"", b"x", b"\xff", b'{"$oops":1}', b'{"$', b'{"$in'])
def test_bytes_that_begin_like_no_value_have_no_type(wire: bytes) -> None:
    """Unknown tags included."""
    with pytest.raises(StoreCorruptError):
        wire_type(wire)
