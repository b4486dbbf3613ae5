"""Questions as they travel: conditions and orders are text, in the query language."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from tallystick.errors import InvalidQueryError
from tallystick.query.checking import check_path_query, check_query
from tallystick.query.language import format_sort, format_where, parse_sort, parse_where
from tallystick.query.now import at
from tallystick.query.paths import SAMPLE, PathQuery
from tallystick.query.query import NEWEST_FIRST, Query
from tallystick.records.targets import Kind
from tallystick.wire.as_of import format_as_of, parse_as_of
from tallystick.wire.limits import LONGEST_CONDITION, MOST_THINGS


class PageQuestion(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """A `Query` of things of a kind, which the path names. See it for what everything means.

    `where` and `sort` are text in the query language; without `sort` the newest come first, and an
    empty one leaves the order to the store. `limit` is at most 1,000.
    """

    project: str = "default"
    where: str = ""
    sort: str | None = None
    limit: int = 50
    offset: int = 0
    after: str | None = None
    count: bool = True
    metadata: bool = True
    as_of: str | None = None

    @classmethod
    def of(cls, query: Query) -> PageQuestion:
        """The question that asks `query`, or of its first page where that has no limit.

        Raises `InvalidQueryError` where the query makes no sense.
        """
        check_query(query)
        limit = MOST_THINGS if query.limit is None else min(query.limit, MOST_THINGS)
        return cls(
            project=query.project,
            where=format_where(query.where),
            sort=None if query.sort == NEWEST_FIRST else format_sort(query.sort),
            limit=limit,
            offset=query.offset,
            # What UTF-8 cannot hold is a damaged cursor, which the server says of it.
            after=query.after and query.after.encode("utf-8", "backslashreplace").decode(),
            count=query.count,
            metadata=query.metadata,
            as_of=format_as_of(query.as_of),
        )

    def query(self, kind: Kind) -> Query:
        """What is asked. Raises `InvalidQueryError` for text that is no query, and long pages."""
        if self.limit > MOST_THINGS:
            raise InvalidQueryError(
                f"A page holds at most {MOST_THINGS:,} things; got limit={self.limit:,}. "
                "Ask for the next page with after= and the cursor of this one.",
                given=self.limit,
            )
        return Query(
            kind=kind,
            project=self.project,
            where=at(parse_where(self.where, kind, longest=LONGEST_CONDITION), datetime.now(UTC)),
            sort=NEWEST_FIRST if self.sort is None else parse_sort(self.sort, kind),
            limit=self.limit,
            offset=self.offset,
            after=self.after,
            count=self.count,
            metadata=self.metadata,
            as_of=parse_as_of(self.as_of),
        )


class PathQuestion(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """A `PathQuery` of things of a kind, which the path names. See it for what everything means."""

    project: str = "default"
    where: str = ""
    prefix: str = ""
    limit: int | None = 100
    values: int = 5
    sample: int | None = SAMPLE
    as_of: str | None = None

    @classmethod
    def of(cls, query: PathQuery) -> PathQuestion:
        """The question that asks `query`. Raises `InvalidQueryError` where it makes no sense."""
        check_path_query(query)
        return cls(
            project=query.project,
            where=format_where(query.where),
            prefix=query.prefix,
            limit=query.limit,
            values=query.values,
            sample=query.sample,
            as_of=format_as_of(query.as_of),
        )

    def query(self, kind: Kind) -> PathQuery:
        """What is asked. Raises `InvalidQueryError` for text that is no query."""
        return PathQuery(
            kind=kind,
            project=self.project,
            where=at(parse_where(self.where, kind, longest=LONGEST_CONDITION), datetime.now(UTC)),
            prefix=self.prefix,
            limit=self.limit,
            values=self.values,
            sample=self.sample,
            as_of=parse_as_of(self.as_of),
        )
