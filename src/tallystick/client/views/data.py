"""What is known about the data of an artifact: what people said, then what was found out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from tallystick.records.metadata import Entry

_FIRST_FACT = "storage_size"
_COLUMNS = "columns"

BY_COLUMN = {
    "dtype": "type",
    "missing_count": "missing",
    "min": "min",
    "max": "max",
    "mean": "mean",
    "std": "std",
}
"""Facts that tables of data have by column, with the title of each."""


class Data(NamedTuple):
    """What was logged and what was found out; of tables of data, that by column.

    `columns` are those that are described, `column_count` is how many there are.
    """

    logged: dict[str, Any]
    facts: dict[str, Any]
    columns: tuple[str, ...] = ()
    column_count: int = 0
    by_column: Mapping[str, Mapping[str, Any]] = {}

    @property
    def titles(self) -> dict[str, str]:
        """The facts by column that there are, with their titles."""
        return {key: title for key, title in BY_COLUMN.items() if self.by_column.get(key)}

    @property
    def caption(self) -> str:
        """How many columns there are, how many of them are described, and whether all are whole."""
        count = f"{self.column_count:,} column{'' if self.column_count == 1 else 's'}"
        few = len(self.columns) < self.column_count
        described = f", the first {len(self.columns):,} described" if few else ""
        whole = self.by_column.get("missing_count") == {}
        return count + described + (", none with missing values" if whole else "")


def data_of(metadata: Mapping[str, Any], entries: Iterable[Entry]) -> Data:
    """The metadata of an artifact version, whose current entries these are, in parts.

    What the materializer found is recorded with the version, its size first.
    """
    named = {entry.key: entry for entry in entries}
    first = named.get(_FIRST_FACT)
    found = {
        key
        for key, entry in named.items()
        if first is not None and entry.change == first.change and entry.sequence >= first.sequence
    }
    logged = {key: value for key, value in metadata.items() if key not in found}
    facts = {key: value for key, value in metadata.items() if key in found}
    columns = facts.get(_COLUMNS)
    if not isinstance(columns, list) or not isinstance(facts.get("dtype"), dict):
        return Data(logged, facts)
    by_column = {key: facts.pop(key) for key in BY_COLUMN if isinstance(facts.get(key), dict)}
    del facts[_COLUMNS]
    names = tuple(str(name) for name in columns)
    return Data(logged, facts, names, int(facts.get("column_count", len(names))), by_column)
