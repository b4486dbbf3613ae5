"""Whatever text is given as a filter or an order, it finds things or says what is wrong."""

from __future__ import annotations

import contextlib
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.client.conftest import World

from tallystick.client.filters.metadata import compare_metadata
from tallystick.client.filters.operators import Operator
from tallystick.errors import InvalidQueryError
from tallystick.query.checking import check_condition
from tallystick.records.targets import Kind
from tallystick.values import encode

pieces = st.one_of(
    st.sampled_from(
        [":", "::", '"', ".", "\\", "[", "]", "{", "}", "null", "true", "nan", "-inf", "1e999"]
    ),
    st.sampled_from([operator.value for operator in Operator]),
    st.datetimes().map(str),
    st.integers().map(str),
    st.text(max_size=4),
    st.text(st.characters(), max_size=2),
)
texts = st.lists(pieces, max_size=8).map("".join)


@given(texts)
def test_any_text_is_a_condition_or_an_error(text):
    with contextlib.suppress(InvalidQueryError):
        check_condition(compare_metadata(Kind.RUN, text), Kind.RUN)


@given(key=st.text("ab. -", min_size=1), step=st.none() | st.text("xy", min_size=1), text=texts)
def test_a_key_with_a_value_is_a_condition_or_an_error(key, step, text):
    written = f"{step}::{key}:{text}" if step else f"{key}:{text}"
    with contextlib.suppress(InvalidQueryError):
        check_condition(compare_metadata(Kind.RUN, written), Kind.RUN)


@pytest.mark.parametrize(
    "text",
    [
        "key:" + "[" * 100_000,
        "key:" + "[" * 1_000 + "]" * 1_000,
        "key:oneof:" + "[" * 100_000,
        "key:oneof:[[1]]",
        'key:oneof:[{"a": 1}]',
        "key:" + "9" * 5_000,
        "key:gt:" + "9" * 5_000,
        "key:gt:0001-01-01T00:00:00+23:59",
        "key:\0",
        "key:\ud800",
        '"\\ud800":3',
    ],
)
def test_absurd_texts_are_conditions_or_errors(client, world: World, text):
    world.run(metadata={"key": 1})

    with contextlib.suppress(InvalidQueryError):
        client.list_pipeline_runs(run_metadata=text)
    with contextlib.suppress(InvalidQueryError):
        client.list_pipeline_runs(sort_by=text)
    with contextlib.suppress(InvalidQueryError):
        client.list_pipeline_runs(name=text)


values = st.one_of(
    st.booleans(),
    st.integers(-(2**60), 2**60),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=["Cs", "Cc"])),
    st.datetimes(),
    st.lists(st.integers()),
    st.dictionaries(st.text(), st.integers()),
)


@given(value=values)
def test_a_value_is_found_by_its_json(value):
    """As text after `equals:` unless it is a time, whose text is its ISO form."""
    from tallystick.query.evaluating import matches
    from tallystick.values import leaves

    wire = encode(value)

    class Subject:
        kind = Kind.RUN

        def builtin(self, name):
            return None

        def leaves(self, step):
            return leaves("key", wire)

        def json_text(self, key, step):
            return wire.decode()

    written = value.isoformat() if isinstance(value, datetime) else wire.decode()

    assert matches(compare_metadata(Kind.RUN, f"key:equals:{written}"), Subject())
    assert not matches(compare_metadata(Kind.RUN, f"key:notequals:{written}"), Subject())
