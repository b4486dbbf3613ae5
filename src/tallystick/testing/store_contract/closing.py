"""After it was closed, a store does nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tallystick.errors import StoreError
from tallystick.query.history import HistoryQuery
from tallystick.query.paths import PathQuery
from tallystick.query.query import Query
from tallystick.records.references import Ref
from tallystick.records.runs import Run
from tallystick.records.targets import Kind
from tallystick.store.base import Store
from tallystick.testing.commands import a_document, a_run, log, target
from tallystick.testing.contract import Contract

RUN, DOCUMENT = a_run("nightly"), a_document()

QUESTIONS: dict[str, Callable[[Store], object]] = {
    "apply": lambda store: store.apply(log(RUN, {"a": 1})),
    "apply nothing": lambda store: store.apply(),
    "get": lambda store: store.get(Run, Ref("nightly")),
    "find": lambda store: store.find(Query(kind=Kind.RUN)),
    "paths": lambda store: store.paths(PathQuery(kind=Kind.RUN)),
    "history": lambda store: store.history(target(RUN), "a"),
    "entries": lambda store: list(store.entries(target(RUN), "a")),
    "histories": lambda store: store.histories(HistoryQuery(targets=(target(RUN),), key="a")),
    "lineage": lambda store: store.lineage(target(RUN)),
    "links": lambda store: store.links([RUN.run_id]),
    "document": lambda store: store.document(DOCUMENT.sha256),
    "documents": lambda store: store.documents([DOCUMENT.sha256]),
    "changes": lambda store: list(store.changes()),
    "newest": lambda store: store.newest(),
}


class ClosingRules(Contract):
    """Closing lets go of everything."""

    def test_closing_twice_is_closing_once(self, store: Store) -> None:
        """A caller who is not sure may close again."""
        store.apply(RUN)

        store.close()
        store.close()

    @pytest.mark.parametrize("question", QUESTIONS)
    def test_a_closed_store_answers_nothing(self, store: Store, question: str) -> None:
        """The error says that it is closed."""
        store.apply(RUN, DOCUMENT)
        store.close()

        with pytest.raises(StoreError, match="closed"):
            QUESTIONS[question](store)
