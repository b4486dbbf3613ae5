"""A query: kind, condition, order and page."""

from __future__ import annotations

from datetime import datetime

import msgspec

from tallystick.query.conditions import EVERYTHING, Builtin, Condition, Metadata, Parameter
from tallystick.records.targets import Kind


class Sort(msgspec.Struct, frozen=True):
    """Order by a field: numbers before truth values before times before texts, missing last.

    Missing is last in both directions. Equal things are in the order in which the store heard of
    them, in the direction of the last sort.
    """

    field: Builtin | Metadata | Parameter
    descending: bool = False


NEWEST_FIRST = (Sort(Builtin("created_at"), descending=True),)


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """What to find.

    `limit` things after skipping `offset`; `limit=None` means all.
    `after` is `Page.next` of the page before: what comes after it, wherever that is by now.
    `count` says whether all matches are counted, which takes longer than to find some.
    `metadata` says whether the current entries come along.
    `as_of` is a number of the journal or a time: then it is asked of the state as it was recorded.
    """

    kind: Kind
    project: str = "default"
    where: Condition = EVERYTHING
    sort: tuple[Sort, ...] = NEWEST_FIRST
    limit: int | None = 50
    offset: int = 0
    after: str | None = None
    count: bool = True
    metadata: bool = True
    as_of: int | datetime | None = None
