"""Things by name, with an error that helps where a name is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Generic, TypeVar

from tallystick.errors import NotFoundError, unknown

T = TypeVar("T")


class Named(Mapping[str, T], Generic[T]):
    """A read-only mapping by name; a name that is not there raises `NotFoundError` with close ones.

    `what` completes "There is no ...": "step of run 'training-7' called". `why` may know a better
    sentence for a name.
    """

    def __init__(
        self, what: str, things: Mapping[str, T], why: Callable[[str], str | None] | None = None
    ) -> None:
        self._what = what
        self._why = why
        self._things = dict(things)

    def __getitem__(self, name: str) -> T:
        try:
            return self._things[name]
        except KeyError:
            why = None if self._why is None else self._why(name)
            text = why or unknown(self._what, name, list(self._things))
            raise NotFoundError(text, given=name) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._things)

    def __len__(self) -> int:
        return len(self._things)

    def _ipython_key_completions_(self) -> list[str]:
        return list(self._things)

    def __repr__(self) -> str:
        return repr(self._things)
