"""Facts about pandas frames and series."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from tallystick.artifacts.materializers.bounds import (
    DESCRIBED_COLUMNS,
    EXACT_VALUES,
    SAMPLE_VALUES,
)
from tallystick.values import DType


def frame_facts(frame: pd.DataFrame) -> dict[str, Any]:
    """Shape, columns and their types, and statistics of them by column label.

    Numeric ones have `min`, `max`, `mean` and `std`, those of times `min` and `max`.

    Of wide frames the first `DESCRIBED_COLUMNS` columns are described; of long ones, a sample.
    """
    described = frame.iloc[:, :DESCRIBED_COLUMNS]
    labels = [str(label) for label in described.columns]
    facts: dict[str, Any] = {
        "shape": list(frame.shape),
        "row_count": frame.shape[0],
        "column_count": frame.shape[1],
        "columns": labels,
        "dtype": {
            label: DType(str(dtype)) for label, dtype in zip(labels, described.dtypes, strict=True)
        },
    }
    if described.size > EXACT_VALUES:
        described = _sample(described)
        facts["statistics_rows"] = len(described)
    return facts | {
        name: {labels[place]: number for place, number in by_place.items()}
        for name, by_place in _statistics(described).items()
        if by_place or name == "missing_count"
    }


def series_facts(series: pd.Series[Any]) -> dict[str, Any]:
    """Length, type, and statistics if it is numeric."""
    facts: dict[str, Any] = {
        "shape": list(series.shape),
        "dtype": DType(str(series.dtype)),
        "missing_count": 0,
    }
    if len(series) > EXACT_VALUES:
        series = _sample(series)
        facts["statistics_rows"] = len(series)
    statistics = _statistics(series.to_frame())
    return facts | {name: by_place[0] for name, by_place in statistics.items() if by_place}


def _sample(data: Any) -> Any:
    # Evenly spaced, so that sorted and periodic data are seen whole.
    return data.iloc[np.linspace(0, len(data) - 1, SAMPLE_VALUES).astype(np.int64)]


def _statistics(frame: pd.DataFrame) -> dict[str, dict[int, Any]]:
    """By name and place of the column; of missing values only where there are any."""
    by_type: dict[Any, list[int]] = {}
    for place, dtype in enumerate(frame.dtypes):
        by_type.setdefault(dtype, []).append(place)
    found: dict[str, dict[int, Any]] = {
        name: {} for name in ("missing_count", "min", "max", "mean", "std")
    }
    # Columns of one type at a time: many at once are fast, and none is converted to another type.
    for dtype, places in _bounded(by_type, frame.size):
        alike = frame.iloc[:, places]
        counts = alike.isna().sum().tolist()
        found["missing_count"] |= {
            place: int(count) for place, count in zip(places, counts, strict=True) if count
        }
        is_sparse = isinstance(dtype, pd.SparseDtype)
        if pd.api.types.is_numeric_dtype(dtype) and dtype.kind != "c" and not is_sparse:
            # Infinities make NaN here, rightly.
            with np.errstate(all="ignore"):
                for name in ("min", "max", "mean", "std"):
                    numbers = map(_number, getattr(alike, name)().tolist())
                    found[name].update(zip(places, numbers, strict=True))
        elif pd.api.types.is_datetime64_any_dtype(dtype):
            for name in ("min", "max"):
                times = zip(places, getattr(alike, name)(), strict=True)
                moments = {place: _moment(time) for place, time in times}
                found[name] |= {place: time for place, time in moments.items() if time}
    return {name: dict(sorted(by_place.items())) for name, by_place in found.items()}


def _bounded(by_type: dict[Any, list[int]], size: int) -> Iterator[tuple[Any, list[int]]]:
    """The types with their columns; of a large frame one by one, since many are copied."""
    for dtype, places in by_type.items():
        if size <= SAMPLE_VALUES:
            yield dtype, places
        else:
            yield from ((dtype, [place]) for place in places)


def _moment(time: Any) -> datetime | None:
    """The time in UTC, if it has a zone; None where there is none, or none that Python has."""
    if pd.isna(time):
        return None
    try:
        # Metadata keeps how far a zone is from UTC, and not its name.
        found: datetime = (time.tz_convert("UTC") if time.tzinfo else time).to_pydatetime(
            warn=False
        )
    except (ValueError, OverflowError):
        return None
    return found


def _number(value: Any) -> Any:
    if value is pd.NA:
        return float("nan")
    return value.item() if isinstance(value, np.generic) else value
