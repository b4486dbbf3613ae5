"""Which paths there are on things of a kind: the question, the answer, and how paths fit a text."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from tallystick.query.conditions import EVERYTHING, Condition, Metadata, Parameter
from tallystick.records.targets import Kind

SAMPLE = 300
"""How many things are looked at where looking at all would take long."""

LONGEST_VALUE = 200
"""Characters of a text that tell it from others when values are counted."""

PathField = Metadata | Parameter

_NAMESPACES: dict[type[PathField], str] = {Metadata: "metadata.", Parameter: "parameters."}
_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


class PathQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which paths the things of a kind have that fulfil `where`.

    `prefix` is what somebody has typed of a path: `fit` says which paths answer to it.
    `limit` paths at most, None for all, each with its `values` most common values.
    `sample` says how many things are looked at where looking at all would take long; None looks at
    all, however long it takes.
    `as_of` is a number of the journal or a time: then it is asked of the state as it was recorded.
    """

    kind: Kind
    project: str = "default"
    where: Condition = EVERYTHING
    prefix: str = ""
    limit: int | None = 100
    values: int = 5
    sample: int | None = SAMPLE
    as_of: int | datetime | None = None


class CommonValue(msgspec.Struct, frozen=True):
    """A text, of at most 200 characters, or truth value, and how many things have it at a path."""

    value: str | bool
    count: int


class PathSummary(msgspec.Struct, frozen=True, kw_only=True):
    """What things have at one path into their metadata, by its current values, or parameters.

    `field` is what conditions and orders name the path by.
    `count` things have something there, `types` says how many of each type, most common first.
    `numbers` and `times` are the least and the greatest; None where there are none. Sizes are in
    bytes and durations in seconds, as everywhere in conditions; large integers are the nearest
    float.
    `values` are the most common texts and truth values, most common first.
    `exact` says that all but `values` is of all things, and `values_exact` that those are. What is
    not was estimated from a sample: counts are of the right order, and rare values may be missing.
    """

    field: PathField
    count: int
    types: dict[str, int]
    numbers: tuple[float, float] | None = None
    times: tuple[datetime, datetime] | None = None
    values: tuple[CommonValue, ...] = ()
    exact: bool = True
    values_exact: bool = True


def fit(field: PathField, prefix: str) -> int | None:
    """How well a path answers to what was typed; None where it does not.

    0 begins with it, 1 has a segment that does, 2 has it anywhere. `metadata.` or `parameters.`
    before what was typed says into what it leads. The case of ASCII letters does not matter.

    >>> [fit(Metadata("metrics.accuracy"), typed) for typed in ("met", "ACC", "y", "loss")]
    [0, 1, 2, None]
    """
    known, typed = folded(field.path), folded(prefix)
    namespace = _NAMESPACES[type(field)]
    ranks = [rank_of(known, typed)]
    if typed.startswith(namespace):
        ranks.append(rank_of(known, typed.removeprefix(namespace)))
    return min((rank for rank in ranks if rank is not None), default=None)


def needles(prefix: str) -> list[str]:
    """Texts one of which every path that answers to `prefix` has in it, by folded case."""
    typed = folded(prefix)
    within = [typed.removeprefix(n) for n in _NAMESPACES.values() if typed.startswith(n)]
    return [typed, *within]


def rank_of(name: str, typed: str) -> int | None:
    """The same of any name, both in folded case."""
    if name.startswith((typed, f'"{typed}')):
        return 0
    if f".{typed}" in name or f'."{typed}' in name:
        return 1
    return 2 if typed in name else None


def folded(text: str) -> str:
    """The text with ASCII letters in lower case, which is as much as databases know of case."""
    return text.translate(_LOWER)


def ranked(
    paths: Iterable[tuple[PathField, int]], prefix: str, limit: int | None
) -> list[PathField]:
    """The paths that answer to `prefix`, the best first: by fit, then by how many things have it.

    Of those that are alike, metadata comes before parameters. `paths` are those there are, each
    with the number of things that have it.
    """
    found = [
        (rank, -count, isinstance(field, Parameter), field.path, field)
        for field, count in paths
        if count > 0 and (rank := fit(field, prefix)) is not None
    ]
    return [field for *_, field in sorted(found, key=lambda each: each[:4])[:limit]]
