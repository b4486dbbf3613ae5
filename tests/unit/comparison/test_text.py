"""A comparison as text: aligned, as wide as there is room, and true about what differs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.unit.comparison.test_table import compared, subject

from tallystick.comparison import Comparison
from tallystick.comparison.fitting import text_width
from tallystick.records.targets import Kind
from tallystick.values import Uri


def lines(table: Comparison, **options: Any) -> list[str]:
    return table.to_text(**options).splitlines()


def cells(table: Comparison, name: str) -> list[str]:
    (line,) = [line for line in lines(table) if line.strip().startswith(name)]
    return line.split()[1:]


def test_the_rows_that_differ_aligned_with_marks_and_a_legend():
    table = compared(
        {"metrics": {"accuracy": 0.8, "classes": 3}, "note": "a"},
        {"metrics": {"accuracy": 0.9, "classes": 3}, "note": "b"},
        minimise=["note"],
    )

    assert lines(table) == [
        "2 runs, baseline run-0: 2 of 3 rows differ",
        "",
        "               run-0  run-1",
        "metadata",
        "  note ↓       a      b",
        "metrics",
        "  accuracy ↑?  0.8    0.9 *  +0.1 (+12.5 %)",
        "",
        "↑ higher is better, ↓ lower; ? guessed from the name; * best",
    ]


def test_all_rows_when_asked():
    table = compared({"a": 1, "b": 2}, {"a": 1, "b": 3})

    assert [line.split()[0] for line in lines(table, every=True)[4:6]] == ["a", "b"]


def test_no_difference():
    assert lines(compared({"a": 1}, {"a": 1})) == ["2 runs: no difference in 1 row"]
    assert lines(compared({}, {})) == ["2 runs: no difference in 0 rows"]


def test_what_is_missing_is_a_dash():
    assert cells(compared({"a": 1}, {}), "a") == ["1", "-"]


class TestWidth:
    def test_columns_without_room_come_below_beside_the_baseline(self):
        table = compared(*({"value": f"{place}" * 12} for place in range(5)), baseline=1)

        shown = lines(table, width=50)

        heads = [line.split() for line in shown if line.strip().startswith("run-")]
        assert heads == [["run-0", "run-1", "run-2"], ["run-1", "run-3", "run-4"]]
        assert all(text_width(line) <= 50 for line in shown[1:])

    def test_every_column_is_shown_however_narrow_it_is(self):
        table = compared(*({"value": place} for place in range(4)))

        shown = " ".join(lines(table, width=1))

        assert all(f"run-{place}" in shown for place in range(4))

    def test_long_texts_are_cut_off_only_where_there_is_a_width(self):
        table = compared({"a": "x" * 70}, {"a": "y" * 70})

        assert "x" * 70 in table.to_text()
        assert "x" * 43 + "…" in table.to_text(width=120)

    @pytest.mark.parametrize("width", [80, 120])
    def test_names_keys_and_values_fit_together(self, width: int):
        named = [
            subject("a-long-name-" * 6 + place, {"key_" * 20 + place: place * 200})
            for place in "012"
        ]
        table = Comparison(Kind.RUN, named)

        shown = lines(table, width=width)

        assert all(text_width(line) <= width for line in shown)
        heads = [line.split() for line in shown if line.startswith("   ")]
        assert [[head[-1] for head in block] for block in heads] == [["0", "1"], ["0", "2"]]

    def test_a_delta_without_room_loses_its_share_and_then_goes(self):
        table = compared({"a": 1.0}, {"a": 1.125}, minimise=["a"])

        def row(width: int) -> str:
            (line,) = [line for line in lines(table, width=width) if line.startswith("  a")]
            return " ".join(line.split()[2:])

        assert row(80) == "1.0 * 1.125 +0.125 (+12.5 %)"
        assert row(36) == "1.0 * 1.125 +0.125"
        assert row(24) == "1.0 * 1.125"

    def test_long_texts_that_differ_late_still_look_different(self):
        table = compared({"a": "x" * 70 + "left"}, {"a": "x" * 70 + "right"})

        (line,) = [line for line in lines(table, width=60) if line.startswith("  a")]
        assert line.split()[1:] == ["…xxxxleft", "…xxxxright"]

    def test_wide_and_combining_characters_are_counted(self):
        table = compared({"名前": "値", "e\u0301": "a"}, {"名前": "x", "e\u0301": "b"})

        name, accent = lines(table)[4:6]

        assert text_width(name[: name.index("値")]) == text_width(accent[: accent.index("a")])


class TestHiddenDifferences:
    def test_types_are_told_where_texts_are_the_same(self):
        table = compared({"a": "s3://x"}, {"a": Uri("s3://x")}, {"a": "y"})

        assert cells(table, "a") == ["s3://x", "(str)", "s3://x", "(Uri)", "y"]

    def test_numbers_that_look_the_same_are_shown_whole(self):
        table = compared({"a": 0.1234567}, {"a": 0.1234568}, {"a": 0.5})

        assert cells(table, "a")[:2] == ["0.1234567", "0.1234568"]

    def test_long_texts_are_shown_where_they_begin_to_differ(self):
        table = compared({"a": "x" * 200 + "left"}, {"a": "x" * 200 + "right"})

        assert cells(table, "a") == ["…" + "x" * 12 + "left", "…" + "x" * 12 + "right"]

    def test_hashes_are_short_and_times_to_the_second_where_they_are_facts(self):
        moment = datetime(2026, 1, 31, 12, tzinfo=UTC)
        both = [
            subject(name, {"digest": "a" * 64}, code={"commit": letter * 40}, facts={"at": at})
            for name, letter, at in (
                ("one", "b", moment),
                ("two", "c", moment.replace(microsecond=1)),
            )
        ]

        text = Comparison(Kind.RUN, both).to_text(every=True)

        assert "b" * 12 + " " in text
        assert "a" * 64 in text
        assert "12:00:00.000001" in text


def test_python_shows_the_text():
    table = compared({"a": 1}, {"a": 2})

    assert str(table) == table.to_text()
    assert repr(table).splitlines()[0] == str(table).splitlines()[0]
