"""Values as people see them, one line each, and the cards they are grouped into."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path as FilePath
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from tests.unit.values.same import same
from tests.unit.values.strategies import values

from tallystick.values import Card, StorageSize, Uri, cards, decode, display, fetched

CARDS = FilePath(__file__).parents[3] / "docs" / "reference" / "cards.json"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "None"),
        (True, "True"),
        (20260131, "20260131"),
        (0.9123456789, "0.912346"),
        (1.0, "1.0"),
        (-0.0, "-0.0"),
        (1500000.0, "1500000.0"),
        (1e-7, "1e-07"),
        (0.1 + 0.2, "0.3"),
        (float("nan"), "NaN"),
        (float("-inf"), "-∞"),
        ("text", "text"),
        ("two\n  lines", "two lines"),
        (Uri("s3://b/x"), "s3://b/x"),
        (StorageSize(0), "0 B"),
        (StorageSize(1023), "1023 B"),
        (StorageSize(1_500_000), "1.43 MiB"),
        (StorageSize(-2048), "-2.00 KiB"),
        (StorageSize(5 * 2**40), "5.00 TiB"),
        (datetime(2026, 1, 31, 12, 30), "2026-01-31 12:30:00"),  # noqa: DTZ001  # values need no zone
        (datetime(2026, 1, 31, 12, 30, tzinfo=UTC), "2026-01-31 12:30:00 UTC"),
        (
            datetime(2026, 1, 31, 12, 30, tzinfo=timezone(timedelta(hours=1))),
            "2026-01-31 12:30:00+01:00",
        ),
        (date(2026, 1, 31), "2026-01-31"),
        (timedelta(0), "0 s"),
        (timedelta(microseconds=5), "5 µs"),
        (timedelta(milliseconds=250), "250 ms"),
        (timedelta(seconds=3.25), "3.25 s"),
        (timedelta(minutes=80), "1 h 20 min"),
        (timedelta(hours=2), "2 h"),
        (timedelta(days=3, hours=4, seconds=5), "3 d 4 h"),
        (timedelta(days=1, seconds=5), "1 d"),
        (timedelta(minutes=-80), "-1 h 20 min"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        ([], "[]"),
        ([0.123456789, "a", [1]], "[0.123457, a, [1]]"),
        (list(range(100)), "[0, 1, 2, 3, 4, 5, 6, 7, … (+92)]"),
        ((1,), "(1,)"),
        ((1, 2), "(1, 2)"),
        ({"b", "a"}, "{a, b}"),
        (frozenset(), "{}"),
        ({"rows": 5, "size": StorageSize(2048)}, "{rows: 5, size: 2.00 KiB}"),
    ],
    ids=lambda each: each if isinstance(each, str) else type(each).__name__,
)
def test_values_read_well(value: Any, shown: str) -> None:
    """Units, sensible digits, nothing that is only Python's notation."""
    assert display(value) == shown


def test_long_text_is_folded_and_says_by_how_much() -> None:
    """The whole text is one click or one attribute away."""
    shown = display("word " * 1000)

    assert len(shown) <= 80
    assert shown.endswith("… (+4,931)")


@given(values)
def test_any_value_is_one_short_line(value: Any) -> None:
    """Also infinite, huge, nested and empty ones."""
    shown = display(value)

    assert len(shown) <= 90
    assert "\n" not in shown


def test_fetched_values_are_shown_like_bare_ones() -> None:
    """They are what views have."""
    at = datetime(2026, 1, 31, tzinfo=UTC)

    assert display(fetched(StorageSize(2048), logged_at=at)) == "2.00 KiB"
    assert display(fetched(0.5, logged_at=at)) == "0.5"
    assert display(fetched({"a": 1}, logged_at=at)) == "{a: 1}"


@pytest.mark.parametrize(
    "example",
    json.loads(CARDS.read_text(encoding="utf-8"))["examples"],
    ids=lambda example: example["name"],
)
def test_cards_are_as_in_the_examples(example: dict[str, Any]) -> None:
    """The same file pins every view."""

    def entries(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        return {key: decode(json.dumps(wire).encode()) for key, wire in pairs}

    made = cards(entries(example["entries"]))

    expected = [Card(card["title"], entries(card["entries"])) for card in example["cards"]]
    assert same([tuple(card) for card in made], [tuple(card) for card in expected])


def test_fetched_dicts_are_cards() -> None:
    """They are dicts."""
    metrics = fetched({"accuracy": 0.9}, logged_at=datetime(2026, 1, 31, tzinfo=UTC))

    assert cards({"metrics": metrics}) == [Card("metrics", {"accuracy": 0.9})]
