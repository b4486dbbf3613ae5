"""Things by name, with an error that helps where a name is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

from tallystick.errors import NotFoundError, unknown

T = TypeVar("T")


class Named(Mapping[str, T], Generic[T]):
    """A read-only mapping by name; a name that is not there raises `NotFoundError` with close ones.

    `what` completes "There is no ...": "step of run 'training-7' called".
    """

    def __init__(self, what: str, things: Mapping[str, T]) -> None:
        self._what = what
        self._things = dict(things)

    def __getitem__(self, name: str) -> T:
        try:
            return self._things[name]
        except KeyError:
            known = list(self._things)
            raise NotFoundError(unknown(self._what, name, known), given=name) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._things)

    def __len__(self) -> int:
        return len(self._things)

    def __repr__(self) -> str:
        return repr(self._things)
