"""What can be a name."""

from __future__ import annotations

import pytest

from tallystick.errors import InvalidArgumentError
from tallystick.records.names import check_name


@pytest.mark.parametrize("name", ["a", " ", "x" * 255, "a::b", "\N{SNOWMAN}" * 255, "\n", "a.b"])
def test_almost_any_text_is_a_name(name):
    check_name("run", name)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "The run name '' is empty"),
        ("x" * 256, "has 256 characters; a name has at most 255"),
        ("a\0", r"'a\\x00' has a NUL character"),
        ("\ud800", r"'\\ud800' has a lone surrogate"),
        ("\udfff", "lone surrogate"),
    ],
)
def test_some_text_is_not(name, said):
    with pytest.raises(InvalidArgumentError, match=said) as caught:
        check_name("run", name)

    assert caught.value.given == name
    assert len(str(caught.value)) < 200
    str(caught.value).encode()
