"""Conditions on parameters of runs and step runs, and orders by them."""

from __future__ import annotations

from typing import Any

import pytest

from tallystick.errors import InvalidQueryError
from tallystick.query.conditions import Compare, JsonText, Literal, Metadata, Op, Parameter
from tallystick.query.query import Query, Sort
from tallystick.records.runs import Run
from tallystick.records.steps import StepRun
from tallystick.records.targets import Kind
from tallystick.store.base import Store
from tallystick.testing.commands import a_run, a_step, delete, finish, log, wire
from tallystick.testing.contract import Contract
from tallystick.testing.reading import current_values, find
from tallystick.testing.store_contract.refused import refused
from tallystick.values import DType

GIVEN: dict[str, Any] = {
    "depth": 3,
    "rate": 0.5,
    "name": "x" * 300,
    "nothing": None,
    "nan": float("nan"),
    "deep": {"a b": {"c": True}, "empty": {}},
    "sizes": [1, "two", None],
    "dtype": DType("float32"),
    "a.b": 1,
    "": 2,
}

HOLDING: list[tuple[str, Op, tuple[Literal, ...]]] = [
    ("depth", Op.EQ, (3,)),
    ("depth", Op.IN, (2, 3.0)),
    ("depth", Op.GT, (2.5,)),
    ("rate", Op.LE, (0.5,)),
    ("name", Op.EQ, ("x" * 300,)),
    ("name", Op.STARTSWITH, ("x" * 250,)),
    ("name", Op.CONTAINS, ("xxx",)),
    ("nothing", Op.EQ, (None,)),
    ("nan", Op.IS_NAN, ()),
    ('deep."a b".c', Op.EQ, (True,)),
    ("deep", Op.EXISTS, ()),
    ("deep.empty", Op.EXISTS, ()),
    ("sizes", Op.HAS, ("two",)),
    ("sizes", Op.HAS, (None,)),
    ("dtype", Op.GLOB, ("float*",)),
    ('"a.b"', Op.EQ, (1,)),
    ('""', Op.EQ, (2,)),
]

NOT_HOLDING: list[tuple[str, Op, tuple[Literal, ...]]] = [
    ("depth", Op.EQ, ("3",)),
    ("depth", Op.IS_NAN, ()),
    ("dept", Op.EXISTS, ()),
    ("deep", Op.EQ, (True,)),
    ("name", Op.EQ, ("x" * 200,)),
    ("name", Op.EQ, ("x" * 301,)),
    ("nan", Op.NE, ("x",)),
    ("a.b", Op.EXISTS, ()),
]


class ParameterRules(Contract):
    """Parameters are found as metadata is, and are no metadata."""

    @pytest.mark.parametrize("ended", [False, True])
    @pytest.mark.parametrize(("path", "op", "literals"), HOLDING)
    def test_parameters_are_compared_as_metadata_is(
        self, store: Store, path: str, op: Op, literals: tuple[Literal, ...], ended: bool
    ) -> None:
        """Of runs and of step runs, from their beginning on."""
        run = a_run(parameters=wire(GIVEN))
        step = a_step(a_run(), parameters=wire(GIVEN))
        others = [a_run(), a_run(parameters=wire({"depth": 1, "deeper": 1}))]
        first = a_run(run_id=step.run_id)
        store.apply(*others, run, first, step)
        if ended:
            store.apply(finish(step), finish(run))

        found = find(store, Run, Compare(Parameter(path), op, literals))
        assert [each.id for each in found] == [run.run_id]
        found = find(store, StepRun, Compare(Parameter(path), op, literals))
        assert [each.id for each in found] == [step.step_run_id]
        found = find(store, Run, Compare(Parameter(path, step=step.name), op, literals))
        assert [each.id for each in found] == [step.run_id]

    @pytest.mark.parametrize(("path", "op", "literals"), NOT_HOLDING)
    def test_what_a_parameter_is_not_does_not_match(
        self, store: Store, path: str, op: Op, literals: tuple[Literal, ...]
    ) -> None:
        """Nor what there is none of; an inequality holds of everything else."""
        store.apply(a_run(parameters=wire(GIVEN)))

        found = find(store, Run, Compare(Parameter(path), op, literals))

        assert (found != []) is (op is Op.NE)

    def test_parameters_and_metadata_are_apart(self, store: Store) -> None:
        """Also where they have the same name, and however they are kept."""
        run = a_run(parameters=wire({"depth": 3}))
        store.apply(run, log(run, {"depth": 5}))

        def matches(field: Any, literal: int) -> bool:
            return find(store, Run, Compare(field, Op.EQ, (literal,))) != []

        assert matches(Parameter("depth"), 3)
        assert not matches(Parameter("depth"), 5)
        assert matches(Metadata("depth"), 5)
        assert not matches(Metadata("depth"), 3)
        assert not matches(Metadata('"::parameters".depth'), 3)
        assert find(store, Run, Compare(Metadata('"::parameters"'), Op.EXISTS)) == []
        assert find(store, Run, Compare(JsonText("::parameters"), Op.EXISTS)) == []
        assert current_values(store, run) == {"depth": 5}

    @pytest.mark.parametrize("descending", [False, True])
    def test_things_are_sorted_by_parameters(self, store: Store, descending: bool) -> None:
        """Missing last, in one order over runs that go on and that ended."""
        for place, value in enumerate([2, "a", None, 1, {"x": 1}, 3]):
            run = a_run(str(place), parameters=wire({"v": value}))
            store.apply(run, *([finish(run)] if place % 2 else []))
        store.apply(a_run("6"))

        sort = (Sort(Parameter("v"), descending=descending),)
        names = [run.name for run in find(store, Run, sort=sort)]

        assert names == (["1", "5", "0", "3", "6", "4", "2"] if descending else [*"3051246"])

    def test_what_is_deleted_has_no_parameters(self, store: Store) -> None:
        """Nor has what takes its place."""
        run = a_run(parameters=wire({"depth": 3}))
        store.apply(run, delete(run), a_run())

        assert find(store, Run, Compare(Parameter("depth"), Op.EXISTS)) == []

    @pytest.mark.parametrize("kind", [k for k in Kind if k not in (Kind.RUN, Kind.STEP_RUN)])
    def test_other_things_have_no_parameters(self, store: Store, kind: Kind) -> None:
        """To ask for them, or sort by them, is refused."""
        for fields in (
            {"where": Compare(Parameter("depth"), Op.EXISTS)},
            {"sort": (Sort(Parameter("depth")),)},
        ):
            with refused(store, InvalidQueryError, "parameters", kind.words):
                store.find(Query(kind=kind, **fields))
