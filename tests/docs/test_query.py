"""The page on the query language names all of it, and its examples are queries."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tallystick.cli.failing import pointed
from tallystick.errors import InvalidQueryError
from tallystick.query.checking import LONGEST_PATTERN
from tallystick.query.fields import FIELDS
from tallystick.query.language import MAX_LENGTH, format_where, parse_sort, parse_where
from tallystick.query.language.holding import WORDS as HELD
from tallystick.query.language.operators import SYMBOLS
from tallystick.query.language.operators import WORDS as OPERATORS
from tallystick.query.language.quantities import BYTES, DURATIONS
from tallystick.query.language.relatives import WORD_OF
from tallystick.records.targets import Kind

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "query.md"
TEXT = PAGE.read_text()


def section(title: str) -> str:
    match = re.search(rf"^##+ {re.escape(title)}\n(.*?)(?=^##|\Z)", TEXT, re.MULTILINE | re.DOTALL)
    assert match, title
    return match[1]


def quoted(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


def test_examples_are_queries():
    blocks = re.findall(r"```query (\w+)\n(.*?)```", TEXT, re.DOTALL)

    assert blocks
    for kind, block in blocks:
        for line in block.splitlines():
            condition = parse_where(line, Kind(kind))
            assert parse_where(format_where(condition), Kind(kind)) == condition


@pytest.mark.parametrize("kind", Kind)
def test_every_built_in_field_and_no_other(kind):
    (row,) = re.findall(rf"^\| {kind.words}s \|.*$", section("Built-in fields"), re.MULTILINE)

    assert sorted(quoted(row)) == sorted(FIELDS[kind])


@pytest.mark.parametrize("word", [*SYMBOLS, *OPERATORS, "between", "is", "missing", "none", "nan"])
def test_every_operator_is_in_the_grammar(word):
    assert f'"{word}"' in section("Grammar")


@pytest.mark.parametrize("unit", [*BYTES, *(unit for unit in DURATIONS if unit != "\u03bcs")])
def test_every_unit(unit):
    words = {word for text in quoted(section("Sizes and durations")) for word in text.split()}

    assert unit in words or unit.removesuffix("s") in words


def test_every_field_of_a_few_words():
    for field in HELD:
        assert f"`{field}`" in section("Texts")


def test_every_kind_in_lineage():
    for word in WORD_OF.values():
        assert f"| `{word}` |" in section("Lineage")


@pytest.mark.parametrize(
    "text", [text for text in quoted(section("Times")) if re.match(r"[-+\d]|now|today|yest", text)]
)
def test_times_are_times(text):
    assert parse_where(f"started_at > {text.replace('...Z', '2026-01-31T12:00Z')}", Kind.RUN)


def test_the_order_is_one():
    (text,) = re.findall(r"^`(.*? desc, .*?)` orders", section("Order"), re.MULTILINE)

    assert len(parse_sort(text, Kind.RUN)) == 2


def test_the_error_is_said_so():
    (shown,) = re.findall(r"```text\n(.*?)```", section("Errors and warnings"), re.DOTALL)
    (query,) = re.findall(r"--where '(.*)'", shown)

    with pytest.raises(InvalidQueryError) as caught:
        parse_where(query, Kind.RUN)

    said = f"Error: {caught.value}\n{pointed(query, caught.value.column)}\n"
    assert shown.partition("\n")[2] == said


def test_the_bounds():
    assert f"| length | {MAX_LENGTH:,} characters |" in TEXT
    assert f"| a pattern | {LONGEST_PATTERN:,} characters |" in TEXT


def test_links_lead_somewhere():
    for target in re.findall(r"\]\(([^)#]+)\)", TEXT):
        assert (PAGE.parent / target).exists(), target
