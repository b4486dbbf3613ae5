"""Queries that make no sense are refused before any store is asked."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from tallystick.errors import InvalidArgumentError, InvalidQueryError
from tallystick.query.checking import check_condition, check_query
from tallystick.query.conditions import EVERYTHING, Builtin, Compare, Metadata, Not, Op
from tallystick.query.fields import FIELDS, FieldType, field_type
from tallystick.query.limits import DEEPEST
from tallystick.query.query import NEWEST_FIRST, Query, Sort
from tallystick.records.targets import Kind
from tallystick.testing.store_contract.queries import NONSENSE

LITERALS = {
    "id": UUID(int=1),
    "text": "a",
    "number": 1.5,
    "integer": 1,
    "time": datetime(2026, 1, 31, tzinfo=UTC),
    "truth": True,
}

FITTING = {
    FieldType.ID: {"id", "text"},
    FieldType.IDS: {"id", "text"},
    FieldType.TEXT: {"text"},
    FieldType.TEXTS: {"text"},
    FieldType.NUMBER: {"number", "integer"},
    FieldType.TIME: {"time"},
    FieldType.TRUTH: {"truth"},
}

EVERY_FIELD = [(kind, name) for kind in Kind for name in FIELDS[kind]]


def refusal(condition, kind=Kind.RUN):
    """The message of the error, if there is one."""
    try:
        check_condition(condition, kind)
    except InvalidQueryError as error:
        return str(error)
    return None


@pytest.mark.parametrize(("kind", "name"), EVERY_FIELD)
@pytest.mark.parametrize("given", LITERALS)
def test_a_field_is_compared_with_what_it_may_hold(kind, name, given):
    fits = given in FITTING[field_type(kind, name)]

    for op in (Op.EQ, Op.NE, Op.LT, Op.GE):
        said = refusal(Compare(Builtin(name), op, (LITERALS[given],)), kind)
        assert (said is None) is fits
    said = refusal(Compare(Builtin(name), Op.IN, (None, LITERALS[given])), kind)
    assert (said is None) is fits


@pytest.mark.parametrize(("kind", "name"), EVERY_FIELD)
def test_operators_fit_what_a_field_holds(kind, name):
    held = field_type(kind, name)
    text = held in (FieldType.ID, FieldType.IDS, FieldType.TEXT, FieldType.TEXTS)
    several = held in (FieldType.IDS, FieldType.TEXTS)

    for op in (Op.CONTAINS, Op.STARTSWITH, Op.ENDSWITH, Op.GLOB):
        assert (refusal(Compare(Builtin(name), op, ("a",)), kind) is None) is text
    if text:
        assert (refusal(Compare(Builtin(name), Op.HAS, ("a",)), kind) is None) is several
    assert refusal(Compare(Builtin(name), Op.EXISTS), kind) is None
    assert refusal(Compare(Builtin(name), Op.EQ, (None,)), kind) is None


@pytest.mark.parametrize(("kind", "name"), EVERY_FIELD)
def test_things_are_sorted_by_fields_that_hold_one(kind, name):
    query = Query(kind=kind, sort=(Sort(Builtin(name)),))

    if field_type(kind, name) in (FieldType.IDS, FieldType.TEXTS):
        with pytest.raises(InvalidQueryError, match=name):
            check_query(query)
    else:
        check_query(query)


@pytest.mark.parametrize("op", [op for op in Op if op not in (Op.EXISTS, Op.IN, Op.IS_NAN)])
@pytest.mark.parametrize("given", LITERALS)
def test_metadata_is_compared_with_anything(op, given):
    textual = op in (Op.CONTAINS, Op.STARTSWITH, Op.ENDSWITH, Op.GLOB)

    said = refusal(Compare(Metadata("a"), op, (LITERALS[given],)))

    assert (said is None) is (given == "text" or not textual)


@pytest.mark.parametrize(("condition", "said"), NONSENSE)
def test_the_message_says_what_was_given_and_expected(condition, said):
    message = refusal(condition)

    assert message is not None
    assert all(words in message for words in said)


def test_errors_are_value_errors_with_facts():
    with pytest.raises(InvalidArgumentError) as caught:
        check_condition(Compare(Metadata("a..b"), Op.EXISTS), Kind.RUN)

    assert caught.value.facts == {"path": "a..b", "column": 3}


def test_messages_speak_of_kinds_as_people_do():
    said = refusal(Compare(Builtin("nmae"), Op.EXISTS), Kind.ARTIFACT_VERSION)

    assert said is not None
    assert said.startswith("There is no field of an artifact version called 'nmae'.")


@pytest.mark.parametrize("depth", [0, 1, DEEPEST])
def test_conditions_may_be_nested(depth):
    condition = Compare(Builtin("name"), Op.EXISTS)
    for _ in range(depth):
        condition = Not(condition)

    check_query(Query(kind=Kind.RUN, where=condition))


def test_the_simplest_query_asks_for_the_newest():
    query = Query(kind=Kind.RUN)

    check_query(query)

    assert (query.where, query.sort, query.limit, query.offset) == (EVERYTHING, NEWEST_FIRST, 50, 0)
    assert (Sort(Builtin("created_at"), descending=True),) == NEWEST_FIRST
