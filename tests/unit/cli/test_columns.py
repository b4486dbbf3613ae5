from __future__ import annotations

import pytest

from tallystick.cli.columns import MISSING, chosen, inside, title
from tallystick.errors import InvalidArgumentError


def test_names_in_quotes_may_hold_commas():
    assert chosen('name, params."a,b" ,c."d\\"e"', []) == ["name", 'params."a,b"', 'c."d\\"e"']


def test_titles_leave_units_to_the_cells():
    names = ["started_at", "duration_s", "size_bytes", "metadata.a.b"]

    assert [title(name) for name in names] == ["started", "duration", "size", "a.b"]


def test_inside_of_nested_dicts():
    value = {"a": {"b": None}}

    assert inside(value, ()) is value
    assert inside(value, ("a", "b")) is None
    assert inside(value, ("a", "c")) is MISSING
    assert inside(value, ("a", "b", "c")) is MISSING


def test_what_cannot_be_read_says_what_is_expected():
    with pytest.raises(InvalidArgumentError, match="such as name,status"):
        chosen("a,,b", [])
