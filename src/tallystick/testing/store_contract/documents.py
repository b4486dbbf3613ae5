"""Documents are stored once by their hash."""

from __future__ import annotations

import pytest

from tallystick.errors import InvalidArgumentError, NotFoundError
from tallystick.records.documents import document
from tallystick.records.ids import new_id
from tallystick.store.base import Store
from tallystick.testing.commands import a_document
from tallystick.testing.contract import Contract
from tallystick.testing.reading import journal
from tallystick.testing.store_contract.refused import refused


class DocumentRules(Contract):
    """Large facts that many things share."""

    @pytest.mark.parametrize("text", ["a text", "", "ünï\ncode \N{SNOWMAN}\0", "x" * 100_000])
    def test_a_document_is_found_by_its_hash(self, store: Store, text: str) -> None:
        """It comes back as it was given."""
        store.apply(a_document(text))

        assert store.document(document(text).sha256) == document(text)

    def test_a_document_is_recorded_once(self, store: Store) -> None:
        """The id of its command follows from the text, so saying it again changes nothing."""
        numbers = store.apply(a_document("a"), a_document("b"), a_document("a"))

        assert numbers == (1, 2, 1)
        assert len(journal(store)) == 2

    def test_a_document_under_another_id_changes_nothing(self, store: Store) -> None:
        """A command with an id of its own is applied, and the text is there once."""
        store.apply(a_document("a"), a_document("a", id=new_id()))

        assert store.document(document("a").sha256).text == "a"

    def test_a_document_belongs_to_no_project(self, store: Store) -> None:
        """Who knows the hash knows the text."""
        numbers = store.apply(a_document("a", project="one"), a_document("a", project="two"))

        assert numbers == (1, 1)

    def test_a_hash_that_is_not_that_of_the_text_is_refused(self, store: Store) -> None:
        """Nobody can put a text under the hash of another."""
        wrong = document("b").sha256

        with refused(store, InvalidArgumentError, wrong, document("a").sha256):
            store.apply(a_document("a", sha256=wrong))

    def test_a_hash_that_utf_8_cannot_hold_is_refused(self, store: Store) -> None:
        """It is none."""
        with refused(store, InvalidArgumentError, "surrogate"):
            store.document("\ud800")

    def test_an_unknown_document_is_an_error(self, store: Store) -> None:
        """The error names the hash."""
        with refused(store, NotFoundError, "f" * 64):
            store.document("f" * 64)

    def test_several_documents_in_the_order_asked_for(self, store: Store) -> None:
        """Each once; those that are not there are left out."""
        store.apply(a_document("a"), a_document("ü\0"), a_document("c"))
        one, other = document("ü\0"), document("a")

        found = store.documents([one.sha256, "f" * 64, other.sha256, one.sha256])

        assert found == (one, other)
        assert store.documents([]) == ()

    def test_a_hash_among_several_that_utf_8_cannot_hold_is_refused(self, store: Store) -> None:
        """It is none."""
        with refused(store, InvalidArgumentError, "surrogate"):
            store.documents([document("a").sha256, "\ud800"])
