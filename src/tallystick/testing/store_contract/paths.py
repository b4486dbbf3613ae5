"""Which paths there are, and what things have there."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from math import inf, nan
from typing import Any as Anything
from uuid import UUID

import pytest
from msgspec import Raw

from tallystick.errors import InvalidQueryError, NotFoundError
from tallystick.query.conditions import (
    EVERYTHING,
    Builtin,
    Compare,
    Condition,
    Metadata,
    Op,
    Parameter,
)
from tallystick.query.paths import CommonValue, PathField, PathQuery, PathSummary
from tallystick.records.targets import Kind
from tallystick.store.base import Store
from tallystick.testing.commands import (
    Thing,
    a_model,
    a_model_version,
    a_pipeline,
    a_run,
    a_step,
    an_artifact,
    artifact_of,
    delete,
    finish,
    log,
    moment,
)
from tallystick.testing.contract import Contract
from tallystick.testing.store_contract.refused import refused
from tallystick.values import DType, Path, StorageSize, Uri

RUN, STEP = (run := a_run()), a_step(run)
DATA, VERSION = an_artifact(), a_model_version()
OF_EACH_KIND: dict[Kind, Thing] = {
    Kind.PIPELINE: a_pipeline(),
    Kind.RUN: RUN,
    Kind.STEP_RUN: STEP,
    Kind.ARTIFACT: artifact_of(DATA),
    Kind.ARTIFACT_VERSION: DATA,
    Kind.MODEL: a_model(),
    Kind.MODEL_VERSION: VERSION,
}

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)

TYPES: list[tuple[Anything, dict[str, Anything]]] = [
    (None, {}),
    (True, {"values": (CommonValue(True, 1),)}),
    (3, {"numbers": (3, 3)}),
    (10**400, {"numbers": (inf, inf)}),
    (0.5, {"numbers": (0.5, 0.5)}),
    (nan, {}),
    (-inf, {"numbers": (-inf, -inf)}),
    ("a", {"values": (CommonValue("a", 1),)}),
    ("", {"values": (CommonValue("", 1),)}),
    ("x" * 201, {"values": (CommonValue("x" * 200, 1),)}),
    (Uri("s3://a"), {"values": (CommonValue("s3://a", 1),)}),
    (Path("a/b"), {"values": (CommonValue("a/b", 1),)}),
    (DType("int64"), {"values": (CommonValue("int64", 1),)}),
    (UUID(int=1), {"values": (CommonValue(str(UUID(int=1)), 1),)}),
    (StorageSize(1024), {"numbers": (1024, 1024)}),
    (timedelta(minutes=1), {"numbers": (60, 60)}),
    (NOON, {"times": (NOON, NOON)}),
    (datetime(2026, 1, 31, 12), {"times": (NOON, NOON)}),  # noqa: DTZ001  # the point of it
    (date(2026, 1, 31), {"times": (NOON - timedelta(hours=12),) * 2}),
    ([], {}),
    ([1, "a"], {}),
    ((1,), {}),
    ({1}, {}),
    (frozenset({"a"}), {}),
    ({}, {}),
]


REPLACED: list[tuple[Anything, Anything, dict[str, str]]] = [
    (1, 2, {"a": "int"}),
    (1, "x", {"a": "str"}),
    (nan, 1.5, {"a": "float"}),
    (1, {"b": 1}, {"a.b": "int"}),
    ({"b": 1}, 1, {"a": "int"}),
    ({"b": 1}, {"b": 2}, {"a.b": "int"}),
    ({"b": 1}, {"b": "x"}, {"a.b": "str"}),
    ({"b": 1, "c": 1}, {"c": 1, "d": {"e": None}}, {"a.c": "int", "a.d.e": "None"}),
    ({"b": 1}, {}, {"a": "dict"}),
    ({}, {"b": 1}, {"a.b": "int"}),
    ({}, {}, {"a": "dict"}),
    ([1, 2], [3], {"a": "list"}),
    ([1, 2], (3,), {"a": "tuple"}),
    ([1, 2], "x", {"a": "str"}),
    ({"b": [1]}, {"b": [2, 3]}, {"a.b": "list"}),
]

EVERY = ['"Ä 1"', "acc", "metadata.acc", 'metrics."rate %"', "metrics.F1", "metrics.accuracy"]

TYPED: list[tuple[str, list[str]]] = [
    ("", [*EVERY, "old.fac"]),
    ("acc", ["acc", "metadata.acc", "metrics.accuracy"]),
    ("ac", ["acc", "metadata.acc", "metrics.accuracy", "old.fac"]),
    ("f", ["metrics.F1", "old.fac"]),
    ("METRICS.A", ["metrics.accuracy"]),
    ("rate", ['metrics."rate %"']),
    ('"', ['"Ä 1"', 'metrics."rate %"']),
    ("%", ['metrics."rate %"']),
    ("ä", []),
    ("Ä", ['"Ä 1"']),
    ("metadata.", [*EVERY, "old.fac"]),
    ("metadata.acc", ["acc", "metadata.acc", "metrics.accuracy"]),
    ("metadata.old", ["old.fac"]),
    ("nothing", []),
]


def paths(store: Store, kind: Kind = Kind.RUN, **fields: Anything) -> dict[str, PathSummary]:
    """The summaries by path, in order."""
    found = store.paths(PathQuery(kind=kind, **fields))
    assert all(each.exact and each.values_exact for each in found)
    return {each.field.path: each for each in found}


def counts(store: Store, **fields: Anything) -> dict[str, int]:
    """How many things have each path."""
    return {path: each.count for path, each in paths(store, **fields).items()}


class PathRules(Contract):
    """A store knows which paths the current values have, and what is there."""

    @pytest.mark.parametrize("kind", Kind)
    def test_each_kind_has_its_own_paths(self, store: Store, kind: Kind) -> None:
        """What is logged on others is not among them."""
        store.apply(*(thing for thing in (RUN, STEP, DATA, VERSION, a_pipeline(), a_model())))
        for other, thing in OF_EACH_KIND.items():
            store.apply(log(thing, {str(other): {"a": 1}}))

        assert list(paths(store, kind)) == [f"{kind}.a"]

    def test_an_empty_store_has_no_paths(self, store: Store) -> None:
        """Built-in fields are none."""
        assert paths(store) == {}
        assert paths(store, where=Compare(Metadata("a"), Op.EXISTS)) == {}

        store.apply(RUN)

        assert paths(store) == {}

    def test_paths_are_those_of_scalars_and_of_lists(self, store: Store) -> None:
        """Dicts are what paths lead through; elements of lists are part of what is at theirs."""
        store.apply(RUN, log(RUN, {"a": {"b": {"c": 1, "d e": [1, 2]}, "f": {}}, "g": [{"h": 1}]}))

        found = paths(store)

        assert list(found) == ['a.b."d e"', "a.b.c", "a.f", "g"]
        assert [next(iter(each.types)) for each in found.values()] == [
            "list",
            "int",
            "dict",
            "list",
        ]
        assert found["a.b.c"].field == Metadata("a.b.c")

    @pytest.mark.parametrize(("value", "expected"), TYPES)
    @pytest.mark.parametrize("where", [EVERYTHING, Compare(Metadata("a"), Op.EXISTS)])
    def test_each_type_has_its_summary(
        self, store: Store, value: Anything, expected: dict[str, Anything], where: Condition
    ) -> None:
        """Numbers and times have a range, texts and truth values say which there are."""
        store.apply(RUN, log(RUN, {"a": value}))
        types = {"None" if value is None else type(value).__name__: 1}

        found = paths(store, where=where)

        assert found == {
            "a": PathSummary(field=Metadata("a"), count=1, types=types, **expected),
        }

    @pytest.mark.parametrize("where", [EVERYTHING, Compare(Metadata("a"), Op.EXISTS)])
    @pytest.mark.parametrize("ended", ["none", "some", "all"])
    def test_things_are_counted_together(self, store: Store, where: Condition, ended: str) -> None:
        """What is the most common comes first; of what is as common, what is least."""
        values = [1, True, "b", "a", NOON, None, 7.5, False, "b", True, moment(1), nan, -3, "c"]
        runs = [a_run() for _ in values]
        store.apply(*runs, *(log(run, {"a": v}) for run, v in zip(runs, values, strict=True)))
        store.apply(*(finish(run) for run in runs[: {"none": 0, "some": 7, "all": 14}[ended]]))

        found = paths(store, where=where, values=4)["a"]

        assert found.count == 14
        assert list(found.types.items()) == [
            ("str", 4),
            ("bool", 3),
            ("datetime", 2),
            ("float", 2),
            ("int", 2),
            ("None", 1),
        ]
        assert found.numbers == (-3.0, 7.5)
        assert found.times == (NOON, moment(1))
        assert found.values == (
            CommonValue(True, 2),
            CommonValue("b", 2),
            CommonValue(False, 1),
            CommonValue("a", 1),
        )

    @pytest.mark.parametrize("ended", [True, False])
    @pytest.mark.parametrize(("before", "after", "left"), REPLACED)
    def test_what_was_replaced_does_not_count(
        self, store: Store, before: Anything, after: Anything, left: dict[str, str], ended: bool
    ) -> None:
        """Nor does what is logged late and older than what is there."""
        run = a_run()
        store.apply(run, log(run, {"a": before}, at=moment(10)))
        store.apply(*([finish(run)] if ended else []))

        store.apply(log(run, {"a": after}, at=moment(20)))
        store.apply(log(run, {"a": {"late": 1}}, at=moment(5)))

        found = paths(store)
        assert {path: next(iter(each.types)) for path, each in found.items()} == left
        assert all(each.count == 1 and len(each.types) == 1 for each in found.values())

    def test_a_key_logged_twice_at_once_counts_once(self, store: Store) -> None:
        """As its later value."""
        run = a_run()
        store.apply(run, log(run, {"a": {"b": 1}}), log(run, {"a": {"c": "x"}}))
        store.apply(log(run, {"a": {"c": "y"}}), log(run, {"a": {"c": "z"}}))

        assert paths(store) == {
            "a.c": PathSummary(
                field=Metadata("a.c"), count=1, types={"str": 1}, values=(CommonValue("z", 1),)
            )
        }

    def test_what_was_deleted_does_not_count(self, store: Store) -> None:
        """A path that nothing has any more is gone, and may come again."""
        runs = [a_run() for _ in range(3)]
        store.apply(*runs, log(tuple(runs), {"a": 1, "b": {"c": "x"}}), log(runs[0], {"d": [1]}))

        store.apply(delete(runs[0]))
        assert counts(store) == {"a": 2, "b.c": 2}
        store.apply(delete(runs[1]), delete(runs[2]))
        assert counts(store) == {}
        store.apply(again := a_run(), log(again, {"a": "text"}))
        assert paths(store)["a"].types == {"str": 1}

    def test_what_is_refused_does_not_count(self, store: Store) -> None:
        """Not even where other commands of the same call make sense."""
        run, unknown = a_run(), a_run()
        store.apply(run, log(run, {"a": 1}))

        with refused(store, NotFoundError):
            store.apply(log(run, {"a": "text", "b": 1}), log(unknown, {"c": 1}))

        store.apply(log(run, {"d": 1}))
        assert counts(store) == {"a": 1, "d": 1}

    def test_projects_have_their_own_paths(self, store: Store) -> None:
        """Even where they are called the same."""
        here, there = a_run(), a_run(project="there")
        store.apply(here, there, log(here, {"a": 1}), log(there, {"a": "x", "b": 1}))

        assert counts(store, project="there") == {"a": 1, "b": 1}
        assert paths(store)["a"].types == {"int": 1}
        assert counts(store, project="nowhere") == {}

    @pytest.mark.parametrize("where", [EVERYTHING, Compare(Builtin("name"), Op.EXISTS)])
    def test_parameters_are_among_the_paths(self, store: Store, where: Condition) -> None:
        """Apart from metadata that is called the same."""
        run = a_run(parameters={"depth": Raw(b"3"), "net": Raw(b'{"layers":[1,2]}')})
        step = a_step(run, parameters={"depth": Raw(b'"x"')})
        store.apply(run, step, log(run, {"depth": 1.5, "net": {"layers": None}}))
        every = [
            Metadata("depth"),
            Metadata("net.layers"),
            Parameter("depth"),
            Parameter("net.layers"),
        ]

        def fields(prefix: str = "") -> list[PathField]:
            query = PathQuery(kind=Kind.RUN, where=where, prefix=prefix)
            return [each.field for each in store.paths(query)]

        assert fields() == every
        assert fields("lay") == [every[1], every[3]]
        assert fields("parameters.d") == [Parameter("depth")]
        assert fields("metadata.d") == [Metadata("depth")]
        (of_step,) = store.paths(PathQuery(kind=Kind.STEP_RUN, where=where))
        assert of_step == PathSummary(
            field=Parameter("depth"), count=1, types={"str": 1}, values=(CommonValue("x", 1),)
        )
        store.apply(delete(run))
        assert fields() == []

    def test_a_condition_says_whose_paths(self, store: Store) -> None:
        """With what those alone have there."""
        runs = [a_run(f"run-{n}") for n in range(4)]
        store.apply(*runs)
        for n, run in enumerate(runs):
            store.apply(log(run, {"n": n, "even" if n % 2 == 0 else "odd": f"x{n}"}))

        found = paths(store, where=Compare(Metadata("n"), Op.GE, (2,)))

        assert list(found) == ["n", "even", "odd"]
        assert found["n"].numbers == (2.0, 3.0)
        assert found["odd"].values == (CommonValue("x3", 1),)
        assert counts(store, where=Compare(Builtin("name"), Op.EQ, ("nobody",))) == {}

    @pytest.mark.parametrize("where", [EVERYTHING, Compare(Builtin("name"), Op.EXISTS)])
    @pytest.mark.parametrize(("prefix", "expected"), TYPED)
    def test_paths_answer_to_what_was_typed(
        self, store: Store, prefix: str, expected: list[str], where: Condition
    ) -> None:
        """First those that begin with it, then those with a part that does, then any with it."""
        store.apply(RUN, log(RUN, {"metrics": {"accuracy": 1, "F1": 1, "rate %": 2}}))
        store.apply(log(RUN, {"acc": 1, "metadata": {"acc": 1}, "Ä 1": 1, "old": {"fac": 1}}))

        assert list(paths(store, prefix=prefix, where=where)) == expected

    @pytest.mark.parametrize("where", [EVERYTHING, Compare(Builtin("name"), Op.EXISTS)])
    def test_what_more_things_have_comes_first(self, store: Store, where: Condition) -> None:
        """So that a limit leaves out what is rare."""
        runs = [a_run() for _ in range(3)]
        store.apply(*runs, log(runs[0], {"a": 1, "z": 1, "b": 1, "xb": 1}))
        store.apply(log(runs[1], {"z": 1, "b": 1, "xb": 1}), log(runs[2], {"z": 1, "xb": 1}))

        assert list(paths(store, where=where)) == ["xb", "z", "b", "a"]
        assert list(paths(store, where=where, limit=2)) == ["xb", "z"]
        assert list(paths(store, where=where, prefix="b", limit=1)) == ["b"]
        assert paths(store, where=where, limit=0) == {}

    def test_as_many_values_as_asked_for(self, store: Store) -> None:
        """None, if none are."""
        runs = [a_run() for _ in range(6)]
        store.apply(*runs, *(log(run, {"a": str(n)}) for n, run in enumerate(runs)))

        for values, texts in ((0, ""), (1, "0"), (3, "012"), (9, "012345")):
            found = paths(store, values=values)["a"].values
            assert [each.value for each in found] == list(texts)

    def test_looking_at_all_is_exact(self, store: Store) -> None:
        """However many there are; of less, the answer says so."""
        runs = [a_run() for _ in range(30)]
        store.apply(*runs, *(log(run, {"a": n % 2 == 0}) for n, run in enumerate(runs)))
        where = Compare(Metadata("a"), Op.EXISTS)

        assert paths(store, where=where, sample=None) == paths(store, sample=None)
        (estimate,) = store.paths(PathQuery(kind=Kind.RUN, where=where, sample=10))
        assert estimate.exact == estimate.values_exact
        assert estimate.count == 30

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"where": Compare(Builtin("nmae"), Op.EXISTS)}, ["'nmae'", "mean 'name'?"]),
            ({"where": Compare(Metadata("a..b"), Op.EXISTS)}, ["column 3"]),
            ({"project": "\ud800"}, ["surrogate"]),
            ({"prefix": "\ud800"}, ["surrogate"]),
            ({"prefix": "a\0"}, ["NUL"]),
            ({"limit": -1}, ["limit", "0 or more", "-1"]),
            ({"values": -1}, ["values", "-1"]),
            ({"sample": 0}, ["sample", "1 or more", "0"]),
        ],
    )
    def test_questions_without_meaning_are_refused(
        self, store: Store, fields: dict[str, Anything], said: list[str]
    ) -> None:
        """Before anything is looked for."""
        store.apply(a_run())

        with refused(store, InvalidQueryError, *said):
            store.paths(PathQuery(kind=Kind.RUN, **fields))
