"""Comparison: a table of what is compared, with all its faces."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tallystick.comparison.data import table_csv, table_data, table_frame
from tallystick.comparison.html import table_html
from tallystick.comparison.table import Table
from tallystick.comparison.text import table_text

if TYPE_CHECKING:
    import pandas as pd


class Comparison(Table):
    """Things of one kind beside each other: a column each, a row for each place in them.

    comparison = client.compare(["forest-1", "forest-2"])
    comparison.differing[0].path
    comparison.row("evaluation_metrics.accuracy").best
    print(comparison)

    Every face shows the rows that differ, and with `every=True` all of them.
    """

    def to_text(self, *, every: bool = False, width: int | None = None) -> str:
        """Aligned columns in lines of at most `width`, where a column fits; None is no limit.

        Columns without room come below, beside the baseline again.
        """
        return table_text(self, every=every, width=width)

    def to_dict(self, *, every: bool = False) -> dict[str, Any]:
        """JSON's own types; `docs/reference/comparison.md` describes them."""
        return table_data(self, every=every)

    def to_csv(
        self, path: str | os.PathLike[str] | None = None, *, every: bool = False
    ) -> str | None:
        """A line for each row, under `section`, `path` and the name of each thing.

        Texts are as they are, what is missing is empty, all else is JSON: sizes in bytes, durations
        in seconds. With `path` it is written there in UTF-8, else given back.
        """
        text = table_csv(self, every=every)
        if path is None:
            return text
        Path(path).write_text(text, encoding="utf-8", newline="")
        return None

    def to_pandas(self, *, every: bool = False) -> pd.DataFrame:
        """A frame: the index is section and path, each thing is a column of objects.

        What is missing is `pandas.NA`. Raises `MissingDependencyError` without pandas.
        """
        return table_frame(self, every=every)

    def __str__(self) -> str:
        return self.to_text()

    def __repr__(self) -> str:
        return self.to_text(width=shutil.get_terminal_size().columns)

    def _repr_html_(self) -> str:
        return table_html(self)
