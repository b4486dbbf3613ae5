"""What a condition is about: the things of a kind, as rows of a table under some name."""

from __future__ import annotations

from typing import NamedTuple

from tallystick.records.targets import Kind
from tallystick.store.sql.finding.dictionary import Indexed, Path, Paths
from tallystick.store.sql.finding.fragment import Sql
from tallystick.store.sql.kinds import CODES, TABLES, RecordTable


class Scope(NamedTuple):
    """Things of `kind`, in table `alias`; of every project where none is given.

    `pk` is where the row of a thing is said, which may be elsewhere.
    """

    paths: Paths
    kind: Kind
    project: str | None
    alias: str = "t"
    pk: str = "t.pk"

    @property
    def table(self) -> RecordTable:
        """The table of the things."""
        return TABLES[self.kind]

    @property
    def is_here(self) -> Sql:
        """That a thing is of the project."""
        if self.project is None:
            return Sql("1")
        return Sql(f"{self.alias}.project = ?", (self.project,))

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
        return self.is_here if self.project is None else self.is_here.within("+")

    def within(self, kind: Kind) -> Scope:
        """Things of another kind that a condition on these speaks of."""
        alias = f"{self.alias}t"
        return Scope(self.paths, kind, None, alias, f"{alias}.pk")

    def of_steps(self) -> Scope:
        """The steps of runs that this is about."""
        alias = f"{self.alias}s"
        return Scope(self.paths, Kind.STEP_RUN, self.project, alias, f"{alias}.pk")

    def path(self, field: Indexed, *, below: bool = False) -> Path | None:
        """The field's path, with those below it if wanted; None where nothing was ever there."""
        return self.paths.get(field, self.kind, self.project, below=below)

    def target(self, step: str | None) -> Sql:
        """The row that is asked about: the thing's, or that of its last step run of this name."""
        if step is None:
            return Sql(self.pk)
        return Sql(
            f"(SELECT max(s.pk) FROM step_runs s WHERE s.run_id = {self.alias}.id AND s.name = ?)",
            (step,),
        )

    def code(self, step: str | None) -> int:
        """The number of the kind of that row."""
        return CODES[self.kind if step is None else Kind.STEP_RUN]
