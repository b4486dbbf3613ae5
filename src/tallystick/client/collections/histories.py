"""Histories of several things at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tallystick.client.handles import Handle
from tallystick.client.histories import MetadataHistory, columns_of, frame

if TYPE_CHECKING:
    import pandas as pd


class MetadataHistories(dict[Handle[Any], MetadataHistory]):
    """The history of one key on each of several things, by their handles, in the order asked for.

    for run, losses in client.runs.history(["first", "second"], "loss", points=500).items():
        print(run.name, losses[-1].value)
    """

    def to_pandas(self) -> pd.DataFrame:
        """One row a point: the thing's `id` and `name`, and the columns of a single history.

        Raises `MissingDependencyError` (an `ImportError`) where pandas is not installed.
        """
        columns: dict[str, list[Any]] = {"id": [], "name": [], **columns_of(())}
        for thing, history in self.items():
            columns["id"] += [str(thing.id)] * len(history)
            columns["name"] += [thing.name] * len(history)
            for name, values in columns_of(history).items():
                columns[name] += values
        return frame(columns)

    def __repr__(self) -> str:
        lines = [f"\n  {thing.name}: {history.rule}" for thing, history in self.items()]
        return f"<histories of {len(self)}" + "".join(lines) + ">"
