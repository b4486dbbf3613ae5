"""All that matches a question, fetched while it is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from tallystick.client.pages import Page, T

_SHOWN = 20

Batch = tuple[list[T], str | None]
"""Some things, and the cursor for those that follow; None after the last."""


class Everything(Page[T]):
    """A page that holds all that matches.

    Iterating fetches batch after batch and keeps none but the first; what arrives, changes or goes
    meanwhile neither hides nor repeats others. Length, `items` and what is indexed need all at
    once, which is then kept.
    """

    def __init__(
        self, first: Batch[T], fetch: Callable[[str], Batch[T]], count: Callable[[], int]
    ) -> None:
        batch, after = first
        whole = after is None
        super().__init__((), total=len(batch) if whole else count, index=1, max_size=0)
        self._first = first
        self._fetch = fetch
        self._kept = batch if whole else None

    @property
    def items(self) -> list[T]:
        if self._kept is None:
            self._kept = list(self._fetched())
            self._total = len(self._kept)
        return self._kept

    def __iter__(self) -> Iterator[T]:
        return self._fetched() if self._kept is None else iter(self._kept)

    def __bool__(self) -> bool:
        return next(iter(self), None) is not None

    def _fetched(self) -> Iterator[T]:
        batch, after = self._first
        yield from batch
        while after is not None:
            batch, after = self._fetch(after)
            yield from batch

    def __repr__(self) -> str:
        shown = list(islice(self, _SHOWN))
        lines = [f"<All {self.total}", *map(repr, shown), *(["..."] if self.total > _SHOWN else [])]
        return "\n  ".join(lines) + ">"

    def _repr_html_(self) -> str:
        shown = list(islice(self, _SHOWN))
        return Page(shown, total=self.total, index=1, max_size=_SHOWN)._repr_html_()
