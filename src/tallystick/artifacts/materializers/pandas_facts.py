"""Facts about pandas frames and series."""

from __future__ import annotations

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
    """Shape, columns and their types, and statistics of the numeric ones by column label.

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
    missing = described.isna().sum().to_numpy()
    facts["missing_count"] = {
        label: int(count) for label, count in zip(labels, missing, strict=True) if count
    }
    return facts | _statistics(described, labels)


def series_facts(series: pd.Series[Any]) -> dict[str, Any]:
    """Length, type, and statistics if it is numeric."""
    facts: dict[str, Any] = {"shape": list(series.shape), "dtype": DType(str(series.dtype))}
    if len(series) > EXACT_VALUES:
        series = _sample(series)
        facts["statistics_rows"] = len(series)
    facts["missing_count"] = int(series.isna().sum())
    statistics = _statistics(series.to_frame(), ["value"])
    return facts | {name: by_label["value"] for name, by_label in statistics.items() if by_label}


def _sample(data: Any) -> Any:
    # Evenly spaced, so that sorted and periodic data are seen whole.
    return data.iloc[np.linspace(0, len(data) - 1, SAMPLE_VALUES).astype(np.int64)]


def _statistics(frame: pd.DataFrame, labels: list[str]) -> dict[str, dict[str, float]]:
    by_type: dict[Any, list[int]] = {}
    for place, dtype in enumerate(frame.dtypes):
        if pd.api.types.is_numeric_dtype(dtype) and dtype.kind != "c":
            by_type.setdefault(dtype, []).append(place)
    found: dict[str, dict[int, Any]] = {"min": {}, "max": {}, "mean": {}, "std": {}}
    # Columns of one type at a time: many at once are fast, and none is converted to another type.
    for places in by_type.values():
        alike = frame.iloc[:, places]
        for name, by_place in found.items():
            by_place.update(zip(places, getattr(alike, name)().tolist(), strict=True))
    return {
        name: {labels[place]: _number(by_place[place]) for place in sorted(by_place)}
        for name, by_place in found.items()
        if by_place
    }


def _number(value: Any) -> Any:
    return float("nan") if value is pd.NA else value
