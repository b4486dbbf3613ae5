"""Pages: some of what was found, and how much there is."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Generic, TypeVar, overload

from tallystick.client.views.html import html_table
from tallystick.errors import InvalidQueryError

T = TypeVar("T")

MAX_SIZE = 10_000


class Page(Generic[T]):
    """Things that were found, in the order asked for: a part of all that match.

    `items` are the things, `total` counts all that match, when first asked for. `index` is the
    page's number from 1, None for one that was asked for by `after`. `max_size` is how many a page
    holds, 0 where it holds all; `total_pages` how many pages there are, at least 1. `next` is the
    `after` of the page that follows, None on the last.
    A page has a length, can be iterated and indexed: that is about its items.
    """

    def __init__(
        self,
        items: Iterable[T],
        *,
        total: int | Callable[[], int],
        index: int | None,
        max_size: int,
        next: str | None = None,
    ) -> None:
        self._items = list(items)
        self._total = total
        self.index = index
        self.max_size = max_size
        self.next = next

    @property
    def items(self) -> list[T]:
        """The things."""
        return self._items

    @property
    def total(self) -> int:
        """How many match in all."""
        if not isinstance(self._total, int):
            self._total = self._total()
        return self._total

    @property
    def total_pages(self) -> int:
        """How many pages there are."""
        return max(1, math.ceil(self.total / self.max_size)) if self.max_size else 1

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> list[T]: ...
    def __getitem__(self, index: int | slice) -> T | list[T]:
        return self.items[index]

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __repr__(self) -> str:
        return f"<{self._heading}" + "".join(f"\n  {item!r}" for item in self.items) + ">"

    @property
    def _heading(self) -> str:
        number = "" if self.index is None else f" {self.index} of {self.total_pages}"
        return f"Page{number}, {len(self)} of {self.total}"

    def _repr_html_(self) -> str:
        named: list[Any] = list(self.items)
        rows = [{"name": item.name, **item.facts()} for item in named if hasattr(item, "facts")]
        columns = [name for name in (rows[0] if rows else ()) if any(row[name] for row in rows)]
        caption = f"{len(self)} of {self.total}"
        if self.index is not None:
            caption += f", page {self.index} of {self.total_pages}"
        return html_table(columns, [[row[name] for name in columns] for row in rows], caption)


def page_bounds(page: object, size: object) -> tuple[int, int]:
    """Limit and offset of page number `page` with `size` items.

    Raises `InvalidQueryError` (a `ValueError`) unless both are whole numbers, `page` from 1 and
    `size` from 1 to 10,000.
    """
    number = _whole("page", page, "from 1", most=None)
    limit = _whole("size", size, f"from 1 to {MAX_SIZE:,}", most=MAX_SIZE)
    return limit, (number - 1) * limit


def _whole(name: str, given: object, span: str, *, most: int | None) -> int:
    if isinstance(given, int) and not isinstance(given, bool):
        number = int(given)
        if number >= 1 and (most is None or number <= most):
            return number
    raise InvalidQueryError(f"{name}= is a whole number {span}; got {given!r}.", given=given)


def check_page_exists(page: Page[Any]) -> None:
    """`InvalidQueryError` where the page is beyond the last one."""
    if page.index is not None and not page.items and page.index > page.total_pages:
        raise InvalidQueryError(
            f"There is no page {page.index}: {_things(page.total)}, which is "
            f"{page.total_pages} page{'s' if page.total_pages > 1 else ''} of {page.max_size}.",
            given=page.index,
            total_pages=page.total_pages,
        )


def _things(total: int) -> str:
    return "1 thing matches" if total == 1 else f"{total:,} things match"


def page_of(every: list[T], page: int, size: int) -> Page[T]:
    """Page number `page` of things that are all here.

    Raises `InvalidQueryError` (a `ValueError`) for a page that does not exist.
    """
    limit, offset = page_bounds(page, size)
    found = Page(every[offset : offset + limit], total=len(every), index=page, max_size=size)
    check_page_exists(found)
    return found
