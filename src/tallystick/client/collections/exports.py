"""Collections as tables: in memory, in batches, in files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from tallystick.client.arguments import checked_arguments
from tallystick.client.asking import conditions_of
from tallystick.client.filters import orders
from tallystick.client.session import Session
from tallystick.query.conditions import Condition
from tallystick.query.query import Query, Sort
from tallystick.records.targets import Kind
from tallystick.store.as_of import AsOf

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from tallystick.client.export.files import ExportedFile
    from tallystick.client.export.rows import Rows


def _quietly(_: int) -> None:
    """Progress that nobody wants to see."""


@checked_arguments
class Exports:
    """Ways out of a store: one row a thing, one column a field or path.

    All take the same arguments. `where` is text of the query language or a condition.
    `columns` are names of built-in fields and of paths, as queries have them; a group stands for
    all paths below it, `metadata` and `parameters` for all of those. By default there are all
    built-in fields, and all paths that what satisfies `where` has. `sort`, `limit` and `as_of` are
    those of `find`, and there is no limit by default.
    `docs/reference/tables.md` says what the types of columns are.

    Raises `InvalidQueryError` for what makes no sense, and `MissingDependencyError` (an
    `ImportError`) with what to install where pyarrow or pandas are needed and missing.
    """

    session: Session

    @property
    def kind(self) -> Kind:
        """The kind of things that are rows."""
        raise NotImplementedError

    def to_pandas(
        self,
        where: str | Condition | None = None,
        *,
        columns: Iterable[str] | None = None,
        sort: str | tuple[Sort, ...] = "desc:created",
        limit: int | None = None,
        as_of: AsOf | None = None,
    ) -> pd.DataFrame:
        """A data frame, all of it in memory.

        client.runs.to_pandas("status = completed", columns=["name", "metrics", "parameters.depth"])
        """
        from tallystick.client.export import arrow

        return arrow.frame(self._rows(self._query(where, sort, limit, as_of), columns, as_of))

    def to_arrow(
        self,
        where: str | Condition | None = None,
        *,
        columns: Iterable[str] | None = None,
        sort: str | tuple[Sort, ...] = "desc:created",
        limit: int | None = None,
        as_of: AsOf | None = None,
    ) -> pa.Table:
        """An Arrow table, all of it in memory."""
        from tallystick.client.export import arrow

        return arrow.table(self._rows(self._query(where, sort, limit, as_of), columns, as_of))

    def to_batches(
        self,
        where: str | Condition | None = None,
        *,
        columns: Iterable[str] | None = None,
        sort: str | tuple[Sort, ...] = "desc:created",
        limit: int | None = None,
        as_of: AsOf | None = None,
    ) -> pa.RecordBatchReader:
        """Arrow batches, each read when it is asked for; the schema is there at once.

        Reading raises `StoreError` where values of other types than the schema says were logged
        since it was made.
        """
        from tallystick.client.export import arrow

        return arrow.reader(self._rows(self._query(where, sort, limit, as_of), columns, as_of))

    def to_parquet(
        self,
        path: str | os.PathLike[str],
        where: str | Condition | None = None,
        *,
        columns: Iterable[str] | None = None,
        sort: str | tuple[Sort, ...] = "desc:created",
        limit: int | None = None,
        as_of: AsOf | None = None,
        overwrite: bool = False,
    ) -> ExportedFile:
        """A Parquet file, written while the store is read; what was written.

        Raises what `export` does.
        """
        from tallystick.client.export import files

        asked = self._query(where, sort, limit, as_of)
        goal = Path(path)
        files.check_free(goal, overwrite=overwrite)
        rows = self._rows(asked, columns, as_of)
        return files.export(rows, goal, "parquet", overwrite=overwrite, progress=_quietly)

    def export(
        self,
        path: str | os.PathLike[str],
        where: str | Condition | None = None,
        *,
        columns: Iterable[str] | None = None,
        sort: str | tuple[Sort, ...] = "desc:created",
        limit: int | None = None,
        as_of: AsOf | None = None,
        overwrite: bool = False,
        progress: Callable[[int], None] | None = None,
    ) -> ExportedFile:
        """A file whose ending says what it holds: `.parquet`, `.csv` or `.jsonl`; what was written.

        It is there when all of it is written, and until then what was there before.
        `progress` is told now and then how many rows are written.
        Raises `EntityExistsError` where there is a file and `overwrite` is False, `NotFoundError`
        for a folder that is not there, and `InvalidArgumentError` for another ending.
        """
        from tallystick.client.export import files

        asked = self._query(where, sort, limit, as_of)
        goal = Path(path)
        ending = files.format_of(goal)
        files.check_free(goal, overwrite=overwrite)
        rows = self._rows(asked, columns, as_of)
        return files.export(rows, goal, ending, overwrite=overwrite, progress=progress or _quietly)

    def _query(
        self,
        where: str | Condition | None,
        sort: str | tuple[Sort, ...],
        limit: int | None,
        as_of: AsOf | None,
    ) -> Query:
        session = self.session.at(as_of)
        return Query(
            kind=self.kind,
            project=session.project,
            where=conditions_of(where, self.kind),
            sort=sort if isinstance(sort, tuple) else orders(session, self.kind, sort),
            limit=limit,
        )

    def _rows(self, asked: Query, columns: Iterable[str] | None, as_of: AsOf | None) -> Rows:
        from tallystick.client.export.rows import Rows

        names = None if columns is None else list(columns)
        return Rows(self.session.at(as_of), asked, names)
