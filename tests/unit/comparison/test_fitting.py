"""Texts that fit a width: what is kept of them, and that nothing is lost where they are folded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.comparison.fitting import (
    clipped,
    clipped_apart,
    clipped_in_the_middle,
    folded,
    shared,
    text_width,
)
from tallystick.comparison.pieces import Line, Piece, Role

TEXTS = st.text("ab c漢é\u0301", max_size=40)


def read(lines: list[Line]) -> list[str]:
    return ["".join(piece.text for piece in line) for line in lines]


@pytest.mark.parametrize(
    ("text", "most", "beginning", "middle"),
    [
        ("abcdef", 6, "abcdef", "abcdef"),
        ("abcdefg", 6, "abcde…", "abc…fg"),
        ("漢字漢字", 6, "漢字…", "漢…字"),
        ("abcdef", None, "abcdef", "abcdef"),
    ],
)
def test_what_is_too_wide_is_cut_with_a_mark(text, most, beginning, middle):
    assert clipped(text, most) == beginning
    assert clipped_in_the_middle(text, most) == middle


@given(TEXTS, st.integers(1, 50))
def test_what_was_cut_fits(text: str, most: int):
    for cut in (clipped(text, most), clipped_in_the_middle(text, most)):
        assert text_width(cut) <= most
        assert cut == text or "…" in cut


class TestApart:
    def test_texts_that_would_look_the_same_are_shown_where_they_differ(self):
        texts = ["the same beginning 1", "the same beginning 2", "another beginning"]

        assert clipped_apart(texts, 10) == ["…ing 1", "…ing 2", "another b…"]

    def test_texts_that_are_the_same_still_look_the_same(self):
        assert clipped_apart(["a" * 20, "a" * 20], 10) == ["a" * 9 + "…"] * 2

    @given(st.lists(TEXTS, min_size=1, max_size=4), st.integers(8, 20))
    def test_they_fit(self, texts: list[str], most: int):
        assert all(text_width(text) <= most for text in clipped_apart(texts, most))


@pytest.mark.parametrize(
    ("widths", "given"),
    [
        ((10, 10, 10), (10, 10, 10)),
        ((50, 5, 50), (28, 5, 27)),
        ((100, 100, 100), (20, 20, 20)),
        ((13, 12, 100), (13, 12, 35)),
    ],
)
def test_the_widest_gives_room(widths, given):
    assert sorted(shared(widths, 60, 12)) == sorted(given)


def test_nothing_becomes_narrower_than_the_least():
    assert shared((30, 5, 30), 10, 12) == [12, 5, 12]


class TestFolding:
    def test_a_line_that_fits_stays_as_it_is(self):
        line = (Piece("   ab "), Piece("cd   ", Role.QUIET))

        assert list(folded(line, 8)) == [line]
        assert list(folded(line, None)) == [line]

    def test_lines_break_between_words_and_are_indented(self):
        line = (Piece("  so input "), Piece("data: one → two", Role.QUIET))

        lines = list(folded(line, 14))

        assert read(lines) == ["  so input ", "    data: one ", "    → two"]
        assert lines[2][-1].role is Role.QUIET

    @given(st.lists(TEXTS, max_size=5), st.integers(8, 30))
    def test_nothing_is_lost_and_all_fits(self, texts: list[str], width: int):
        whole = "".join(texts)

        lines = read(list(folded([Piece(text) for text in texts], width)))

        assert "".join(lines).replace(" ", "") == whole.replace(" ", "")
        assert all(text_width(line.rstrip()) <= width for line in lines)
