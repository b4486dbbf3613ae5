"""A table as data: for JSON, for spreadsheets, for pandas."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tallystick.comparison.deltas import Delta
from tallystick.comparison.rows import MISSING, Row
from tallystick.comparison.table import Group, Table
from tallystick.errors import MissingDependencyError
from tallystick.values import plain, type_name

if TYPE_CHECKING:
    import pandas as pd


def table_data(table: Table, *, every: bool) -> dict[str, Any]:
    """The table in JSON's own types; `docs/reference/comparison.md` describes it."""
    return {
        "kind": table.kind.value,
        "baseline": table.baseline,
        "columns": [{"id": str(one.id), "name": one.name} for one in table.columns],
        "rows": len(table.rows),
        "differing": len(table.differing),
        "groups": [
            {
                "section": group.section.value,
                "title": group.title,
                "rows": [_row_data(row) for row in rows],
            }
            for group, rows in shown_groups(table, every=every)
        ],
    }


def table_csv(table: Table, *, every: bool) -> str:
    """The table with a line for each row: section, path, and the value of each thing.

    Texts are as they are, all else is JSON; what is missing is empty.
    """
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(["section", "path", *(column.name for column in table.columns)])
    for _, rows in shown_groups(table, every=every):
        for row in rows:
            writer.writerow([row.section.value, row.path, *map(_csv_cell, row.values)])
    return written.getvalue()


def table_frame(table: Table, *, every: bool) -> pd.DataFrame:
    """The table as a frame: sections and paths are its index, things its columns.

    What is missing is `pandas.NA`. Raises `MissingDependencyError` without pandas.
    """
    try:
        import pandas as pd
    except ImportError:
        raise MissingDependencyError(
            "to_pandas() needs pandas: pip install 'tallystick[pandas]'.", package="pandas"
        ) from None
    rows = [row for _, some in shown_groups(table, every=every) for row in some]
    index = pd.MultiIndex.from_tuples(
        [(row.section.value, row.path) for row in rows], names=["section", "path"]
    )
    cells = [[pd.NA if value is MISSING else value for value in row.values] for row in rows]
    names = [column.name for column in table.columns]
    # Column by column: pandas would take a list of lists apart.
    columns = {
        place: pd.Series([line[place] for line in cells], index=index, dtype=object)
        for place in range(len(names))
    }
    return pd.DataFrame(columns, index=index).set_axis(names, axis=1)


def shown_groups(table: Table, *, every: bool) -> Iterator[tuple[Group, tuple[Row, ...]]]:
    """The groups that have rows to show, with those: the differing ones, or all."""
    for group in table.groups:
        if rows := (group.rows if every else group.differing):
            yield group, rows


def _row_data(row: Row) -> dict[str, Any]:
    aim = row.aim
    return {
        "path": row.path,
        "name": row.name,
        "differs": row.differs,
        "better": aim and aim.better.value,
        "guessed": aim is not None and aim.guessed,
        "cells": [value_data(value) for value in row.values],
        "deltas": [delta_data(delta) for delta in row.deltas],
        "best": sorted(row.best),
        "worst": sorted(row.worst),
    }


def value_data(value: Any) -> dict[str, Any] | None:
    """A value with its type's name; None for what is missing."""
    return None if value is MISSING else {"value": plain(value), "type": type_name(value)}


def delta_data(delta: Delta | None) -> dict[str, Any] | None:
    """A delta in the unit of the values: bytes, seconds."""
    if delta is None:
        return None
    return {"absolute": plain(delta.absolute), "percent": delta.percent}


def _csv_cell(value: Any) -> str:
    if value is MISSING:
        return ""
    made = plain(value)
    return made if isinstance(made, str) else json.dumps(made, ensure_ascii=False)
