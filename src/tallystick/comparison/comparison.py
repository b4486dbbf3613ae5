"""Comparison: a table of what is compared, with all its faces."""

from __future__ import annotations

import shutil

from tallystick.comparison.table import Table
from tallystick.comparison.text import table_text


class Comparison(Table):
    """Things of one kind beside each other: a column each, a row for each place in them.

    comparison = client.compare(["forest-1", "forest-2"])
    comparison.differing[0].path
    print(comparison)
    """

    def to_text(self, *, every: bool = False, width: int | None = None) -> str:
        """The rows that differ as aligned columns; all rows if `every` is True.

        Lines are at most `width` wide where that is possible: columns without room come below.
        """
        return table_text(self, every=every, width=width)

    def __str__(self) -> str:
        return self.to_text()

    def __repr__(self) -> str:
        return self.to_text(width=shutil.get_terminal_size().columns)
