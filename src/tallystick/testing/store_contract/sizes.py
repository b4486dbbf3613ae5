"""Queries as large as they may be, and larger ones."""

from __future__ import annotations

from typing import Any as Anything

import pytest
from msgspec.structs import replace

from tallystick.errors import InvalidQueryError
from tallystick.query.conditions import (
    All,
    Any,
    Builtin,
    Compare,
    Condition,
    Direction,
    Metadata,
    Not,
    Op,
    Parameter,
    Related,
)
from tallystick.query.limits import (
    DEEPEST,
    MOST_COMPARISONS,
    MOST_FRACTIONS,
    MOST_SORTS,
    MOST_VALUES,
)
from tallystick.query.query import Query, Sort
from tallystick.records.runs import Run
from tallystick.records.targets import Kind
from tallystick.store.base import Store
from tallystick.testing.commands import a_run, a_step, an_artifact, log, wire
from tallystick.testing.contract import Contract
from tallystick.testing.reading import find
from tallystick.testing.store_contract.refused import refused

LONG = "x" * 1_000

COMPARISONS: list[Condition] = [
    Compare(Metadata("n"), Op.EQ, (1,)),
    Compare(Metadata("deep.text", step="train"), Op.GLOB, (LONG[:300] + "*",)),
    Compare(Parameter("depth"), Op.IN, (None, 1, "a", True, 2.5)),
    Compare(Metadata("deep"), Op.EXISTS),
    Compare(Builtin("status", step="train"), Op.NE, ("failed",)),
    Compare(Builtin("model_version_id"), Op.IN, (None, "x")),
    Compare(Metadata("tags"), Op.HAS, ("a",)),
    Compare(Builtin("tags"), Op.HAS, ("a",)),
]
"""Comparisons that hold of the run that they are asked of."""

SORTS = (
    *(Sort(Metadata("deep.text", step=f"step_{number}")) for number in range(MOST_SORTS - 3)),
    Sort(Parameter("depth"), descending=True),
    Sort(Metadata("deep.text"), descending=True),
    Sort(Builtin("duration_s", step="train")),
)


def fill(store: Store) -> None:
    """Two runs that everything holds of."""
    data = an_artifact("data")
    store.apply(data)
    for _ in range(2):
        run = a_run(parameters=wire({"depth": 1}), tags=("a",))
        step = a_step(run, "train", inputs={"x": (data.artifact_version_id,)})
        values = {"n": 1, "deep": {"text": LONG}, "tags": ["a", "b"]}
        store.apply(run, step, log((run, step), values))


def count(store: Store, where: Condition, sort: tuple[Sort, ...] = ()) -> int:
    """How many match, counted by turning pages of one."""
    query = Query(kind=Kind.RUN, where=where, sort=sort, limit=1)
    page = store.find(query)
    found = len(page.items)
    while page.next is not None:
        page = store.find(replace(query, after=page.next))
        found += len(page.items)
    return found


def nested(levels: int, width: int) -> Condition:
    """A condition that holds, so deep, and with so many parts at each level."""
    condition = COMPARISONS[0]
    for level in range(levels):
        others = tuple(COMPARISONS[place % len(COMPARISONS)] for place in range(width - 1))
        if level % 2:
            condition = All((*others, condition))
        else:
            condition = Any((*(Not(other) for other in others), condition))
    return condition


class SizeRules(Contract):
    """What may be asked can be answered, whatever a database has room for."""

    @pytest.mark.parametrize("joined", [All, Any])
    def test_conditions_may_be_long(self, store: Store, joined: Anything) -> None:
        """With as many sorts as there may be."""
        fill(store)
        parts = tuple(COMPARISONS[place % len(COMPARISONS)] for place in range(MOST_COMPARISONS))

        assert count(store, joined(parts), SORTS) == 2
        assert count(store, Not(joined(parts)), SORTS) == 0

    @pytest.mark.parametrize("width", [1, 2, MOST_COMPARISONS // DEEPEST])
    def test_conditions_may_be_deep_and_wide(self, store: Store, width: int) -> None:
        """Both at once."""
        fill(store)

        # A negation is a level of its own.
        assert count(store, nested(DEEPEST - 1, width), SORTS) == 2

    def test_relatives_may_be_asked_of_relatives(self, store: Store) -> None:
        """As deep as conditions go, whichever they are."""
        fill(store)
        condition: Condition = COMPARISONS[0]
        for level in range(DEEPEST // 4):
            kind = (Kind.RUN, Kind.ARTIFACT_VERSION)[level % 2]
            condition = Related(list(Direction)[level % 2], kind, condition)

        assert count(store, condition, SORTS) == 0

    @pytest.mark.parametrize(
        ("values", "found"),
        [
            (tuple(range(MOST_VALUES)), True),
            (tuple(range(2, MOST_VALUES)), False),
            (tuple(str(number) for number in range(MOST_VALUES)), False),
            (tuple(number + 0.1 for number in range(MOST_FRACTIONS)), False),
            ((*(number + 0.1 for number in range(MOST_FRACTIONS)), 1.0), True),
            ((float("inf"), float("-inf"), 2**70, 10**400, *range(50)), True),
            ((*"abc" * 50, None, True, 1), True),
        ],
        ids=range(7),
    )
    def test_there_may_be_many_values_to_choose_from(
        self, store: Store, values: tuple[Anything, ...], found: bool
    ) -> None:
        """Numbers of every size, texts, and all of these."""
        fill(store)

        matching = find(store, Run, Compare(Metadata("n"), Op.IN, values), sort=SORTS)

        assert len(matching) == (2 if found else 0)

    def test_fractions_are_exact(self, store: Store) -> None:
        """However many there are to choose from."""
        run = a_run()
        store.apply(run, log(run, {"n": 0.1 + 0.2}))
        others = tuple(number + 0.3 for number in range(1, 100))

        assert find(store, Run, Compare(Metadata("n"), Op.IN, (0.3, *others))) == []
        assert len(find(store, Run, Compare(Metadata("n"), Op.IN, (0.1 + 0.2, *others)))) == 1

    @pytest.mark.parametrize(
        ("fields", "most"),
        [
            ({"where": All((COMPARISONS[0],) * (MOST_COMPARISONS + 1))}, "500 comparisons"),
            (
                {"where": Compare(Metadata("n"), Op.IN, tuple(range(MOST_VALUES + 1)))},
                "100,000 values",
            ),
            (
                {"where": Compare(Metadata("n"), Op.IN, (0.5,) * (MOST_FRACTIONS + 1))},
                "2,000 numbers with fractions",
            ),
            ({"sort": (*SORTS, Sort(Builtin("name")))}, "8 fields"),
        ],
    )
    def test_larger_queries_are_refused(
        self, store: Store, fields: dict[str, Anything], most: str
    ) -> None:
        """In every store alike, and in words that say what to do."""
        fill(store)

        with refused(store, InvalidQueryError, "at most", most, "Write less"):
            store.find(Query(kind=Kind.RUN, **fields))

    def test_a_condition_without_end_is_refused(self, store: Store) -> None:
        """As programs make them by mistake."""
        condition: Condition = COMPARISONS[0]
        for _ in range(100_000):
            condition = Not(condition)

        with refused(store, InvalidQueryError, f"{DEEPEST} levels"):
            store.find(Query(kind=Kind.RUN, where=condition))
