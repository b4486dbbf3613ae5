"""Histories of several things at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from tallystick.client.handles import Handle
from tallystick.client.histories import (
    LISTED,
    MOST_DRAWN,
    MetadataHistory,
    columns_of,
    frame,
    histories,
    nothing,
    row_of,
)
from tallystick.client.session import Session
from tallystick.client.views.charts import html_chart
from tallystick.client.views.html import html_history
from tallystick.client.views.series import all_indexed, line_of
from tallystick.errors import NotFoundError
from tallystick.records.targets import Target

if TYPE_CHECKING:
    import pandas as pd


class MetadataHistories(dict[Handle[Any], MetadataHistory]):
    """The history of one key on each of several things, by their handles, in the order asked for.

    for run, losses in client.runs.history(["first", "second"], "loss", points=500).items():
        print(run.name, losses[-1].value)
    """

    @classmethod
    def of(
        cls, session: Session, things: Iterable[Handle[Any]], key: str, points: int | None
    ) -> Self:
        """The history of the key on each thing, each once. Raises what `Store.histories` does."""
        distinct = list(dict.fromkeys(things))
        # A run may lack the step that `step::key` speaks of.
        places = {thing: place for thing in distinct if (place := _place(thing, key))}
        name = next((inner for _, inner in places.values()), key)
        found = histories(session, [target for target, _ in places.values()], name, points)
        there = dict(zip(places, found, strict=True))
        return cls((thing, there.get(thing) or nothing(thing.target, name)) for thing in distinct)

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

    def _repr_html_(self) -> str:
        by_index = all(all_indexed(history) for history in self.values())
        lines = {
            label: line_of(history, MOST_DRAWN, by_index=by_index)
            for label, history in zip(self._labels(), self.values(), strict=True)
        }
        paths = ", ".join(dict.fromkeys(history.path for history in self.values()))
        rows = [
            [label, f"{len(history):,} of {history.total:,}", *row_of(history[-1])]
            for label, history in zip(self._labels(), self.values(), strict=True)
            if history
        ]
        said = f"The newest entry of each of {len(rows)}:"
        return html_history(paths, said, html_chart(lines), ["of", "shown", *LISTED], rows)

    def _labels(self) -> list[str]:
        """Names of the things, with the beginnings of ids where several have one name."""
        names = [thing.name for thing in self]
        return [
            name if names.count(name) == 1 else f"{name} {str(thing.id)[-8:]}"
            for name, thing in zip(names, self, strict=True)
        ]

    def __repr__(self) -> str:
        lines = [f"\n  {thing.name}: {history.rule}" for thing, history in self.items()]
        return f"<histories of {len(self)}" + "".join(lines) + ">"


def _place(thing: Handle[Any], key: str) -> tuple[Target, str] | None:
    try:
        return thing.run_metadata.place(key)
    except NotFoundError:
        return None
