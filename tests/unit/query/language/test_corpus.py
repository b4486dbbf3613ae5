"""The corpus of queries: each is written in one way, or refused at a place with a reason."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from tallystick.errors import InvalidQueryError
from tallystick.query.language import format_sort, format_where, parse_sort, parse_where
from tallystick.testing.corpus import Accepted, Refused, read_corpus

CORPUS = read_corpus()


def each(entries: Iterable[Accepted | Refused]):
    return [pytest.param(entry, id=f"{entry.kind}: {entry.text}") for entry in entries]


def test_it_is_large_and_says_nothing_twice():
    for entries in (CORPUS.conditions, CORPUS.refused_conditions, CORPUS.orders):
        said = [(entry.kind, entry.text) for entry in entries]
        assert len(set(said)) == len(said)
    assert len(CORPUS.conditions) + len(CORPUS.refused_conditions) >= 300


@pytest.mark.parametrize("query", each(CORPUS.conditions))
def test_a_condition_is_written_in_one_way(query: Accepted):
    condition = parse_where(query.text, query.kind)

    assert format_where(condition) == query.canonical
    assert parse_where(query.canonical, query.kind) == condition


@pytest.mark.parametrize("order", each(CORPUS.orders))
def test_an_order_is_written_in_one_way(order: Accepted):
    sorts = parse_sort(order.text, order.kind)

    assert format_sort(sorts) == order.canonical
    assert parse_sort(order.canonical, order.kind) == sorts


@pytest.mark.parametrize("query", each(CORPUS.refused_conditions))
def test_a_condition_is_refused_at_a_place_with_a_reason(query: Refused):
    with pytest.raises(InvalidQueryError) as caught:
        parse_where(query.text, query.kind)

    assert caught.value.message == f"Column {query.column}: {query.message}"
    assert (caught.value.column, caught.value.query) == (query.column, query.text)


@pytest.mark.parametrize("order", each(CORPUS.refused_orders))
def test_an_order_is_refused_at_a_place_with_a_reason(order: Refused):
    with pytest.raises(InvalidQueryError) as caught:
        parse_sort(order.text, order.kind)

    assert caught.value.message == f"Column {order.column}: {order.message}"
