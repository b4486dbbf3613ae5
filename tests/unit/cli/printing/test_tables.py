from __future__ import annotations

import io

import pytest
from rich.console import Console
from rich.text import Text

from tallystick.cli.printing.console import answers, printable
from tallystick.cli.printing.tables import Column, print_grid, print_table

COLUMNS = [Column("name"), Column("number", numeric=True), Column("note")]


def printed(rows, *, terminal=False, width=40, columns=COLUMNS):
    console = Console(file=io.StringIO(), force_terminal=terminal, width=width, color_system=None)
    print_table(console, columns, rows)
    return console.file.getvalue()


def test_plain_tables_are_aligned_and_end_where_they_end():
    rows = [("a", "1", "x"), ("long name", Text("100"), "")]

    assert printed(rows) == "name       number  note\na               1  x\nlong name     100\n"


def test_wide_characters_take_two_places():
    assert printed([("精度", "1", "x")]) == "name  number  note\n精度       1  x\n"


def test_plain_lines_are_as_long_as_they_need_to_be():
    assert "x" * 200 in printed([("a", "1", "x" * 200)])


def test_cells_stay_on_one_line():
    assert printed([("a\nb", "1", "\x1b[31m")]).splitlines()[1] == "a\\nb       1  \\x1b[31m"


GIVING = [Column("name", gives=2), Column("number", numeric=True), Column("note", gives=1)]


def test_on_a_terminal_what_gives_is_shortened():
    lines = printed([("a" * 12, "1", "x" * 60)], terminal=True, columns=GIVING).splitlines()

    assert lines == [
        "name          number  note",
        f"aaaaaaaaaaaa       1  {'x' * 17}…",
    ]


def test_on_a_terminal_what_has_to_be_copied_stays_whole():
    lines = printed([("a" * 60, "1", "x" * 60)], terminal=True).splitlines()

    assert lines[1] == f"{'a' * 60}       1  {'x' * 60}"


def test_on_a_terminal_the_ends_of_paths_are_their_titles():
    columns = [Column("name", gives=2), Column("evaluation_metrics.accuracy", numeric=True)]
    row = [("n" * 20, "0.976608")]

    def title(width):
        return printed(row, terminal=True, columns=columns, width=width).splitlines()[0].split()[1]

    assert title(60) == "evaluation_metrics.accuracy"
    assert title(40) == "…_metrics.accuracy"
    assert title(31) == "…accuracy"
    assert title(20) == "accuracy"


def test_a_table_without_rows_has_its_titles():
    assert printed([]) == "name  number  note\n"
    assert printed([], terminal=True) == "name  number  note\n"


def test_names_and_values():
    console = Console(file=io.StringIO(), width=80)

    print_grid(console, [(Text("a"), "1"), (Text("long"), "2")])

    assert console.file.getvalue() == "a     1\nlong  2\n"


def test_on_a_terminal_sentences_go_on_below_and_words_stay_whole():
    console = Console(file=io.StringIO(), force_terminal=True, width=30, color_system=None)

    print_grid(console, [("why", "nothing it depends on changed"), ("path", "/" + "p" * 40)])

    assert console.file.getvalue().splitlines() == [
        "why   nothing it depends on",
        "      changed",
        "path  /" + "p" * 40,
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain größe 精度", "plain größe 精度"),
        ("\x1b]0;title\x07", "\\x1b]0;title\\x07"),
        ("a\nb\tc", "a\\nb\\tc"),
        ("right\u202eto left", "right\\u202eto left"),
        ("two\u2028lines", "two\\u2028lines"),
    ],
)
def test_what_could_steer_a_terminal_is_escaped(text, shown):
    assert printable(text) == shown


def test_ends_of_lines_may_stay():
    assert printable("a\nb\x1b", lines=True) == "a\nb\\x1b"


def test_answers_that_are_kept_have_no_width(monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "10")

    answers().print("x" * 500)

    assert capsys.readouterr().out == "x" * 500 + "\n"
