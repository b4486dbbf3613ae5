"""How conditions on metadata match: every operator with every sort of value."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest

from tallystick.query.conditions import Compare, JsonText, Literal, Metadata, Op
from tallystick.records.runs import Run, Status
from tallystick.store.base import Store
from tallystick.testing.commands import a_run, a_step, finish, log, moment
from tallystick.testing.contract import Contract
from tallystick.testing.reading import find
from tallystick.values import DType, Path, StorageSize, Uri

NAN, INFINITY = float("nan"), float("inf")
ID = UUID("0198c0de-0000-7000-8000-00000000abcd")
NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
MISSING = object()

EQUAL: list[tuple[Any, Literal]] = [
    (3, 3),
    (3, 3.0),
    (3.0, 3),
    (0.1, 0.1),
    (-0.0, 0),
    (2**53, 2**53),
    (2**53 + 1, 2**53 + 1),
    (2**70, 2**70),
    (2**70, float(2**70)),
    (10**400, 10**400),
    (-(10**400), -INFINITY),
    (INFINITY, INFINITY),
    (-INFINITY, -INFINITY),
    (5e-324, 5e-324),
    (StorageSize(1024), 1024),
    (StorageSize(2**60), 2**60),
    (timedelta(seconds=1.5), 1.5),
    (timedelta(seconds=1.5), timedelta(seconds=1.5)),
    (90, timedelta(minutes=1.5)),
    (timedelta(seconds=-0.000001), timedelta(microseconds=-1)),
    (StorageSize(1024), StorageSize(1024)),
    (1024, StorageSize(1024)),
    (True, True),
    (False, False),
    (None, None),
    ("text", "text"),
    ("", ""),
    ("\N{SNOWMAN}", "\N{SNOWMAN}"),
    ("it's", "it's"),
    (Uri("s3://b/k"), "s3://b/k"),
    (Path("/tmp"), "/tmp"),  # noqa: S108  # nothing is written there
    (DType("float32"), "float32"),
    (ID, str(ID)),
    (ID, ID),
    (str(ID), ID),
    (NOON, NOON),
    (NOON, NOON.astimezone(timezone(timedelta(hours=-7)))),
    (NOON.replace(tzinfo=None), NOON),
    (NOON, NOON.replace(tzinfo=None)),
    (NOON.replace(microsecond=1), NOON.replace(microsecond=1)),
    (date(2026, 1, 31), NOON.replace(hour=0)),
    (datetime(1, 1, 1, tzinfo=UTC), datetime(1, 1, 1, tzinfo=UTC)),
]
"""What was logged, and what it is equal to."""

UNEQUAL: list[tuple[Any, Literal]] = [
    (3, 4),
    (3, "3"),
    ("3", 3),
    (1, True),
    (True, 1),
    (0, False),
    ("true", True),
    ("text", "Text"),
    ("text", "text "),
    ("\u00e4", "a\u0308"),
    (NAN, NAN),
    (NAN, 0),
    (3, NAN),
    (None, 0),
    (None, False),
    (None, "None"),
    (3, None),
    ("", None),
    (NOON, NOON.replace(microsecond=1)),
    (NOON, NOON.timestamp()),
    (NOON, "2026-01-31T12:00:00Z"),
    ([3], 3),
    ([], None),
    ({}, None),
    ({"a": 3}, 3),
    ((3,), 3),
    (MISSING, 3),
    (MISSING, None),
    (MISSING, ""),
]
"""What was logged, if anything, and what it is not equal to."""

ORDERED: list[tuple[Any, Literal]] = [
    (3, 4),
    (3, 3.5),
    (-INFINITY, -(2**70)),
    (2**53, 2**54),
    (10, 9.9e300),
    (StorageSize(5), 6),
    (timedelta(minutes=1), 61),
    (timedelta(minutes=1), timedelta(seconds=61)),
    (StorageSize(5), StorageSize(6)),
    (False, True),
    ("a", "b"),
    ("B", "a"),
    ("a", "aa"),
    ("10", "9"),
    ("z", "\u00e4"),
    ("\uffff", "\U0001f600"),
    (Path("/a"), "/b"),
    (NOON, NOON.replace(microsecond=1)),
    (NOON.replace(tzinfo=None), NOON.replace(second=1)),
    (date(2026, 1, 31), NOON),
    (datetime(1, 1, 1, tzinfo=UTC), NOON),
]
"""What was logged, and what is greater."""

UNORDERED: list[tuple[Any, Literal]] = [
    (3, "4"),
    ("3", 4),
    (1, True),
    (NAN, 1),
    (1, NAN),
    (None, 1),
    (NOON, 1),
    (1, NOON),
    ("2026", NOON),
    ([1], 2),
    ({"a": 1}, 2),
    (MISSING, 1),
]
"""What was logged, if anything, and what is neither smaller, equal nor greater."""

TEXTUAL: list[tuple[Any, Op, str, bool]] = [
    ("resnet-50", Op.CONTAINS, "net", True),
    ("resnet-50", Op.CONTAINS, "", True),
    ("resnet-50", Op.CONTAINS, "Net", False),
    ("resnet-50", Op.CONTAINS, "n%t", False),
    ("50%_off", Op.CONTAINS, "%_", True),
    ("50", Op.CONTAINS, "%", False),
    ("back\\slash", Op.CONTAINS, "k\\s", True),
    ("resnet-50", Op.STARTSWITH, "res", True),
    ("resnet-50", Op.STARTSWITH, "", True),
    ("resnet-50", Op.STARTSWITH, "Res", False),
    ("resnet-50", Op.STARTSWITH, "r_s", False),
    ("_x", Op.STARTSWITH, "_", True),
    ("resnet-50", Op.ENDSWITH, "-50", True),
    ("resnet-50", Op.ENDSWITH, "resnet-500", False),
    ("resnet-50", Op.ENDSWITH, "", True),
    ("A", Op.ENDSWITH, "a", False),
    ("resnet-50", Op.GLOB, "res*", True),
    ("resnet-50", Op.GLOB, "*net*", True),
    ("resnet-50", Op.GLOB, "resnet-?0", True),
    ("resnet-50", Op.GLOB, "resnet-?", False),
    ("resnet-50", Op.GLOB, "net", False),
    ("resnet-50", Op.GLOB, "RES*", False),
    ("resnet-50", Op.GLOB, "resnet-[0-9]0", False),
    ("a[1]", Op.GLOB, "a[1]", True),
    ("a]", Op.GLOB, "*]", True),
    ("a[", Op.GLOB, "*[", True),
    ("a[!b]", Op.GLOB, "a[!*", True),
    ("two\nlines", Op.GLOB, "two*lines", True),
    ("", Op.GLOB, "*", True),
    ("", Op.GLOB, "?", False),
    ("a", Op.GLOB, "", False),
    ("", Op.GLOB, "", True),
    ("\N{SNOWMAN}", Op.GLOB, "?", True),
    ("\U0001f600", Op.GLOB, "?", True),
    ("50%", Op.GLOB, "50%", True),
    ("500", Op.GLOB, "50%", False),
    ("a.c", Op.GLOB, "a.c", True),
    ("abc", Op.GLOB, "a.c", False),
    (Uri("s3://bucket/key"), Op.STARTSWITH, "s3://", True),
    (Path("/data/x.csv"), Op.ENDSWITH, ".csv", True),
    (DType("float32"), Op.GLOB, "float*", True),
    (ID, Op.STARTSWITH, "0198", True),
    (50, Op.CONTAINS, "5", False),
    (True, Op.CONTAINS, "rue", False),
    (NOON, Op.STARTSWITH, "2026", False),
    (["net"], Op.CONTAINS, "net", False),
    (None, Op.GLOB, "*", False),
    (MISSING, Op.GLOB, "*", False),
    (MISSING, Op.CONTAINS, "", False),
]
"""What was logged, if anything, an operator and its text, and whether it holds."""

HOLDING: list[tuple[Any, Literal, bool]] = [
    ([1, 2, 3], 2, True),
    ([1, 2, 3], 2.0, True),
    ([1, 2, 3], 4, False),
    ([1, 2, 3], "2", False),
    (("a", "b"), "b", True),
    ({1, 2}, 2, True),
    (frozenset({1.5}), 1.5, True),
    (["a", None], None, True),
    (["a"], None, False),
    ([True], True, True),
    ([1], True, False),
    ([NAN], NAN, False),
    ([NOON], NOON, True),
    ([Uri("s3://b")], "s3://b", True),
    ([[1]], 1, False),
    ([{"a": 1}], 1, False),
    ([], 1, False),
    (list(range(100)), 99, True),
    ("abc", "a", False),
    ("abc", "abc", False),
    (1, 1, False),
    (None, None, False),
    ({"a": 1}, "a", False),
    (MISSING, 1, False),
    (MISSING, None, False),
]
"""What was logged, if anything, an element, and whether it is one."""


def _shown(parameter: object) -> str:
    """A readable name for a test of a value."""
    return "missing" if parameter is MISSING else repr(parameter)[:40]


def holds(store: Store, logged: Any, op: Op, *literals: Literal) -> bool:
    """Whether a run on which `logged` was logged matches, at the top and deep inside a value."""
    run, other = a_run(), a_run()
    store.apply(run, other, log(run, {"another": 1}))
    if logged is not MISSING:
        store.apply(log(run, {"value": logged, "deep": {"a b": {"value": logged}}}))
    paths = ("value", 'deep."a b".value')
    answers = [
        run.run_id
        in [record.id for record in find(store, Run, Compare(Metadata(path), op, literals))]
        for path in paths
    ]
    assert answers[0] == answers[1]
    return answers[0]


class MatchingRules(Contract):
    """Values of different sorts are unequal and in no other relation."""

    @pytest.mark.parametrize(("logged", "literal"), EQUAL, ids=_shown)
    def test_equal_values_match(self, store: Store, logged: Any, literal: Literal) -> None:
        """Numbers by size, times by moment, texts by character, whatever their type."""
        assert holds(store, logged, Op.EQ, literal)
        assert not holds(store, logged, Op.NE, literal)
        assert holds(store, logged, Op.IN, "other", literal, 99)

    @pytest.mark.parametrize(("logged", "literal"), UNEQUAL, ids=_shown)
    def test_unequal_values_do_not_match(self, store: Store, logged: Any, literal: Literal) -> None:
        """Nor do values of another sort, containers, NaN, and what is missing."""
        assert not holds(store, logged, Op.EQ, literal)
        assert holds(store, logged, Op.NE, literal)
        assert not holds(store, logged, Op.IN, literal, "other")

    @pytest.mark.parametrize(("logged", "literal"), ORDERED, ids=_shown)
    def test_smaller_values_are_smaller(self, store: Store, logged: Any, literal: Literal) -> None:
        """Numbers by size, times by moment, texts by code points."""
        assert holds(store, logged, Op.LT, literal)
        assert holds(store, logged, Op.LE, literal)
        assert not holds(store, logged, Op.GT, literal)
        assert not holds(store, logged, Op.GE, literal)
        assert not holds(store, logged, Op.EQ, literal)

    @pytest.mark.parametrize(
        ("logged", "literal"), [pair for pair in EQUAL if pair[1] is not None], ids=_shown
    )
    def test_equal_values_are_neither_smaller_nor_greater(
        self, store: Store, logged: Any, literal: Literal
    ) -> None:
        """But not smaller and not greater is what they are."""
        assert holds(store, logged, Op.LE, literal)
        assert holds(store, logged, Op.GE, literal)
        assert not holds(store, logged, Op.LT, literal)
        assert not holds(store, logged, Op.GT, literal)

    @pytest.mark.parametrize(("logged", "literal"), UNORDERED, ids=_shown)
    def test_values_without_an_order_are_in_none(
        self, store: Store, logged: Any, literal: Literal
    ) -> None:
        """Whichever way one asks."""
        for op in (Op.LT, Op.LE, Op.GT, Op.GE):
            assert not holds(store, logged, op, literal)

    @pytest.mark.parametrize(("logged", "op", "text", "expected"), TEXTUAL, ids=_shown)
    def test_texts_are_matched_as_they_are_written(
        self, store: Store, logged: Any, op: Op, text: str, expected: bool
    ) -> None:
        """Case counts, and only `*` and `?` of a glob have a meaning."""
        assert holds(store, logged, op, text) is expected

    @pytest.mark.parametrize(("logged", "literal", "expected"), HOLDING, ids=_shown)
    def test_elements_are_found_in_what_holds_several(
        self, store: Store, logged: Any, literal: Literal, expected: bool
    ) -> None:
        """In lists, tuples and sets; not in texts, and not in what lies deeper."""
        assert holds(store, logged, Op.HAS, literal) is expected

    @pytest.mark.parametrize(
        "logged",
        [0, "", False, None, NAN, [], {}, {"a": {"b": 1}}, [[1]], set(), NOON],
        ids=_shown,
    )
    def test_what_was_logged_exists(self, store: Store, logged: Any) -> None:
        """Also None, and what is empty."""
        assert holds(store, logged, Op.EXISTS)

    def test_what_was_not_logged_does_not_exist(self, store: Store) -> None:
        """Whatever else there is."""
        assert not holds(store, MISSING, Op.EXISTS)

    def test_nothing_is_in_no_values(self, store: Store) -> None:
        """An empty choice matches nothing."""
        assert not holds(store, 3, Op.IN)
        assert not holds(store, MISSING, Op.IN)

    def test_a_choice_may_include_none(self, store: Store) -> None:
        """Which is what was logged as None, not what is missing."""
        assert holds(store, None, Op.IN, 1, None)
        assert not holds(store, MISSING, Op.IN, 1, None)

    def test_every_part_of_a_path_exists(self, store: Store) -> None:
        """As long as it is a dict that holds something there, or anything at all."""
        run = a_run()
        store.apply(run, log(run, {"a": {"b": {"c": 1}}, "ab": 1}))

        def exists(path: str) -> bool:
            return find(store, Run, Compare(Metadata(path), Op.EXISTS)) != []

        assert [exists(path) for path in ("a", "a.b", "a.b.c")] == [True] * 3
        assert [exists(path) for path in ("b", "a.c", "a.b.c.d", "A", '"a.b"')] == [False] * 5

    def test_wildcards_in_a_path_have_no_meaning(self, store: Store) -> None:
        """Keys are plain text."""
        run = a_run()
        store.apply(run, log(run, {"a_b": {"x": 1}, "100%": {"y": 1}}))

        def exists(path: str) -> bool:
            return find(store, Run, Compare(Metadata(path), Op.EXISTS)) != []

        assert [exists(path) for path in ("a_b", "a_b.x", '"100%"', '"100%".y')] == [True] * 4
        assert [exists(path) for path in ('"a%"', '"a.b"', '"a?b"', '"10%"')] == [False] * 4

    def test_a_key_with_a_dot_is_one_key(self, store: Store) -> None:
        """It is quoted in a path."""
        dotted, nested = a_run(), a_run()
        store.apply(dotted, nested, log(dotted, {"a.b": 1}), log(nested, {"a": {"b": 1}}))

        def matching(path: str) -> list[Any]:
            return [record.id for record in find(store, Run, Compare(Metadata(path), Op.EQ, (1,)))]

        assert matching('"a.b"') == [dotted.run_id]
        assert matching("a.b") == [nested.run_id]

    def test_only_current_values_are_seen(self, store: Store) -> None:
        """Not those of the past, at any depth."""
        run = a_run()
        store.apply(run, log(run, {"a": {"x": 1, "old": 1}}), log(run, {"a": {"x": 2}}))

        def matching(path: str, *literals: Literal) -> bool:
            op = Op.EQ if literals else Op.EXISTS
            return find(store, Run, Compare(Metadata(path), op, literals)) != []

        assert matching("a.x", 2)
        assert not matching("a.x", 1)
        assert not matching("a.old")

    def test_an_entry_that_arrives_late_is_not_seen(self, store: Store) -> None:
        """If it is older than the current value."""
        run = a_run()
        store.apply(run, log(run, {"a": "new"}, at=moment(9)), log(run, {"a": "old"}, at=moment(1)))

        assert find(store, Run, Compare(Metadata("a"), Op.EQ, ("new",))) != []
        assert find(store, Run, Compare(Metadata("a"), Op.EQ, ("old",))) == []

    def test_metadata_of_a_step_is_seen_from_its_run(self, store: Store) -> None:
        """Where the condition names the step; and not without it."""
        run, other = a_run(), a_run()
        step, namesake = a_step(run, "train"), a_step(other, "train")
        store.apply(run, other, step, namesake)
        store.apply(log(step, {"loss": 1}), log(namesake, {"loss": 2}), log(other, {"loss": 3}))

        def matching(step_name: str | None, value: int) -> list[Any]:
            condition = Compare(Metadata("loss", step=step_name), Op.EQ, (value,))
            return [record.id for record in find(store, Run, condition)]

        assert matching("train", 1) == [run.run_id]
        assert matching("train", 3) == []
        assert matching(None, 1) == []
        assert matching("evaluate", 1) == []

    def test_the_last_attempt_of_a_step_is_seen_from_its_run(self, store: Store) -> None:
        """Even where it logged nothing."""
        run = a_run()
        first, second = a_step(run, "train"), a_step(run, "train", attempt=2)
        store.apply(run, first, log(first, {"loss": 1}), finish(first, Status.RETRIED))

        def exists() -> bool:
            return find(store, Run, Compare(Metadata("loss", step="train"), Op.EXISTS)) != []

        before = exists()
        store.apply(second)
        assert (before, exists()) == (True, False)

    @pytest.mark.parametrize(
        ("value", "text"),
        [
            ({"b": [1, 2.5], "a": None}, '{"b":[1,2.5],"a":null}'),
            ("text", '"text"'),
            (3, "3"),
            (True, "true"),
            ((1,), '{"$tuple":[1]}'),
        ],
    )
    def test_the_json_text_of_a_value_is_its_wire_form(
        self, store: Store, value: Any, text: str
    ) -> None:
        """Compared like any text; only whole keys have one."""
        run = a_run()
        step = a_step(run)
        store.apply(run, step, log((run, step), {"k.1": value}))

        def matching(field: JsonText, op: Op, *literals: Literal) -> bool:
            return find(store, Run, Compare(field, op, literals)) != []

        for field in (JsonText("k.1"), JsonText("k.1", step="train")):
            assert matching(field, Op.EQ, text)
            assert matching(field, Op.IN, "other", text)
            assert matching(field, Op.CONTAINS, text[1:-1])
            assert matching(field, Op.STARTSWITH, text[:1])
            assert matching(field, Op.GE, text)
            assert matching(field, Op.EXISTS)
            assert not matching(field, Op.EQ, text + " ")
            assert not matching(field, Op.NE, text)
        assert not matching(JsonText("k"), Op.EXISTS)
        assert matching(JsonText("k"), Op.NE, text)
        assert not matching(JsonText("k.1", step="other"), Op.EXISTS)
