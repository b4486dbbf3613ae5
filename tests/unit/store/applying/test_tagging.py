"""Tags, each once, in their order."""

from __future__ import annotations

import pytest

from tallystick.errors import InvalidArgumentError
from tallystick.store.applying.tagging import retagged, tagged


@pytest.mark.parametrize(
    ("old", "add", "expected"),
    [
        ((), (), ()),
        ((), ("b", "a", "b"), ("b", "a")),
        (("a",), ("b", "a"), ("a", "b")),
        (("a",), ("A",), ("a", "A")),
    ],
)
def test_tags_are_added_once(old, add, expected):
    assert tagged(old, add) == expected


@pytest.mark.parametrize(
    ("old", "add", "remove", "expected"),
    [
        (("a", "b"), (), ("a",), ("b",)),
        (("a", "b"), ("c",), ("a",), ("b", "c")),
        (("a",), (), ("b",), ("a",)),
        (("a",), ("a",), (), ("a",)),
    ],
)
def test_tags_are_removed(old, add, remove, expected):
    assert retagged(old, add=add, remove=remove) == expected


def test_a_contradiction_is_refused():
    with pytest.raises(InvalidArgumentError, match="'a' is to be added and removed"):
        retagged((), add=("b", "a"), remove=("a",))


@pytest.mark.parametrize("tag", ["", "x" * 256, "\0"])
def test_what_cannot_be_a_tag_is_refused(tag):
    with pytest.raises(InvalidArgumentError, match="tag name"):
        tagged((), (tag,))
