"""Drawing from Hypothesis one choice after the other, where each depends on those before."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")


class Draw(Protocol):
    """How Hypothesis hands out what a strategy describes."""

    def __call__(self, strategy: st.SearchStrategy[T], /) -> T:
        """One example."""


class Drawing:
    """Choices from small pools; shrinks towards what comes first in them."""

    def __init__(self, draw: Draw) -> None:
        self._draw = draw

    def one_of(self, choices: Sequence[T]) -> T:
        """One of `choices`, of which there are some."""
        return choices[self._draw(_numbers_below(len(choices)))]

    def some_of(self, choices: Sequence[T], *, least: int = 0, most: int = 2) -> tuple[T, ...]:
        """A few of `choices`, maybe one of them twice; none where there are none."""
        count = least + self._draw(_numbers_below(most - least + 1)) if choices else 0
        return tuple(self.one_of(choices) for _ in range(count))

    def rarely(self) -> bool:
        """True once in twenty times."""
        return self._draw(_numbers_below(20)) == 19


# Making a strategy takes longer than drawing from it.
@lru_cache
def _numbers_below(count: int) -> st.SearchStrategy[int]:
    return st.integers(0, count - 1)
