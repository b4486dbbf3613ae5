"""Keys are checked before anything is stored."""

from __future__ import annotations

import enum
from typing import Any

import pytest
from hypothesis import given
from tests.unit.values.strategies import text

from tallystick.errors import InvalidArgumentError, InvalidValueError
from tallystick.values import check_key


@pytest.mark.parametrize(
    "key",
    ["accuracy", "a.b", "a:b", "a b", " ", "größe", "精度", "line\nbreak", "$tuple", "x" * 255],
)
def test_any_text_is_a_key(key: str) -> None:
    """Kept as written."""
    assert check_key(key) is key


@given(text)
def test_a_key_is_returned_as_it_is_or_refused(key: str) -> None:
    """Nothing is trimmed, folded or escaped."""
    try:
        assert check_key(key) == key
    except InvalidArgumentError:
        assert not key or len(key) > 255 or "::" in key or "\0" in key


def test_subclasses_of_text_become_text() -> None:
    """Members of an enum of texts are common keys."""
    metric = enum.StrEnum("Metric", {"LOSS": "loss"}).LOSS

    key = check_key(metric)

    assert (key, type(key)) == ("loss", str)


@pytest.mark.parametrize(
    ("key", "says"),
    [
        ("", "The key '' is empty. Name what the value is."),
        ("x" * 256, "has 256 characters; a key has at most 255."),
        ("train::loss", "The key 'train::loss' has '::' in it"),
        ("a\0b", "has a NUL character in it"),
        ("a\ud800", "The key 'a\\ud800' has a lone surrogate in it"),
    ],
)
def test_text_that_cannot_be_a_key_is_an_argument_error(key: str, says: str) -> None:
    """A `ValueError` whose message shows the key and whose attribute has it."""
    with pytest.raises(InvalidArgumentError) as caught:
        check_key(key)

    assert says in str(caught.value)
    assert caught.value.key == key


@pytest.mark.parametrize("key", [None, 1, b"a", ("a",), 1.5])
def test_a_key_that_is_not_text_is_a_value_error_of_type(key: Any) -> None:
    """A `TypeError` that names the type and the remedy."""
    with pytest.raises(InvalidValueError, match=r"Pass str\(key\)") as caught:
        check_key(key)

    assert caught.value.type == type(key).__name__
