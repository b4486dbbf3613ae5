"""Paths have one text for each list of segments, and one list of segments for each text."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.values.strategies import keys

from tallystick.errors import InvalidArgumentError
from tallystick.values import format_path, parse_path
from tallystick.values.paths import NEEDS_QUOTES, read_segment

segments = st.lists(keys, min_size=1, max_size=5)


@given(segments)
def test_parsing_gives_back_what_was_formatted(path: list[str]) -> None:
    """For any segments."""
    assert parse_path(format_path(path)) == tuple(path)


@given(segments, segments)
def test_different_places_have_different_paths(one: list[str], other: list[str]) -> None:
    """The key `a.b` and the key `b` in the dict `a` are two places."""
    assert (format_path(one) == format_path(other)) == (one == other)


@given(st.text())
def test_formatting_gives_back_what_was_parsed_but_for_needless_quotes(text: str) -> None:
    """Any text is a path or an error."""
    try:
        path = parse_path(text)
    except InvalidArgumentError:
        return

    assert parse_path(format_path(path)) == path
    assert '"' in text or format_path(path) == text


@given(st.characters(codec="utf-8"))
def test_quoted_segments_are_json_strings(character: str) -> None:
    """Each character has one way of being written, and no path has a control character in it."""
    text = format_path([character])

    assert (text == character) == (character not in NEEDS_QUOTES)
    assert text == character or json.loads(text) == character
    assert all(each >= " " for each in text)


def test_white_space_needs_quotes_in_any_script() -> None:
    """Paths are read by people, who do not see it."""
    spaces = [chr(code) for code in range(0x110000) if chr(code).isspace()]

    assert [space for space in spaces if space not in NEEDS_QUOTES] == []


def test_needless_quotes_are_read() -> None:
    """A person may quote everything."""
    assert parse_path('"a"."b"') == parse_path("a.b") == ("a", "b")
    assert parse_path('"\\u0061"') == ("a",)


@pytest.mark.parametrize(
    ("text", "column", "problem"),
    [
        ("", 1, "expected a name"),
        (".a", 1, "expected a name"),
        ("a.", 3, "expected a name"),
        ("a..b", 3, "expected a name"),
        ("a b", 2, "expected a dot or the end"),
        ('a"b"', 2, "expected a dot or the end"),
        ('"a"b', 4, "expected a dot or the end"),
        ('a."b', 3, "these quotes are not closed"),
        ('"a\\"', 1, "these quotes are not closed"),
        ('"\\x"', 1, "this is not a JSON string"),
        ('"\\ud800"', 1, "this is not a JSON string"),
        ('"a\n"', 1, "this is not a JSON string"),
    ],
)
def test_errors_point_at_the_column(text: str, column: int, problem: str) -> None:
    """Counted from one, with what was expected there."""
    with pytest.raises(InvalidArgumentError) as caught:
        parse_path(text)

    assert caught.value.column == column
    assert f"at column {column}: {problem}" in str(caught.value)


def test_a_path_has_a_segment() -> None:
    """There is no path to nothing."""
    with pytest.raises(InvalidArgumentError):
        format_path([])


def test_a_segment_is_read_out_of_a_longer_text() -> None:
    """As a query is."""
    query = 'metrics."5 %">0.9'

    assert read_segment(query, 0) == ("metrics", 7)
    assert read_segment(query, 8) == ("5 %", 13)
