"""What a condition is about: the things of a kind, as rows of a table under some name."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple, Protocol

from tallystick.query.conditions import Condition
from tallystick.records.targets import Kind
from tallystick.store.sql.finding.dictionary import Indexed, Path, Paths
from tallystick.store.sql.finding.fragment import TRUE, Sql, every
from tallystick.store.sql.kinds import CODES, TABLES, RecordTable
from tallystick.store.sql.past import Moment
from tallystick.store.sql.past.entries import entries_of_targets_then
from tallystick.store.sql.reading import entries_of_targets
from tallystick.store.sql.texts import as_list


class Corrected(Protocol):
    """Makes of what a condition means now what it meant then, for things in a scope."""

    def __call__(self, scope: Scope, where: Condition, holds: Sql, /) -> Sql:
        """What `where`, which is `holds` now, was of things that may have changed since."""


class Then(NamedTuple):
    """A moment of the past, if there is one, and which things to leave out: they have changed."""

    moment: Moment | None = None
    without: Collection[int] = ()
    corrected: Corrected | None = None

    def entries_of(self, targets: str, more: str) -> str:
        """A select of the current entries of targets; see `entries_of_targets`."""
        if self.moment is None:
            return entries_of_targets(targets, more)
        return entries_of_targets_then(self.moment, targets, more)


PRESENT = Then()


class Scope(NamedTuple):
    """Things of `kind`, in table `alias`; of every project where none is given.

    `pk` is where the row of a thing is said, which may be elsewhere.
    `then` is a moment of the past. What things belong to, and what steps they had, is as of then;
    their own records and values are those of now, so that what changed is left out.
    """

    paths: Paths
    kind: Kind
    project: str | None
    alias: str = "t"
    pk: str = "t.pk"
    then: Then = PRESENT

    @property
    def table(self) -> RecordTable:
        """The table of the things."""
        return TABLES[self.kind]

    def body(self, alias: str) -> str:
        """The record of a thing in a row of the table."""
        moment = self.then.moment
        return f"{alias}.body" if moment is None else moment.body(self.kind, alias)

    @property
    def is_here(self) -> Sql:
        """That a thing is of the project."""
        return every([self._is_of_project, self.was_here])

    @property
    def _is_of_project(self) -> Sql:
        if self.project is None:
            return TRUE
        return Sql(f"{self.alias}.project = ?", (self.project,))

    @property
    def was_here(self) -> Sql:
        """That a thing was there, and has not changed since."""
        there = self.was_there(self.kind, self.pk)
        if not self.then.without:
            return there
        others = f"{self.pk} NOT IN (SELECT value FROM json_each(?))"
        return every([there, Sql(others, (as_list(sorted(self.then.without)),))])

    def was_there(self, kind: Kind, pk: str) -> Sql:
        """That another thing, in a row of its kind's table, was there."""
        moment = self.then.moment
        return TRUE if moment is None else Sql(f"{pk} <= {moment.bound(kind)}")

    def rows_of(self, table: str, alias: str) -> list[tuple[str, str]]:
        """The tables where rows of `step_io` or `model_links` are, and which of them count."""
        moment = self.then.moment
        if moment is None:
            return [(table, "TRUE")]
        return [(name, there.format(alias)) for name, there in moment.tables(table)]

    @property
    def is_looked_up(self) -> Sql:
        """The same, in a statement that looks things up in an index that begins with projects."""
        if self.project is not None:
            return self.is_here
        # One project after the other, each by a look into the index.
        least = f"SELECT min(project) FROM {self.table.name}"
        onward = f"SELECT ({least} WHERE project > each) FROM every WHERE each IS NOT NULL"
        projects = (
            f"WITH RECURSIVE every(each) AS ({least} UNION ALL {onward}) SELECT each FROM every"
        )
        return Sql(f"{self.alias}.project IN ({projects})")

    @property
    def is_here_in_order(self) -> Sql:
        """The same, in a statement that goes through things in order of their rows."""
        # The plus keeps the index of projects out of it, which is in another order.
        if self.project is None:
            return self.is_here
        return every([self._is_of_project.within("+"), self.was_here])

    def within(self, kind: Kind) -> Scope:
        """Things of another kind that a condition on these speaks of."""
        alias = f"{self.alias}t"
        then = self.then._replace(without=())
        return Scope(self.paths, kind, None, alias, f"{alias}.pk", then)

    def of_steps(self) -> Scope:
        """The steps of runs that this is about."""
        alias = f"{self.alias}s"
        then = self.then._replace(without=())
        return Scope(self.paths, Kind.STEP_RUN, self.project, alias, f"{alias}.pk", then)

    def path(self, field: Indexed, *, below: bool = False) -> Path | None:
        """The field's path, with those below it if wanted; None where nothing was ever there."""
        return self.paths.get(field, self.kind, self.project, below=below)

    def target(self, step: str | None) -> Sql:
        """The row that is asked about: the thing's, or that of its last step run of this name."""
        if step is None:
            return Sql(self.pk)
        named = Sql(f"s.run_id = {self.alias}.id AND s.name = ?", (step,))
        there = every([named, self.was_there(Kind.STEP_RUN, "s.pk")])
        return there.within("(SELECT max(s.pk) FROM step_runs s WHERE ", ")")

    def code(self, step: str | None) -> int:
        """The number of the kind of that row."""
        return CODES[self.kind if step is None else Kind.STEP_RUN]
