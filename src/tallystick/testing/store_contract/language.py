"""What queries of the corpus find."""

from __future__ import annotations

from tallystick.query.language import parse_sort, parse_where
from tallystick.query.now import at
from tallystick.store.base import Store
from tallystick.testing.contract import Contract
from tallystick.testing.corpus import NOW, name_of, read_corpus
from tallystick.testing.corpus_things import corpus_things
from tallystick.testing.reading import find


class LanguageRules(Contract):
    """Queries find what the specification of the language says."""

    def test_queries_of_the_corpus_find_what_it_says(self, store: Store) -> None:
        """Of every kind, oldest first."""
        store.apply(*corpus_things())
        queries = read_corpus().conditions

        found = {
            (query.kind, query.text): [
                name_of(record)
                for record in find(store, query.kind, at(parse_where(query.text, query.kind), NOW))
            ]
            for query in queries
        }

        assert found == {(query.kind, query.text): list(query.finds) for query in queries}

    def test_orders_of_the_corpus_order_as_it_says(self, store: Store) -> None:
        """By fields of every sort, with what lacks them last."""
        store.apply(*corpus_things())
        orders = read_corpus().orders

        found = {
            (order.kind, order.text): [
                name_of(record)
                for record in find(store, order.kind, sort=parse_sort(order.text, order.kind))
            ]
            for order in orders
        }

        assert found == {(order.kind, order.text): list(order.finds) for order in orders}
