"""Page after page, while things arrive, change and go."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from tallystick.errors import InvalidQueryError
from tallystick.query.conditions import Builtin, Compare, Metadata, Op, Parameter
from tallystick.query.query import NEWEST_FIRST, Query, Sort
from tallystick.records.reading import target_of
from tallystick.records.runs import Run
from tallystick.records.targets import Kind
from tallystick.store.base import Store
from tallystick.testing.commands import a_run, a_step, delete, finish, log, moment, wire
from tallystick.testing.contents import contents
from tallystick.testing.contract import Contract
from tallystick.testing.reading import find
from tallystick.testing.store_contract.refused import refused

LONG = "x" * 500

VALUES: list[Any] = [
    2,
    1,
    2,
    None,
    "a",
    float("nan"),
    LONG + "b",
    True,
    2,
    LONG,
    moment(1),
    LONG + "a",
    [1],
    LONG[:200],
    "a",
    float("-inf"),
    False,
    -0.0,
    0,
    2**70,
    LONG + "a",
    "",
]
"""Values of every sort, equal ones, and texts that differ late, if at all."""

SORTS: list[tuple[Sort, ...]] = [
    (),
    NEWEST_FIRST,
    (Sort(Builtin("name")),),
    (Sort(Builtin("duration_s"), descending=True),),
    (Sort(Builtin("status", step="train")), Sort(Builtin("status"))),
    *((Sort(Metadata("v"), descending=down),) for down in (False, True)),
    (Sort(Metadata("half")), Sort(Metadata("v"), descending=True)),
    (Sort(Metadata("half"), descending=True), Sort(Builtin("created_at"))),
    (Sort(Parameter("depth"), descending=True), Sort(Metadata("v", step="train"))),
    (Sort(Metadata("nobody")), Sort(Metadata("v"))),
]


def fill(store: Store) -> None:
    """Runs with values, half of them finished, some of one time."""
    for place, value in enumerate(VALUES):
        run = a_run(f"run-{place:02}", at=moment(place // 2), parameters=wire({"depth": place % 3}))
        step = a_step(run, "train")
        half = {"half": place % 2} if place % 4 else {}
        store.apply(run, step, log((run, step), {"v": value, **half}))
        if place % 2:
            store.apply(finish(step), finish(run, at=moment(place)))


def names(items: Any) -> list[str]:
    """The names of what is on a page."""
    return [item.record.name for item in items]


def turn(store: Store, query: Query) -> list[str]:
    """The names of what is on all pages."""
    page = store.find(query)
    found = names(page.items)
    while page.next is not None:
        assert len(page.items) == query.limit
        page = store.find(replace(query, after=page.next))
        found += names(page.items)
    return found


class CursorRules(Contract):
    """A cursor goes on where a page ended, wherever that is by now."""

    @pytest.mark.parametrize("sort", SORTS)
    @pytest.mark.parametrize("limit", [1, 2, 5, 22])
    def test_pages_together_are_the_whole(
        self, store: Store, sort: tuple[Sort, ...], limit: int
    ) -> None:
        """In order, in every order."""
        fill(store)
        query = Query(kind=Kind.RUN, sort=sort, limit=limit)

        whole = [run.name for run in find(store, Run, sort=sort)]

        assert len(set(whole)) == len(VALUES)
        assert turn(store, query) == whole

    @pytest.mark.parametrize("sort", SORTS)
    def test_pages_of_what_matches_are_all_of_it(
        self, store: Store, sort: tuple[Sort, ...]
    ) -> None:
        """Conditions go on as well."""
        fill(store)
        where = Compare(Metadata("half"), Op.EQ, (1,))

        whole = [run.name for run in find(store, Run, where, sort=sort)]

        assert turn(store, Query(kind=Kind.RUN, where=where, sort=sort, limit=2)) == whole

    def test_the_last_page_has_no_next_one(self, store: Store) -> None:
        """Also where it is full, where nothing was found, and where all was asked for."""
        store.apply(*(a_run() for _ in range(4)))

        def next_of(limit: int | None) -> str | None:
            return store.find(Query(kind=Kind.RUN, limit=limit)).next

        assert [next_of(limit) is None for limit in (1, 3, 4, 5, 0, None)] == [
            *(False, False),
            *(True, True, True, True),
        ]
        assert store.find(Query(kind=Kind.MODEL)).next is None

    @pytest.mark.parametrize("sort", [s for s in SORTS if s])
    def test_what_stays_as_it_is_comes_once(self, store: Store, sort: tuple[Sort, ...]) -> None:
        """Whatever arrives, changes and goes between two pages."""
        fill(store)
        query = Query(kind=Kind.RUN, sort=sort, limit=3)
        page = store.find(query)
        found = names(page.items)
        changed: set[str] = set()

        while page.next is not None:
            runs = {run.name: run for run in find(store, Run)}
            moving, going = sorted(runs)[len(changed) % len(runs)], found[-1]
            changed |= {moving, going}
            new = a_run(f"new-{len(changed)}", at=moment(-5))
            store.apply(new, log(new, {"v": 2, "half": 1}))
            store.apply(log(target_of(runs[moving]), {"v": -99, "half": 7}))
            if going in runs:
                store.apply(delete(target_of(runs[going])))
            page = store.find(replace(query, after=page.next))
            found += names(page.items)

        stayed = {f"run-{place:02}" for place in range(len(VALUES))} - changed
        assert sorted(name for name in found if name in stayed) == sorted(stayed)

    def test_the_page_after_a_thing_that_is_gone_begins_where_it_was(self, store: Store) -> None:
        """A cursor is a place and not a thing."""
        runs = [a_run(name) for name in "abcd"]
        store.apply(*runs)
        query = Query(kind=Kind.RUN, sort=(Sort(Builtin("name")),), limit=2)
        page = store.find(query)

        store.apply(delete(runs[0]), delete(runs[1]), delete(runs[2]))

        assert names(store.find(replace(query, after=page.next)).items) == ["d"]

    def test_the_total_counts_all_pages(self, store: Store) -> None:
        """On each of them; where it is not asked for there is none."""
        store.apply(*(a_run() for _ in range(5)))
        query = Query(kind=Kind.RUN, limit=2)
        after = store.find(query).next

        assert store.find(replace(query, after=after)).total == 5
        assert store.find(replace(query, after=after, count=False)).total is None
        assert store.find(replace(query, count=False)).total is None

    def test_a_cursor_goes_with_pages_of_any_size(self, store: Store) -> None:
        """With or without metadata and the total."""
        store.apply(*(a_run(name) for name in "abcde"))
        query = Query(kind=Kind.RUN, sort=(Sort(Builtin("name")),), limit=2)
        after = store.find(query).next

        page = store.find(replace(query, after=after, limit=None, metadata=False, count=False))

        assert names(page.items) == ["c", "d", "e"]

    @pytest.mark.parametrize(
        "change",
        [
            {"kind": Kind.STEP_RUN},
            {"project": "other"},
            {"where": Compare(Metadata("v"), Op.EQ, (1,))},
            {"where": Compare(Metadata("v"), Op.EQ, (True,))},
            {"sort": (Sort(Builtin("name")),)},
            {"sort": (Sort(Metadata("v"), descending=True),)},
            {"as_of": 1},
        ],
        ids=repr,
    )
    def test_a_cursor_of_another_query_is_refused(
        self, store: Store, change: dict[str, Any]
    ) -> None:
        """It would begin anywhere."""
        fill(store)
        query = Query(kind=Kind.RUN, sort=(Sort(Metadata("v")),), limit=2)
        after = store.find(query).next

        with refused(store, InvalidQueryError, "cursor", "another query"):
            store.find(replace(query, after=after, **change))

    def test_a_damaged_cursor_is_refused(self, store: Store) -> None:
        """Whatever was done to it."""
        fill(store)
        query = Query(kind=Kind.RUN, limit=2)
        after = store.find(query).next
        assert after is not None

        all_damaged = (
            "",
            "x",
            "\N{SNOWMAN}",
            "\ud800",
            after[:-2],
            after + "AA",
            after.swapcase(),
            "A" * len(after),
            f" {after}",
            after[::-1],
            "x" * 100_000,
        )
        before = contents(store)

        for damaged in all_damaged:
            with pytest.raises(InvalidQueryError, match="damaged") as caught:
                store.find(replace(query, after=damaged))
            assert type(caught.value) is InvalidQueryError
            assert "cursor" in str(caught.value)
        assert contents(store) == before

    def test_a_page_has_one_beginning(self, store: Store) -> None:
        """Either a cursor or an offset."""
        fill(store)
        query = Query(kind=Kind.RUN, limit=2)
        after = store.find(query).next

        with refused(store, InvalidQueryError, "offset 3", "both"):
            store.find(replace(query, after=after, offset=3))
