"""Conditions together, and queries that make no sense."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any as Anything

import pytest

from tallystick.errors import InvalidQueryError
from tallystick.query.conditions import (
    EVERYTHING,
    All,
    Any,
    Builtin,
    Compare,
    Condition,
    JsonText,
    Metadata,
    Not,
    Op,
    Relative,
)
from tallystick.query.limits import DEEPEST
from tallystick.query.query import Query, Sort
from tallystick.records.models import Model
from tallystick.records.runs import Run
from tallystick.records.targets import Kind
from tallystick.store.base import Store
from tallystick.testing.commands import a_model, a_run, a_step, log
from tallystick.testing.contract import Contract
from tallystick.testing.reading import find
from tallystick.testing.store_contract.refused import refused
from tallystick.values import StorageSize

A, B = Compare(Metadata("a"), Op.EQ, (1,)), Compare(Metadata("b"), Op.EQ, (1,))

CONDITIONS: list[tuple[Condition, list[str]]] = [
    (EVERYTHING, ["none", "a", "b", "ab"]),
    (Any(()), []),
    (Not(EVERYTHING), []),
    (Not(Any(())), ["none", "a", "b", "ab"]),
    (A, ["a", "ab"]),
    (Not(A), ["none", "b"]),
    (Not(Not(A)), ["a", "ab"]),
    (All((A, B)), ["ab"]),
    (Any((A, B)), ["a", "b", "ab"]),
    (Not(Any((A, B))), ["none"]),
    (Not(All((A, B))), ["none", "a", "b"]),
    (All((Not(A), Any((B, Compare(Builtin("name"), Op.EQ, ("none",)))))), ["none", "b"]),
    (Any((All((A, Not(B))), All((B, Not(A))))), ["a", "b"]),
    (All((A, A, A)), ["a", "ab"]),
]

NONSENSE: list[tuple[Condition, list[str]]] = [
    (Compare(Builtin("statsu"), Op.EQ, ("x",)), ["'statsu'", "mean 'status'"]),
    (Compare(Builtin("sha256"), Op.EXISTS), ["'sha256'"]),
    (Compare(Metadata("a"), Op.EQ), ["'='", "0 were given"]),
    (Compare(Metadata("a"), Op.EQ, (1, 2)), ["'='", "2 were given"]),
    (Compare(Metadata("a"), Op.EXISTS, (1,)), ["'exists'", "1 were given"]),
    (Compare(Metadata("a"), Op.CONTAINS, (1,)), ["'contains'", "1"]),
    (Compare(Metadata("a"), Op.GLOB, (None,)), ["'~'"]),
    (Compare(Metadata("a"), Op.LT, (None,)), ["'<'"]),
    (Compare(Metadata("a"), Op.GLOB, ("?" * 10_001,)), ["10,000", "10,001"]),
    (Compare(Metadata("a"), Op.EQ, ("\0",)), ["NUL"]),
    (Compare(Metadata("a"), Op.IN, (1, "\ud800")), ["surrogate"]),
    (Compare(Metadata("\ud800"), Op.EXISTS), ["surrogate"]),
    (Compare(Metadata("a", step="\ud800"), Op.EXISTS), ["surrogate"]),
    (Compare(JsonText("\ud800"), Op.EXISTS), ["surrogate"]),
    (Compare(JsonText("a\0"), Op.EXISTS), ["NUL"]),
    (Compare(Metadata(""), Op.EXISTS), ["column 1"]),
    (Compare(Metadata("a..b"), Op.EXISTS), ["'a..b'", "column 3"]),
    (Compare(Metadata("a b"), Op.EXISTS), ["'a b'", "column 2"]),
    (Compare(Metadata('"a"'), Op.EXISTS), ["write 'a'"]),
    (Compare(Builtin("status"), Op.EQ, (5,)), ["'status'", "text", "5 (int)"]),
    (Compare(Builtin("status"), Op.HAS, ("failed",)), ["'status'", "'has'", "'='"]),
    (Compare(Builtin("duration_s"), Op.GT, ("5",)), ["'duration_s'", "a number", "'5' (str)"]),
    (Compare(Builtin("duration_s"), Op.GT, (True,)), ["'duration_s'", "a number"]),
    (Compare(Builtin("duration_s"), Op.CONTAINS, ("5",)), ["'duration_s'"]),
    (Compare(Builtin("started_at"), Op.GT, ("2026",)), ["'started_at'", "a time"]),
    (Compare(Builtin("started_at"), Op.IN, (None, 5)), ["'started_at'", "a time"]),
    (Compare(Builtin("tags"), Op.HAS, (1,)), ["'tags'", "texts"]),
    (Compare(Builtin("tags"), Op.HAS, (None,)), ["'tags'"]),
    (Compare(Builtin("id"), Op.EQ, (5,)), ["'id'", "an id"]),
    (Compare(JsonText("a"), Op.EQ, (5,)), ["'a'", "5 (int)"]),
    (Compare(JsonText("a"), Op.HAS, ("x",)), ["'a'", "'contains'"]),
    (Compare(Metadata("a"), Op.GT, (Relative(),)), ["Relative"]),
    (Compare(Builtin("started_at"), Op.GT, (Relative(),)), ["Relative"]),
    (Compare(Builtin("started_at"), Op.GT, (timedelta(1),)), ["'started_at'", "timedelta"]),
    (Compare(Builtin("duration"), Op.GT, (StorageSize(1),)), ["'duration'", "1 (StorageSize)"]),
    (Compare(Metadata("a"), Op.EQ, ([1],)), ["list"]),  # type: ignore[arg-type]  # the point of it
]


INNERMOST: list[Condition] = [
    Compare(Builtin("name"), Op.EQ, ("a",)),
    Compare(Builtin("model_version_id"), Op.IN, (None, "x")),
    Compare(Metadata("x"), Op.HAS, (1,)),
    Compare(Metadata("y", step="train"), Op.NE, (1,)),
    Compare(Metadata("y"), Op.NE, (None,)),
    Compare(Metadata("z", step="train"), Op.IN, (1, None, "a", True)),
    Compare(JsonText("x", step="train"), Op.EQ, ("[1]",)),
]
"""Conditions that hold of the run they are asked of, in the most words."""

HOLDS = Compare(Metadata("x"), Op.EXISTS)
FAILS = Compare(Metadata("x", step="train"), Op.LT, (1,))

WRAPPING: dict[str, Callable[[int, Condition], Condition]] = {
    "negated": lambda _, condition: Not(condition),
    "alternating": lambda level, condition: (
        All((HOLDS, condition)) if level % 2 else Any((FAILS, condition))
    ),
    "alternating to the left": lambda level, condition: (
        All((condition, HOLDS)) if level % 2 else Any((condition, FAILS))
    ),
    "negated now and then": lambda level, condition: (
        Not(condition) if level % 2 else All((HOLDS, condition))
    ),
}
"""Ways to wrap a condition in one more level; only a negation changes whether it holds."""

INSIDE: dict[str, Callable[[Condition], Condition]] = {
    "alone": lambda condition: condition,
    "negated": Not,
    "deep": lambda condition: Any((EVERYTHING, All((condition,)))),
}


class QueryRules(Contract):
    """Conditions are joined as in logic; a query without meaning is an error."""

    @pytest.mark.parametrize(("condition", "expected"), CONDITIONS)
    def test_conditions_are_joined(
        self, store: Store, condition: Condition, expected: list[str]
    ) -> None:
        """By all, any and not, to any depth; missing values make a comparison false."""
        none, a, b, ab = (a_run(name) for name in ("none", "a", "b", "ab"))
        store.apply(none, a, b, ab, log((a, ab), {"a": 1}), log((b, ab), {"b": 1}))

        assert [run.name for run in find(store, Run, condition)] == expected

    @pytest.mark.parametrize("wrap", WRAPPING)
    def test_conditions_may_be_nested_deeply(self, store: Store, wrap: str) -> None:
        """As programs make them."""
        run = a_run("a")
        step = a_step(run, "train")
        store.apply(run, step, log((run, step), {"x": [1], "z": None}))

        for innermost in INNERMOST:
            condition, holds = innermost, True
            for level in range(DEEPEST):
                condition = WRAPPING[wrap](level, condition)
                holds = holds is not isinstance(condition, Not)
            assert (find(store, Run, condition) != []) is holds

    def test_conditions_that_are_nested_too_deeply_are_refused(self, store: Store) -> None:
        """In every store at the same depth."""
        condition: Condition = A
        for _ in range(DEEPEST + 1):
            condition = Not(condition)

        with refused(store, InvalidQueryError, str(DEEPEST)):
            find(store, Run, condition)

    def test_a_wide_condition_is_no_problem(self, store: Store) -> None:
        """A hundred alternatives, and a thousand values to choose from."""
        run = a_run("a")
        store.apply(run, log(run, {"x": 5}))
        alternatives = Any(
            tuple(Compare(Metadata("x"), Op.EQ, (number,)) for number in range(-94, 6))
        )
        choice = Compare(Metadata("x"), Op.IN, tuple(range(-990, 10)))

        assert [run.name for run in find(store, Run, All((alternatives, choice)))] == ["a"]

    @pytest.mark.parametrize(("condition", "said"), NONSENSE)
    @pytest.mark.parametrize("inside", INSIDE)
    def test_conditions_without_meaning_are_refused(
        self, store: Store, condition: Condition, said: list[str], inside: str
    ) -> None:
        """Also on an empty store, and wherever they stand in a condition."""
        query = Query(kind=Kind.RUN, where=INSIDE[inside](condition))

        with refused(store, InvalidQueryError, *said):
            store.find(query)

    def test_only_runs_have_steps_to_look_at(self, store: Store) -> None:
        """On other kinds such a condition is refused."""
        store.apply(a_model())

        for field in (Metadata("a", step="train"), JsonText("a", step="train")):
            with refused(store, InvalidQueryError, "model", "'train'"):
                find(store, Model, Compare(field, Op.EXISTS))
        with refused(store, InvalidQueryError, "model", "'train'"):
            find(store, Model, sort=(Sort(Metadata("a", step="train")),))

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"sort": (Sort(Builtin("nmae")),)}, ["'nmae'", "mean 'name'?"]),
            ({"sort": (Sort(Builtin("tags")),)}, ["tags", "sorted"]),
            ({"sort": (Sort(Builtin("model_version_id")),)}, ["model_version_id", "sorted"]),
            ({"sort": (Sort(Metadata("a..b")),)}, ["column 3"]),
            ({"sort": (Sort(Metadata("a", step="\ud800")),)}, ["surrogate"]),
            ({"project": "\ud800"}, ["surrogate"]),
            ({"limit": -1}, ["-1"]),
            ({"offset": -1}, ["-1"]),
        ],
    )
    def test_orders_and_pages_without_meaning_are_refused(
        self, store: Store, fields: dict[str, Anything], said: list[str]
    ) -> None:
        """Before anything is looked for."""
        store.apply(a_run())

        with refused(store, InvalidQueryError, *said):
            store.find(Query(kind=Kind.RUN, **fields))
