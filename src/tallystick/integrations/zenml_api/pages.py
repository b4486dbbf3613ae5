"""All pages of a list as one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tallystick.client.pages import Page

_LARGEST = 10_000


def depaginate(list_method: Callable[..., Page[Any]], **arguments: Any) -> list[Any]:
    """Everything that a `list_*` call of a client gives, in its order."""
    arguments = {"size": _LARGEST, **arguments}
    page = list_method(**arguments, page=1)
    found = list(page)
    for number in range(2, page.total_pages + 1):
        found += list_method(**arguments, page=number)
    return found
