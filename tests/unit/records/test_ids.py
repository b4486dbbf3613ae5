"""Identifiers: time-ordered ones for what happens, derived ones for what is named."""

from __future__ import annotations

from uuid import RFC_4122, UUID

import pytest

from tallystick.records import ids
from tallystick.records.ids import derived_id, new_id


def test_new_ids_are_of_version_7_and_differ():
    made = [new_id() for _ in range(1000)]

    assert {id.version for id in made} == {7}
    assert {id.variant for id in made} == {RFC_4122}
    assert len(set(made)) == 1000


def test_later_ids_sort_after_earlier_ones(monkeypatch):
    made = []
    for milliseconds in (0, 1, 2**40, 2**48 - 1):
        monkeypatch.setattr(ids.time, "time_ns", lambda now=milliseconds: now * 1_000_000)
        made.append(new_id())

    assert made == sorted(made)
    assert [id.int >> 80 for id in made] == [0, 1, 2**40, 2**48 - 1]


@pytest.mark.parametrize("noise", [b"\0" * 10, b"\xff" * 10, bytes(range(10))])
def test_noise_never_reaches_version_and_variant(monkeypatch, noise):
    monkeypatch.setattr(ids.os, "urandom", lambda count: noise[:count])

    id = new_id()

    assert (id.version, id.variant) == (7, RFC_4122)


@pytest.mark.parametrize("noise", [b"\0" * 10, b"\xff" * 10])
def test_all_other_bits_are_noise(monkeypatch, noise):
    monkeypatch.setattr(ids.os, "urandom", lambda count: noise[:count])

    id = new_id()

    free = (0xFFF << 64) | (2**62 - 1)
    assert id.int & free == (0 if noise[0] == 0 else free)


def test_derived_ids_are_the_same_for_ever():
    """Stores keep them: a change of this value breaks every store there is."""
    assert derived_id("default", "model", "classifier") == UUID(
        "905ebbb1-90c6-8d56-8865-ae2c533ac0b6"
    )


def test_derived_ids_are_of_version_8():
    made = [derived_id("default", "model", str(number)) for number in range(200)]

    assert {id.version for id in made} == {8}
    assert {id.variant for id in made} == {RFC_4122}
    assert len(set(made)) == 200


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("ab", "c"), ("a", "bc")),
        (("ab",), ("ab", "")),
        (("a", "b"), ("b", "a")),
        ((), ("",)),
        (("a",), ("A",)),
    ],
)
def test_parts_are_told_apart(one, other):
    assert derived_id(*one) != derived_id(*other)


@pytest.mark.parametrize("nanoseconds", [-1, -(10**18)])
def test_a_clock_before_1970_makes_ids_too(monkeypatch, nanoseconds):
    monkeypatch.setattr(ids.time, "time_ns", lambda: nanoseconds)

    made = {new_id() for _ in range(100)}

    assert len(made) == 100
    assert {(id.version, id.int >> 80) for id in made} == {(7, 0)}
