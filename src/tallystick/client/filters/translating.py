"""From filter arguments to one condition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tallystick.client.filters.arguments import ARGUMENTS
from tallystick.client.filters.literals import compare_builtin
from tallystick.client.filters.looking import LOOKING
from tallystick.client.filters.metadata import compare_at, compare_metadata, place_of
from tallystick.client.filters.operators import parse_filter
from tallystick.client.session import Session
from tallystick.errors import InvalidQueryError, close_matches
from tallystick.query import conditions
from tallystick.query.conditions import All, Condition
from tallystick.records.targets import Kind

METADATA = "run_metadata"


def condition(
    session: Session,
    kind: Kind,
    filters: Mapping[str, Any],
    *,
    logical_operator: str = "and",
    caller: str = "find",
) -> Condition:
    """What must hold of a thing of this kind for all of `filters` (with `or`: any) to be satisfied.

    A filter that is None is not given; several values of one are all required.
    Raises `TypeError` for an unknown argument (of `caller`) and `InvalidQueryError` for a value
    that cannot be understood.
    """
    if logical_operator not in ("and", "or"):
        raise InvalidQueryError(
            f"logical_operator= is 'and' or 'or'; got {logical_operator!r}.", given=logical_operator
        )
    for name in filters:
        _check_name(kind, name, caller)
    parts = tuple(
        part
        for name, given in filters.items()
        if given is not None
        for part in _conditions(session, kind, name, given)
    )
    if logical_operator == "or" and parts:
        return conditions.Any(parts)
    return parts[0] if len(parts) == 1 else All(parts)


def _check_name(kind: Kind, name: str, caller: str) -> None:
    known = [*ARGUMENTS[kind], *LOOKING[kind], METADATA]
    if name in known:
        return
    near = close_matches(name, known)
    hint = f" Did you mean {' or '.join(map(repr, near))}?" if near else ""
    raise TypeError(
        f"{caller}() got an unexpected keyword argument {name!r}.{hint} "
        f"Filters: {', '.join(sorted(known))}."
    )


def _conditions(session: Session, kind: Kind, name: str, given: Any) -> Iterator[Condition]:
    if name == METADATA and isinstance(given, Mapping):
        for key, wanted in given.items():
            yield compare_at(place_of(key), parse_filter(f"{METADATA}, {key}", wanted))
        return
    several = isinstance(given, list | tuple | set | frozenset)
    for one in given if several else (given,):
        if name == METADATA:
            yield compare_metadata(kind, one)
        elif name in ARGUMENTS[kind]:
            yield compare_builtin(kind, ARGUMENTS[kind][name], parse_filter(name, one))
        else:
            yield LOOKING[kind][name](session, kind, name, one)
