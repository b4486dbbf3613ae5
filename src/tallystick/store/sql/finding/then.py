"""Finding in the past: what did not change since by SQL, what did by looking at each thing.

A thing whose record and values, as far as the query speaks of them, are as they were answers a
condition as it did then: the search passes over the others, and over what came later. Those others
are few where the moment is not long ago, or where what changed is not what is asked about; they
are read as they were and evaluated one by one. What both give is put in order.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from msgspec.structs import replace

from tallystick.query.conditions import Condition
from tallystick.query.cursors import cursor_at, cursor_of
from tallystick.query.evaluating import comes_after, matches, sort_key
from tallystick.query.ordering import Ranked, in_order
from tallystick.query.paths import PathQuery, PathSummary
from tallystick.query.query import Query
from tallystick.query.tallying import spread, summaries, tallied
from tallystick.records.metadata import Entry
from tallystick.records.reading import Page, Record, Snapshot
from tallystick.records.targets import Kind
from tallystick.store.sql.finding.facets import Field, facets, fields_of, relatives_of
from tallystick.store.sql.finding.fragment import Sql, either, every, negated
from tallystick.store.sql.finding.page import Found, Search
from tallystick.store.sql.finding.scope import Scope, Then
from tallystick.store.sql.finding.surroundings import PastSurroundings
from tallystick.store.sql.kinds import CODES, TABLES
from tallystick.store.sql.past import Moment
from tallystick.store.sql.past.changed import changed
from tallystick.store.sql.past.entries import current_then
from tallystick.store.sql.texts import as_list


def find_then(moment: Moment, query: Query) -> Page[Record]:
    """See `Store.find`; the query was checked, and is about this moment."""
    return _PastSearch(moment, query).page()


class _PastSearch:
    """One query, as of one moment."""

    def __init__(self, moment: Moment, query: Query) -> None:
        self._moment = moment
        self._query = query
        own = [*fields_of(query.where), *(sort.field for sort in query.sort)]
        of_relatives = (fields_of(each.where) for each in relatives_of(query.where))
        fields = [*own, *chain.from_iterable(of_relatives)]
        keys = facets(fields, query.kind).keys
        steps = {field.step for field in fields if field.step is not None}
        self._around = PastSurroundings(moment, keys, steps)
        self._changed = _changed_things(moment, query.kind, own)
        self._relatives: dict[int, tuple[list[int], list[int]]] = {}
        """Of the conditions on relatives, which of these changed, and which matched then."""

    def page(self) -> Page[Record]:
        """The page, with what the query wants to come along."""
        query = self._query
        others = self._others()
        search = self._search(query if not others else self._up_to_the_end())
        found = [Ranked(each, search.keys(each), each.pk) for each in search.found()]
        total = None
        if query.count and others:
            total = search.count() + len(others)
        elif query.count:
            more = query.limit is not None and len(found) > query.limit
            total = search.total(len(found), more=more)
        if others:
            end = None if query.limit is None else query.offset + query.limit + 1
            found = self._merged(found, others)[query.offset : end]
        items = found[: query.limit]
        more = bool(items) and len(found) > len(items)
        after = cursor_at(query, items[-1].keys, items[-1].place) if more else None
        return Page(self._snapshots([each.thing for each in items]), total, after)

    def pks(self) -> list[int]:
        """The rows of all that matches."""
        others = [each.place for each in self._others()]
        return sorted([*self._search(self._query).pks(), *others])

    def _up_to_the_end(self) -> Query:
        """The query for what is before the end of the page: others may be among it."""
        query = self._query
        end = None if query.limit is None else query.offset + query.limit
        return replace(query, limit=end, offset=0)

    def _search(self, query: Query) -> Search:
        """The search of what did not change."""
        then = Then(self._moment, self._changed, self._corrected)
        return Search(self._moment.connection, query, then)

    def _others(self) -> list[Ranked[Found]]:
        """What changed since and matched then; without its entries."""
        sorts, found = self._query.sort, []
        for pk, subject in self._around.subjects(self._query.kind, self._changed):
            is_here = subject.record.project == self._query.project
            if is_here and matches(self._query.where, subject):
                keys = [sort_key(subject, sort) for sort in sorts]
                found.append(Ranked(Found(pk, self._changed[pk]), keys, pk))
        return found

    def _merged(
        self, found: list[Ranked[Found]], others: list[Ranked[Found]]
    ) -> list[Ranked[Found]]:
        """Both in order, from the cursor on."""
        cursor, sorts = cursor_of(self._query), self._query.sort
        following = [
            each
            for each in others
            if cursor is None or comes_after(each.keys, each.place, cursor, sorts)
        ]
        return in_order([*found, *following], sorts)

    def _corrected(self, scope: Scope, where: Condition, holds: Sql) -> Sql:
        """`holds`, which is what `where` means now, as it was for the things in a scope."""
        if id(where) not in self._relatives:
            bodies = _changed_things(self._moment, scope.kind, fields_of(where))
            subjects = self._around.subjects(scope.kind, bodies)
            matched = [pk for pk, subject in subjects if matches(where, subject)]
            self._relatives[id(where)] = (list(bodies), matched)
        others, matched = self._relatives[id(where)]
        if not others:
            return holds
        those = f"{scope.pk} IN (SELECT value FROM json_each(?))"
        same = every([negated(Sql(those, (as_list(others),))), holds])
        return either([same, Sql(those, (as_list(matched),))])

    def _snapshots(self, found: list[Found]) -> tuple[Snapshot[Record], ...]:
        kind = self._query.kind
        decode = TABLES[kind].decode
        others: dict[int, tuple[Entry, ...]] = {}
        pks = [each.pk for each in found if each.pk in self._changed]
        if self._query.metadata and pks:
            others = current_then(self._moment, CODES[kind], pks)
        return tuple(
            [Snapshot(decode(each.body), others.get(each.pk) or each.entries) for each in found]
        )


def paths_then(moment: Moment, query: PathQuery) -> tuple[PathSummary, ...]:
    """See `Store.paths`; the query was checked, and is about this moment."""
    kind = query.kind
    asked = Query(kind=kind, project=query.project, where=query.where, sort=(), limit=None)
    found = _PastSearch(moment, asked).pks()
    most = len(found) if query.sample is None else query.sample
    looked = [found[place] for place in spread(len(found), most)]
    subjects = PastSurroundings(moment).subjects(kind, moment.bodies(kind, looked))
    times = len(found) / len(looked) if looked else 1
    return summaries(tallied(subject for _, subject in subjects), query, times=times)


def _changed_things(moment: Moment, kind: Kind, fields: Iterable[Field]) -> dict[int, str]:
    """Things of a kind that may have had something else in one of these fields, as they were."""
    fields = list(fields)
    own = facets((field for field in fields if field.step is None), kind)
    of_steps = facets((field for field in fields if field.step is not None), Kind.STEP_RUN)
    return changed(moment, kind, own, of_steps)
