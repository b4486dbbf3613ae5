"""Directions: which way the values of a row get better, as people declare it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from tallystick.errors import InvalidArgumentError, unknown
from tallystick.values import parse_path


class Better(StrEnum):
    """Which values are better."""

    HIGHER = "higher"
    LOWER = "lower"


class Aim(NamedTuple):
    """Which values are better, and whether that was guessed from the name."""

    better: Better
    guessed: bool = False


class Declared:
    """What people said about directions: paths, or their last segments."""

    def __init__(self, maximise: Iterable[str] = (), minimise: Iterable[str] = ()) -> None:
        """Raises `InvalidArgumentError` for what is no text, and for a path in both."""
        self._aims: dict[str, Aim] = {}
        for argument, given, better in (
            ("maximise", maximise, Better.HIGHER),
            ("minimise", minimise, Better.LOWER),
        ):
            for path in [given] if isinstance(given, str) else given:
                self._declare(argument, path, Aim(better))

    def _declare(self, argument: str, path: object, aim: Aim) -> None:
        if not isinstance(path, str) or not path:
            raise InvalidArgumentError(
                f"{argument}= takes paths as texts, such as evaluation_metrics.accuracy; "
                f"got {path!r}.",
                given=path,
            )
        if self._aims.setdefault(path, aim) != aim:
            raise InvalidArgumentError(
                f"{path!r} is in maximise= and in minimise=; decide.", given=path
            )

    def of(self, path: str, name: str) -> Aim | None:
        """What was said about a row: about its path first, then about its name."""
        return self._aims.get(path) or self._aims.get(name)

    def check(self, known: Sequence[str]) -> None:
        """Raise `InvalidArgumentError` for a path that is none of the rows'."""
        names = {path: last_segment(path) for path in known}
        there = {*names, *names.values()}
        for path in self._aims:
            if path not in there:
                raise InvalidArgumentError(unknown("row", path, sorted(there)), given=path)


def last_segment(path: str) -> str:
    """The last segment of a path, without quotes.

    >>> last_segment('scores."5 %"')
    '5 %'
    """
    return parse_path(path)[-1] if '"' in path else path.rpartition(".")[2]
