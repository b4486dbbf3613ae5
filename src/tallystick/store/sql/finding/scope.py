"""What a condition is about: the things of a kind, as rows of a table under some name."""

from __future__ import annotations

from typing import NamedTuple

from tallystick.records.targets import Kind
from tallystick.store.sql.connecting import Connection
from tallystick.store.sql.finding.fragment import Sql
from tallystick.store.sql.kinds import CODES, TABLES, RecordTable


class Scope(NamedTuple):
    """Things of `kind`, in table `alias`; of every project where none is given."""

    connection: Connection
    kind: Kind
    project: str | None
    alias: str = "t"

    @property
    def table(self) -> RecordTable:
        """The table of the things."""
        return TABLES[self.kind]

    def within(self, kind: Kind) -> Scope:
        """Things of another kind that a condition on these speaks of."""
        return Scope(self.connection, kind, None, f"{self.alias}t")

    def target(self, step: str | None) -> Sql:
        """The row that is asked about: the thing's, or that of its last step run of this name."""
        if step is None:
            return Sql(f"{self.alias}.pk")
        return Sql(
            f"(SELECT max(s.pk) FROM step_runs s WHERE s.run_id = {self.alias}.id AND s.name = ?)",
            (step,),
        )

    def code(self, step: str | None) -> int:
        """The number of the kind of that row."""
        return CODES[self.kind if step is None else Kind.STEP_RUN]
