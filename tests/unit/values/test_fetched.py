"""Fetched values are what was logged, and know more."""

from __future__ import annotations

import copy
import json
import pickle  # noqa: TID251  # values travel between processes
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import numpy as np
import pandas as pd
import pydantic
import pytest
from hypothesis import given
from tests.unit.values.same import same
from tests.unit.values.strategies import values

from tallystick.values import (
    DType,
    MetadataTypeEnum,
    Path,
    StorageSize,
    Uri,
    encode,
    fetched,
    normalize,
    type_name,
)

AT = datetime(2026, 1, 31, 12, tzinfo=UTC)

EXAMPLES: list[Any] = [
    "text",
    3,
    10**30,
    0.5,
    float("inf"),
    [1, [2]],
    {"a": {"b": 1}},
    (1, 2),
    {1},
    frozenset({1}),
    datetime(2026, 1, 31, 12, 30, 0, 5),  # noqa: DTZ001  # values need no zone
    AT,
    date(2026, 1, 31),
    timedelta(days=-1, seconds=5, microseconds=7),
    UUID(int=5),
    Uri("s3://b"),
    Path("/a"),
    DType("int8"),
    StorageSize(1500),
]

examples = pytest.mark.parametrize("value", EXAMPLES, ids=repr)


@given(values)
def test_any_value_can_be_fetched(value: Any) -> None:
    """Its bare value is what was logged, of its exact type."""
    value = normalize(value)

    got = fetched(value, logged_at=AT)

    assert isinstance(got, type(value))
    assert got is value or same(got.value, value)
    assert encode(got) == encode(value)


@examples
def test_a_fetched_value_knows_its_type_and_time(value: Any) -> None:
    """And the bare value, for code that asks for it."""
    got = fetched(value, logged_at=AT)

    assert got.logged_at is AT
    assert got.type is MetadataTypeEnum(type_name(value))
    assert same(got.value, value)


@examples
def test_a_fetched_value_equals_and_shows_itself_like_the_bare_one(value: Any) -> None:
    """From both sides, in sets, in texts."""
    got = fetched(value, logged_at=AT)

    assert got == value
    assert value == got
    assert repr(got) == repr(value)
    assert str(got) == str(value)
    assert f"{got}" == f"{value}"
    if type(value).__hash__:
        assert hash(got) == hash(value)
        assert {got: 1}[value] == 1


@examples
def test_copies_and_pickles_are_bare(value: Any) -> None:
    """A pickle can be read where Tallystick is not."""
    got = fetched(value, logged_at=AT)

    copies = [copy.copy(got), copy.deepcopy(got)]
    pickles = [pickle.dumps(got, protocol) for protocol in range(pickle.HIGHEST_PROTOCOL + 1)]

    assert all(same(each, value) for each in copies)
    assert all(same(pickle.loads(each), value) for each in pickles)
    assert not any(b"fetched" in each for each in pickles)


def test_none_and_booleans_come_back_bare() -> None:
    """Identity is how they are compared."""
    assert fetched(None, logged_at=AT) is None
    assert fetched(True, logged_at=AT) is True


@pytest.mark.parametrize(
    "value", [value for value in EXAMPLES if type(value) in (str, int, float, list, dict, tuple)]
)
def test_json_is_that_of_the_bare_value(value: Any) -> None:
    """As the standard library writes it."""
    assert json.dumps(fetched(value, logged_at=AT)) == json.dumps(value)


@pytest.mark.parametrize("value", [[1], {"a": 1}, (1, 2), {1}, UUID(int=5)])
def test_msgspec_writes_the_subclasses_it_knows(value: Any) -> None:
    """It refuses subclasses of str, int and float, whose `.value` it takes."""
    assert msgspec.json.encode(fetched(value, logged_at=AT)) == msgspec.json.encode(value)

    with pytest.raises(TypeError):
        msgspec.json.encode(fetched(0.5, logged_at=AT))
    assert msgspec.json.encode(fetched(0.5, logged_at=AT).value) == b"0.5"


def test_numpy_and_pandas_take_them_as_numbers() -> None:
    """A column of metrics is a column of floats."""
    metrics = [fetched(value, logged_at=AT) for value in (0.5, 1.5)]
    counts = [fetched(value, logged_at=AT) for value in (1, 2)]
    times = [fetched(AT, logged_at=AT)]

    assert np.array(metrics).dtype == "float64"
    assert np.array(counts).dtype == "int64"
    assert np.array(fetched([1, 2], logged_at=AT)).shape == (2,)
    assert pd.Series(metrics).dtype == "float64"
    assert pd.DataFrame({"n": counts})["n"].sum() == 3
    assert pd.Series(times).dt.year[0] == 2026


def test_pydantic_takes_them() -> None:
    """Also where it is strict about types."""

    class Report(pydantic.BaseModel):
        accuracy: float
        rows: int
        source: str
        params: dict[str, int]
        at: datetime

    raw = {"accuracy": 0.5, "rows": 3, "source": "s3://b", "params": {"a": 1}, "at": AT}
    got = {key: fetched(value, logged_at=AT) for key, value in raw.items()}

    assert Report(**got).model_dump() == raw
    assert json.loads(Report(**got).model_dump_json())["accuracy"] == 0.5


def test_databases_bind_them() -> None:
    """As their base."""
    got = [fetched(value, logged_at=AT) for value in ("a", 1, 0.5, Uri("b"))]

    with closing(sqlite3.connect(":memory:")) as connection:
        row = connection.execute("select ?, ?, ?, ?", got).fetchone()

    assert row == ("a", 1, 0.5, "b")


def test_what_is_computed_from_them_was_not_logged() -> None:
    """Arithmetic, methods and slices give bare values."""
    computed = [
        fetched(1, logged_at=AT) + 1,
        fetched(0.5, logged_at=AT) * 2,
        fetched("a", logged_at=AT).upper(),
        fetched([1, 2], logged_at=AT)[:],
        fetched((1, 2), logged_at=AT)[:],
        fetched({"a": 1}, logged_at=AT).copy(),
        fetched({1}, logged_at=AT) | {2},
        fetched(AT, logged_at=AT) + timedelta(1),
        fetched(date(2026, 1, 31), logged_at=AT) + timedelta(1),
        fetched(timedelta(1), logged_at=AT) * 2,
        fetched(Uri("a"), logged_at=AT) + "b",
    ]

    assert not any(hasattr(each, "logged_at") for each in computed)
    assert not hasattr(fetched(AT, logged_at=AT).replace(year=2027), "logged_at")
    assert not hasattr(fetched({1}, logged_at=AT).copy(), "logged_at")


def test_changing_a_fetched_container_changes_its_value_alone() -> None:
    """It is the reader's own."""
    stored = {"a": [1]}
    got = fetched(stored, logged_at=AT)

    got["b"] = 2

    assert got.value == {"a": [1], "b": 2}
    assert stored == {"a": [1]}


def test_times_keep_their_offset() -> None:
    """Also in the bare value."""
    assert fetched(AT, logged_at=AT).value.tzinfo is UTC
