"""Plans, options, names and cache keys: pure data."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import msgspec
import pytest

from tallystick.errors import InvalidArgumentError
from tallystick.plan.caching import cache_key, digest, explain_difference
from tallystick.plan.names import default_run_name, fill_in
from tallystick.plan.options import Options
from tallystick.plan.plan import (
    FromArtifact,
    FromMany,
    FromStep,
    FromValue,
    Invocation,
    Plan,
    check_plan,
)

AT = datetime(2026, 1, 31, 13, 5, 7, 42, tzinfo=UTC)


def test_upstream_is_data_and_order_each_once() -> None:
    invocation = Invocation(
        name="c",
        step="c",
        inputs={
            "x": FromStep("a", "output"),
            "y": FromMany((FromStep("a", "o"), FromValue("k", "n"), FromStep("b", "o"))),
            "z": FromArtifact(UUID(int=1)),
        },
        after=("b", "d"),
    )

    assert invocation.upstream == ("b", "d", "a")


def test_plans_are_in_order() -> None:
    def plan(*invocations: Invocation) -> Plan:
        return Plan(pipeline="p", invocations=invocations)

    a = Invocation(name="a", step="a")
    b = Invocation(name="b", step="b", after=("a",))

    check_plan(plan(a, b))
    assert plan(a, b).graph == (("a", ()), ("b", ("a",)))
    with pytest.raises(InvalidArgumentError, match=r"'b' waits for 'a'"):
        check_plan(plan(b, a))
    with pytest.raises(InvalidArgumentError, match=r"'a' waits for 'a'"):
        check_plan(plan(Invocation(name="a", step="a", after=("a",))))


def test_plans_are_data() -> None:
    invocation = Invocation(
        name="a",
        step="a",
        inputs={"x": FromMany((FromStep("b", "o"), FromArtifact(UUID(int=1))))},
        parameters={"n": msgspec.Raw(b"3")},
    )
    plan = Plan(pipeline="p", invocations=(invocation,), options=Options(enable_cache=False))

    assert msgspec.json.decode(msgspec.json.encode(plan), type=Plan) == plan


def test_names_are_filled_in() -> None:
    assert fill_in("{date}_{time}", AT) == "2026_01_31_13_05_07_000042"
    assert fill_in("{kind}-{other}{", AT, {"kind": "rf"}) == "rf-{other}{"
    assert fill_in("{date}", AT, {"date": "today"}) == "today"
    assert default_run_name("p", AT) == "p-2026_01_31-13_05_07_000042"


def test_digests_keep_texts_apart() -> None:
    assert digest("ab", "c") != digest("a", "bc")
    assert digest("a") == digest(b"a")


def test_keys_do_not_depend_on_order_and_differ_by_name_and_digest() -> None:
    assert cache_key({"a": "1", "b": "2"}) == cache_key({"b": "2", "a": "1"})
    assert cache_key({"a": "1"}).digest != cache_key({"b": "1"}).digest
    assert cache_key({"a": "1"}).digest != cache_key({"a": "2"}).digest


def test_differences_are_said_in_words() -> None:
    before = cache_key({"code": "1", "input.x": "1", "parameter.depth": "1", "helper.m.f": "1"})
    now = cache_key({"code": "1", "input.x": "2", "parameter.rate": "1", "helper.m.f": "2"})

    assert explain_difference(before, now) == (
        "helper m.f changed; input x changed; parameter depth is gone; parameter rate is new"
    )
    assert explain_difference(before, before) == ""
