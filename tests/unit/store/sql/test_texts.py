"""Bounds of texts."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from tallystick.store.sql.texts import after_prefix, as_list

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=4)


@given(prefix=TEXTS.filter(bool), rest=TEXTS, other=TEXTS)
@example(prefix="\ud7ff", rest="", other="\ue000")
@example(prefix="a\U0010ffff", rest="\U0010ffff", other="b")
def test_texts_with_a_prefix_lie_between_it_and_its_bound(
    prefix: str, rest: str, other: str
) -> None:
    """And no others do."""
    bound = after_prefix(prefix)

    assert prefix <= prefix + rest < bound
    assert bound.encode().decode() == bound
    if prefix.strip("\U0010ffff"):
        assert (prefix <= other < bound) == other.startswith(prefix)


def test_lists_are_one_parameter() -> None:
    """JSON, which SQLite takes apart."""
    assert as_list([1, 2]) == "[1,2]"
    assert as_list(["a", 'b"']) == '["a","b\\""]'
