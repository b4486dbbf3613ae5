"""Histories as people read them: of one key on one thing, and on several."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

from tallystick.client.entries import MetadataEntry
from tallystick.client.session import Session
from tallystick.client.views.charts import html_chart
from tallystick.client.views.html import html_history
from tallystick.client.views.series import all_indexed, line_of
from tallystick.errors import InvalidArgumentError
from tallystick.query.history import FEWEST_POINTS, HistoryQuery
from tallystick.records.reading import History
from tallystick.records.targets import Target
from tallystick.values import display, format_path, parse_path

if TYPE_CHECKING:
    import pandas as pd


MOST_DRAWN = 1_200
"""Points of a chart: a little more than twice as many as it is wide."""

MOST_LISTED = 10
LISTED = ["index", "value", "logged at", "author"]


class MetadataHistory(tuple[MetadataEntry, ...]):  # noqa: SLOT001  # tuples can have none
    """The entries of a key on one thing, oldest first; or those of a path into its values.

    losses = run.run_metadata.history("loss", points=2000)
    [(entry.index, entry.value) for entry in losses]
    losses.total      # how many there are; len(losses) are here
    losses.thinned    # whether that is fewer, and losses.rule then says which are here
    losses.to_pandas()

    A tuple of `MetadataEntry`.
    """

    path: str
    """The key, or the path into its values, in its written form."""
    total: int
    """How many points there are."""
    bucket: int
    """How many consecutive entries stand behind each two points; 1 where nothing is left out."""

    def __new__(cls, record: History) -> Self:
        inside = parse_path(record.path)[1:]
        made = super().__new__(cls, [MetadataEntry(entry, inside) for entry in record.entries])
        made.path, made.total, made.bucket = record.path, record.total, record.bucket
        return made

    @property
    def thinned(self) -> bool:
        """Whether some points are left out."""
        return len(self) < self.total

    @property
    def rule(self) -> str:
        """Which points are here, in a sentence."""
        if not self.thinned:
            return f"All {self.total:,} points are here."
        mixed = any(not is_number(entry.value) for entry in self)
        return (
            f"{len(self):,} of {self.total:,} points are here: the least and the greatest of each "
            f"{self.bucket:,} entries in the order of arrival, "
            + ("the first without a number, " if mixed else "")
            + "and the oldest and newest entry."
        )

    def to_pandas(self) -> pd.DataFrame:
        """One row a point: `sequence`, `logged_at`, `index`, `author` and `value`.

        Raises `MissingDependencyError` (an `ImportError`) where pandas is not installed.
        """
        return frame(columns_of(self))

    def _repr_html_(self) -> str:
        line = line_of(self, MOST_DRAWN, by_index=all_indexed(self))
        chart = html_chart({self.path: line})
        shown = self[-1:] if chart else self[-MOST_LISTED:]
        return html_history(self.path, self.rule, chart, LISTED, [row_of(one) for one in shown])

    def __repr__(self) -> str:
        inner = tuple.__repr__(self) if len(self) <= 10 else f"({self[0]!r}, ..., {self[-1]!r})"
        return f"<history of {self.path}, {self.rule}\n {inner}>"


def histories(
    session: Session, targets: Iterable[Target], key: str, points: int | None
) -> list[MetadataHistory]:
    """The history of the key on each target. Raises what `Store.histories` does."""
    query = HistoryQuery(targets=tuple(targets), key=key, points=check_points(points))
    return [MetadataHistory(record) for record in session.store.histories(query)]


def nothing(target: Target, key: str) -> MetadataHistory:
    """The history of what was never logged."""
    path = format_path((key,))
    return MetadataHistory(History(target=target, key=key, path=path, entries=(), total=0))


def check_points(points: object) -> int | None:
    """`InvalidArgumentError` for what is neither None nor a whole number."""
    if points is None or (isinstance(points, int) and not isinstance(points, bool)):
        return points
    raise InvalidArgumentError(
        f"points= is how many points to keep at most, a whole number from {FEWEST_POINTS}; "
        f"got {points!r}.",
        given=points,
    )


def is_number(value: object) -> bool:
    """Whether the value is one of those that thinning finds the extremes of."""
    is_one = isinstance(value, int | float | timedelta) and not isinstance(value, bool)
    return is_one and value == value  # noqa: PLR0124  # NaN is not equal to itself


def row_of(entry: MetadataEntry) -> list[str]:
    """An entry as views list it, under `LISTED`."""
    place = "" if entry.index is None else f"{entry.index:g}"
    return [place, display(entry.value), display(entry.logged_at), entry.author]


def columns_of(entries: Iterable[MetadataEntry]) -> dict[str, list[Any]]:
    """What data frames hold of entries, column by column."""
    held = list(entries)
    return {
        "sequence": [entry.sequence for entry in held],
        "logged_at": [entry.logged_at for entry in held],
        "index": [entry.index for entry in held],
        "author": [entry.author for entry in held],
        "value": [entry.value for entry in held],
    }


def frame(columns: dict[str, list[Any]]) -> pd.DataFrame:
    """A data frame of these columns; pandas is imported only now."""
    from tallystick.artifacts.dependencies import need

    return need("pandas").DataFrame(columns)  # type: ignore[no-any-return]  # imported by name
