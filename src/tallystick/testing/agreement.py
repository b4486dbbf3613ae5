"""Whether a store agrees with the reference, whatever it is told and asked. Needs Hypothesis.

    class MyStoreAgreement(StoreAgreement):
        def open(self) -> Store:
            return MyStore(...)

    TestMyStoreAgrees = MyStoreAgreement.TestCase

Hypothesis tells both stores the same random history and asks both the same random questions. Every
answer must be the same, and every error of the same class with the same words.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from msgspec.structs import replace

from tallystick.errors import TallystickError
from tallystick.query.query import Query
from tallystick.records.commands import Command
from tallystick.records.reading import RECORDS, Page, Record
from tallystick.records.targets import Kind
from tallystick.store.base import Store
from tallystick.store.memory import MemoryStore
from tallystick.store.past import PastStore
from tallystick.testing.contents import contents
from tallystick.testing.drawing import Draw
from tallystick.testing.histories import PROJECTS, History
from tallystick.testing.questions import Questions

Answer = tuple[str, Any]


class StoreAgreement(RuleBasedStateMachine):
    """A memory store and another one, side by side."""

    def open(self) -> Store:
        """A new, empty store to be compared."""
        raise NotImplementedError(f"{type(self).__name__} must have a method `open`.")

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        """Both stores are empty, or hold a few things of each kind."""
        self.reference: Store = MemoryStore()
        self.store = self.open()
        self.history = History(data.draw)
        if data.draw(st.sampled_from([True, True, True, False])):
            opening = self.history.opening()
            self._agree(lambda store: store.apply(*opening))

    @rule(data=st.data())
    def say(self, data: st.DataObject) -> None:
        """Both stores are told one thing."""
        self._apply(data.draw, size=1)

    @rule(data=st.data(), size=st.integers(2, 6))
    def say_at_once(self, data: st.DataObject, size: int) -> None:
        """Both stores are told several things in one call."""
        self._apply(data.draw, size=size)

    @rule(data=st.data(), calls=st.integers(2, 6))
    def say_in_turn(self, data: st.DataObject, calls: int) -> None:
        """Both stores are told several things in several calls."""
        for _ in range(calls):
            self._apply(data.draw, size=1)

    @rule(data=st.data())
    def say_often(self, data: st.DataObject) -> None:
        """Both stores are told the same keys again and again."""
        self.history.draw_from(data.draw)
        self._apply_call(self.history.series())

    @rule(data=st.data())
    def compare_long_texts(self, data: st.DataObject) -> None:
        """Both stores are told long texts that begin the same way, and asked which are which."""
        self.history.draw_from(data.draw)
        self._apply_call(self.history.long_texts())
        questions = self._questions(data)
        queries = [questions.about_long_texts() for _ in range(5)]
        self._agree(lambda store: [store.find(query) for query in queries])

    def _apply(self, draw: Draw, *, size: int) -> None:
        self.history.draw_from(draw)
        self._apply_call(self.history.next_call(size))

    def _apply_call(self, call: tuple[Command, ...]) -> None:
        if not self._agree(lambda store: store.apply(*call)):
            self.history.undo()

    @rule(data=st.data(), count=st.integers(1, 4))
    def find(self, data: st.DataObject, count: int) -> None:
        """Both stores are asked what matches conditions, in an order."""
        questions = self._questions(data)
        queries = [questions.query() for _ in range(count)]
        self._agree(lambda store: [store.find(query) for query in queries])

    @rule(data=st.data(), count=st.integers(1, 4))
    def discover(self, data: st.DataObject, count: int) -> None:
        """Both stores are asked which paths there are."""
        questions = self._questions(data)
        queries = [questions.path_query() for _ in range(count)]
        self._agree(lambda store: [store.paths(query) for query in queries])

    @rule(data=st.data(), limit=st.sampled_from([1, 2, 3]))
    def turn_pages(self, data: st.DataObject, limit: int) -> None:
        """Both stores are asked for page after page, which together are the whole."""
        query = replace(self._questions(data).query(), offset=0, limit=limit)
        whole = replace(query, limit=None)

        def pages(store: Store) -> Any:
            expected = store.find(whole).items
            page = store.find(query)
            items = page.items
            while page.next is not None and len(items) <= len(expected):
                page = store.find(replace(query, after=page.next))
                items += page.items
            assert items == expected
            return items

        self._agree(pages)

    @rule()
    def name_projects(self) -> None:
        """Both stores are asked which projects there are."""
        self._agree(lambda store: store.projects())

    @rule(data=st.data(), metadata=st.booleans())
    def get(self, data: st.DataObject, metadata: bool) -> None:
        """Both stores are asked for what a person may have meant."""
        kind, ref = self._questions(data).reference()
        self._agree(lambda store: store.get(RECORDS[kind], ref, metadata=metadata))

    @rule(data=st.data())
    def look_back(self, data: st.DataObject) -> None:
        """Both stores are asked for the past of a key."""
        where, key = self._questions(data).past()
        self._agree(lambda store: (store.history(where, key), list(store.entries(where, key))))

    @rule(data=st.data(), count=st.integers(1, 4))
    def look_at_series(self, data: st.DataObject, count: int) -> None:
        """Both stores are asked for thinned histories."""
        questions = self._questions(data)
        queries = [questions.histories() for _ in range(count)]
        self._agree(lambda store: [store.histories(query) for query in queries])

    @rule(data=st.data())
    def walk(self, data: st.DataObject) -> None:
        """Both stores are asked what was made from what."""
        where, up, down = self._questions(data).walk()
        self._agree(lambda store: store.lineage(where, upstream=up, downstream=down))

    @rule(data=st.data(), count=st.integers(1, 3))
    def ask_of_the_past(self, data: st.DataObject, count: int) -> None:
        """Both stores are asked all of that about the state as it was recorded once."""
        newest = sum(1 for _ in self.reference.changes())
        as_of = data.draw(st.integers(0, newest + 1))
        questions = self._questions(data)
        queries = [questions.query() for _ in range(count)]
        kind, ref = questions.reference()
        where, key = questions.past()
        start, up, down = questions.walk()
        for question in (
            lambda then: [then.find(query) for query in queries],
            lambda then: then.get(RECORDS[kind], ref),
            lambda then: (then.history(where, key), list(then.entries(where, key))),
            lambda then: then.lineage(start, upstream=up, downstream=down),
        ):
            self._agree(lambda store, ask=question: ask(PastStore(store, as_of)))  # type: ignore[misc]

    def _questions(self, data: st.DataObject) -> Questions:
        return Questions(data.draw, self.history.things)

    @rule(after=st.sampled_from([0, 1, 5, 99, -1]), limit=st.sampled_from([None, 0, 2, -1]))
    def changes(self, after: int, limit: int | None) -> None:
        """Both stores are asked for a part of their journal."""

        def journal(store: Store) -> list[Any]:
            changes = store.changes(after=after, limit=limit)
            return [(change.sequence, change.command) for change in changes]

        self._agree(journal)

    def teardown(self) -> None:
        """In the end everything is compared."""
        if not hasattr(self, "store"):
            return
        try:
            self._agree(contents)
            self._agree_about_the_past()
        finally:
            self.store.close()

    def _agree_about_the_past(self) -> None:
        """Halfway, and as of the newest command, which is the present."""
        newest = sum(1 for _ in self.reference.changes())
        if newest:
            self._agree(lambda store: _everything(PastStore(store, (newest + 1) // 2)))
            assert _everything(PastStore(self.store, newest)) == _everything(self.store)

    def _agree(self, ask: Callable[[Store], Any]) -> bool:
        """Both give the same answer, or refuse in the same words; whether they answered."""
        expected, given = _answer(ask, self.reference), _answer(ask, self.store)
        assert given == expected
        return given[0] == "answer"


def _answer(ask: Callable[[Store], Any], store: Store) -> Answer:
    try:
        return "answer", ask(store)
    except TallystickError as error:
        return type(error).__name__, str(error)


def _everything(store: Store) -> list[Page[Record]]:
    """All things of a project with what is current on them."""
    return [store.find(Query(kind=kind, project=PROJECTS[0], limit=None)) for kind in Kind]
