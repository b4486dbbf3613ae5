"""Sentences of errors."""

from __future__ import annotations

import pytest

from tallystick.errors import unknown
from tallystick.records.runs import Status


def test_what_is_unknown_is_said_with_what_there_is() -> None:
    assert unknown("run", "trian", ["load", "train"], hint="Look.") == (
        "There is no run 'trian'. Did you mean 'train'? Known: load, train. Look."
    )
    assert unknown("output", 1, ["data"]) == "There is no output 1. Known: data."
    assert unknown("run", "x", []) == "There is no run 'x'."
    assert unknown("status", "runing", [Status.RUNNING]) == (
        "There is no status 'runing'. Did you mean 'running'? Known: running."
    )
    assert unknown("run", "x", [f"{number:02}" for number in range(12)]).endswith(
        "Known: 00, 01, 02, 03, 04, 05, 06, 07, 08, 09, ...."
    )


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a b", "a b"),
        ("größe", "größe"),
        ("\N{SNOWMAN}", "\N{SNOWMAN}"),
        ("a, b", "'a, b'"),
        (" a", "' a'"),
        ("", "''"),
        ("a\nb", r"'a\nb'"),
        ("\x1b[31mred", r"'\x1b[31mred'"),
        ("\N{RIGHT-TO-LEFT OVERRIDE}abc", r"'\u202eabc'"),
        ("x" * 300, f"'{'x' * 255}...'"),
    ],
)
def test_names_are_listed_so_that_they_cannot_steer_a_terminal(name: str, shown: str) -> None:
    """Nor be taken for several, or for none."""
    assert unknown("run", "~", [name]) == f"There is no run '~'. Known: {shown}."


def test_what_was_given_is_shortened() -> None:
    assert unknown("run", "y" * 100_000, []) == f"There is no run '{'y' * 255}...'."
