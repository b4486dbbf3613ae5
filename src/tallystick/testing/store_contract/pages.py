"""The order of what is found, and its pages."""

from __future__ import annotations

from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from tallystick.query.conditions import Builtin, Compare, Metadata, Op
from tallystick.query.query import Query, Sort
from tallystick.records.runs import Run
from tallystick.records.targets import Kind
from tallystick.store.base import Store
from tallystick.testing.commands import a_run, a_step, log, moment, tag
from tallystick.testing.contract import Contract
from tallystick.testing.reading import find

ASCENDING: list[Any] = [
    float("-inf"),
    -(2**70),
    -1.5,
    0,
    2,
    2.5,
    10,
    2**70,
    float("inf"),
    False,
    True,
    moment(-1),
    moment(0),
    moment(0.000001),
    "",
    "10",
    "9",
    "B",
    "a",
    "aa",
    "\u00e4",
    "\uffff",
    "\U0001f600",
]
"""Values in their order: numbers, truth values, times, texts."""

IN_NO_ORDER: list[Any] = [None, float("nan"), [], [1], {"a": 1}, (), set()]
"""Values that do not compare, and so count as missing."""


def sorted_by(store: Store, *sorts: Sort, **fields: Any) -> list[str]:
    """The names of runs in an order."""
    return [run.name for run in find(store, Run, sort=sorts, **fields)]


class PageRules(Contract):
    """Sorted by anything, missing last, equal things in order of application; then cut."""

    def test_the_newest_come_first_unless_asked_otherwise(self, store: Store) -> None:
        """By time of creation."""
        store.apply(a_run("b", at=moment(2)), a_run("c", at=moment(3)), a_run("a", at=moment(1)))

        page = store.find(Query(kind=Kind.RUN))

        assert [item.record.name for item in page.items] == ["c", "b", "a"]  # type: ignore[union-attr]  # runs
        assert sorted_by(store) == ["b", "c", "a"]

    @pytest.mark.parametrize("descending", [False, True])
    def test_values_are_sorted_by_sort_and_size(self, store: Store, descending: bool) -> None:
        """Whatever was logged, in whatever order; what does not compare comes last."""
        logged = [*ASCENDING[::2], *IN_NO_ORDER, *ASCENDING[1::2]]
        for place, value in enumerate(logged):
            run = a_run(str(place), at=moment(place))
            store.apply(run, log(run, {"deep": {"value": value}}))
        store.apply(a_run("missing", at=moment(-1)))

        names = sorted_by(store, Sort(Metadata("deep.value"), descending=descending))

        count = len(ASCENDING)
        found = [logged[int(name)] for name in names[:count]]
        assert found == (ASCENDING[::-1] if descending else ASCENDING)
        unordered = [str(logged.index(IN_NO_ORDER[0]) + place) for place in range(len(IN_NO_ORDER))]
        rest = [*unordered, "missing"]
        assert names[count:] == (rest[::-1] if descending else rest)

    @pytest.mark.parametrize("descending", [False, True])
    def test_equal_things_are_in_order_of_application(self, store: Store, descending: bool) -> None:
        """In the direction of the last sort, for the missing as well; times do not matter."""
        for name, seconds in (("a", 2), ("b", 3), ("c", 1)):
            run, without = a_run(name, at=moment(seconds)), a_run(f"-{name}", at=moment(seconds))
            store.apply(run, without, log(run, {"x": 5}))

        names = sorted_by(store, Sort(Metadata("x"), descending=descending))

        expected = [["a", "b", "c"], ["-a", "-b", "-c"]]
        assert names == [name for part in expected for name in (part[::-1] if descending else part)]

    @pytest.mark.parametrize("descending", [False, True])
    def test_things_of_one_time_are_in_order_of_application(
        self, store: Store, descending: bool
    ) -> None:
        """So that every order is one order, whatever changes."""
        ids = [UUID(int=number << 100) for number in (5, 3, 9, 1)]
        runs = [a_run(run_id=id, at=moment(0)) for id in ids]
        store.apply(*runs, tag(runs[0], "changed"))

        found = find(store, Run, sort=(Sort(Builtin("created_at"), descending=descending),))

        assert [run.id for run in found] == (ids[::-1] if descending else ids)

    @pytest.mark.parametrize("directions", [(False, False), (False, True), (True, False)])
    def test_several_sorts_count_one_after_the_other(
        self, store: Store, directions: tuple[bool, bool]
    ) -> None:
        """Each in its own direction; the last one directs the ties."""
        values = [(1, "x"), (1, "y"), (2, "x"), (2, None), (None, "x"), (None, None), (1, "x")]
        for place, (a, b) in enumerate(values):
            run = a_run(str(place), at=moment(place))
            logged = {key: value for key, value in (("a", a), ("b", b)) if value is not None}
            store.apply(run, *([log(run, logged)] if logged else []))

        down_a, down_b = directions
        names = sorted_by(
            store, Sort(Metadata("a"), descending=down_a), Sort(Metadata("b"), descending=down_b)
        )

        expected = {
            (False, False): ["0", "6", "1", "2", "3", "4", "5"],
            (False, True): ["1", "6", "0", "2", "3", "4", "5"],
            (True, False): ["2", "3", "0", "6", "1", "4", "5"],
        }
        assert names == expected[directions]

    def test_fields_and_metadata_are_sorted_together(self, store: Store) -> None:
        """In one order."""
        for name, pipeline, value in (("a", "p", 2), ("b", "q", 1), ("c", "p", 1)):
            run = a_run(name, pipeline=pipeline)
            store.apply(run, log(run, {"x": value}))

        names = sorted_by(store, Sort(Builtin("pipeline"), descending=True), Sort(Metadata("x")))

        assert names == ["b", "c", "a"]

    def test_runs_are_sorted_by_metadata_of_a_step(self, store: Store) -> None:
        """Of its last attempt."""
        for name, value in (("a", 3), ("b", 1), ("c", None)):
            run = a_run(name)
            first, last = a_step(run, "train"), a_step(run, "train", attempt=2)
            store.apply(run, first, last, log(run, {"x": 9}), log(first, {"x": 0}))
            store.apply(*([log(last, {"x": value})] if value is not None else []))

        assert sorted_by(store, Sort(Metadata("x", step="train"))) == ["b", "a", "c"]
        assert sorted_by(store, Sort(Metadata("x", step="train"), descending=True)) == [
            "a",
            "b",
            "c",
        ]

    def test_only_current_values_are_sorted_by(self, store: Store) -> None:
        """Not those of the past, nor entries that arrived late."""
        a, b = a_run("a"), a_run("b")
        store.apply(a, b, log(a, {"x": 1}, at=moment(1)), log(b, {"x": 2}, at=moment(1)))

        store.apply(log(a, {"x": 3}, at=moment(2)), log(b, {"x": 4}, at=moment(0)))

        assert sorted_by(store, Sort(Metadata("x"))) == ["b", "a"]

    @pytest.mark.parametrize("order", list(permutations(range(3))))
    def test_the_order_of_application_does_not_matter(
        self, store: Store, order: tuple[int, ...]
    ) -> None:
        """Only times do."""
        runs = [a_run(str(number), at=moment(number)) for number in range(3)]

        store.apply(*(runs[place] for place in order))

        assert sorted_by(store, Sort(Builtin("created_at"))) == ["0", "1", "2"]

    @pytest.mark.parametrize(
        ("limit", "offset", "expected"),
        [
            (None, 0, "abcde"),
            (2, 0, "ab"),
            (2, 2, "cd"),
            (2, 4, "e"),
            (2, 5, ""),
            (2, 99, ""),
            (0, 0, ""),
            (None, 3, "de"),
            (99, 0, "abcde"),
        ],
    )
    def test_a_page_is_cut_from_the_whole(
        self, store: Store, limit: int | None, offset: int, expected: str
    ) -> None:
        """And the total counts the whole."""
        store.apply(*(a_run(name) for name in "abcde"))

        page = store.find(Query(kind=Kind.RUN, sort=(), limit=limit, offset=offset))

        whole = dict(zip("abcde", find(store, Run), strict=True))
        assert [item.record for item in page.items] == [whole[name] for name in expected]
        assert page.total == 5

    def test_the_total_counts_what_matches(self, store: Store) -> None:
        """Not what is on the page, nor what there is."""
        runs = [a_run() for _ in range(5)]
        store.apply(*runs, log(tuple(runs[:3]), {"x": 1}))

        page = store.find(Query(kind=Kind.RUN, where=Compare(Metadata("x"), Op.EXISTS), limit=2))

        assert (len(page.items), page.total) == (2, 3)

    def test_a_page_has_fifty_things_unless_asked_otherwise(self, store: Store) -> None:
        """A store is larger than a screen."""
        store.apply(*(a_run() for _ in range(51)))

        page = store.find(Query(kind=Kind.RUN))

        assert (len(page.items), page.total) == (50, 51)

    @pytest.mark.parametrize("kind", list(Kind))
    def test_an_empty_store_has_an_empty_page(self, store: Store, kind: Kind) -> None:
        """Of every kind."""
        page = store.find(Query(kind=kind))

        assert (page.items, page.total) == ((), 0)
