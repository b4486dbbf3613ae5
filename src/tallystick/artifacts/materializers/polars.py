"""Polars frames and series, as Parquet."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from tallystick.artifacts.materializers.base import BaseMaterializer
from tallystick.artifacts.materializers.bounds import (
    DESCRIBED_COLUMNS,
    PREVIEW_COLUMNS,
    PREVIEW_ROWS,
    preview_table,
)
from tallystick.artifacts.types import ArtifactType, VisualizationType
from tallystick.values import DType

DATA = "data.parquet"
_PER_SECOND = {"ms": 10**3, "us": 10**6, "ns": 10**9}
SERIES, LAZY = "series", "lazy"


class PolarsMaterializer(BaseMaterializer):
    """Frames and series in `data.parquet`.

    A lazy frame is computed when it is saved, and is lazy again when it is loaded.
    A frame with Python objects in it is refused, as Polars cannot write those in any form.
    """

    ASSOCIATED_TYPES = (pl.DataFrame, pl.LazyFrame, pl.Series)
    ASSOCIATED_ARTIFACT_TYPE = ArtifactType.DATA
    SKIP_REGISTRATION = True
    SAFE = True

    def save(self, data: Any) -> None:
        frame = _frame(data)
        if odd := [name for name, dtype in frame.schema.items() if dtype == pl.Object]:
            raise TypeError(f"Polars cannot write Python objects, which are in {', '.join(odd)}")
        frame.write_parquet(Path(self.uri, DATA))
        if not isinstance(data, pl.DataFrame):
            Path(self.uri, SERIES if isinstance(data, pl.Series) else LAZY).touch()

    def load(self, data_type: type[Any]) -> Any:
        frame = pl.read_parquet(Path(self.uri, DATA))
        if Path(self.uri, SERIES).exists():
            return frame.to_series()
        return frame.lazy() if Path(self.uri, LAZY).exists() else frame

    def extract_metadata(self, data: Any) -> dict[str, Any]:
        if isinstance(data, pl.LazyFrame):
            # Read back, since computing it again could give other rows.
            data = pl.read_parquet(Path(self.uri, DATA))
        return _series_facts(data) if isinstance(data, pl.Series) else _frame_facts(data)

    def save_visualizations(self, data: Any) -> dict[str, VisualizationType]:
        head = pl.read_parquet(Path(self.uri, DATA), n_rows=PREVIEW_ROWS)
        head = head.select(head.columns[:PREVIEW_COLUMNS])
        file = preview_table(self, head.columns, head.iter_rows())
        return {str(file): VisualizationType.CSV}


def _frame(data: Any) -> pl.DataFrame:
    if isinstance(data, pl.LazyFrame):
        return data.collect()
    return data.to_frame() if isinstance(data, pl.Series) else data


def _frame_facts(frame: pl.DataFrame) -> dict[str, Any]:
    described = frame.columns[:DESCRIBED_COLUMNS]
    facts: dict[str, Any] = {
        "shape": list(frame.shape),
        "row_count": frame.height,
        "column_count": frame.width,
        "columns": described,
        "dtype": {name: DType(str(frame.schema[name])) for name in described},
        "missing_count": {name: count for name in described if (count := frame[name].null_count())},
    }
    numeric = [name for name in described if frame.schema[name].is_numeric()]
    statistics = {name: _statistics(frame[name]) for name in numeric}
    if statistics:
        for key in ("min", "max", "mean", "std"):
            facts[key] = {name: numbers[key] for name, numbers in statistics.items()}
    for name in described:
        for key, time in _span(frame[name]).items():
            facts.setdefault(key, {})[name] = time
    return facts


def _series_facts(series: pl.Series) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "shape": list(series.shape),
        "dtype": DType(str(series.dtype)),
        "missing_count": series.null_count(),
    }
    return facts | (_statistics(series) if series.dtype.is_numeric() else _span(series))


def _span(series: pl.Series) -> dict[str, date]:
    """`min` and `max` of days and times, where there are any; in UTC those of a zone."""
    if series.dtype not in (pl.Date, pl.Datetime):
        return {}
    # As numbers: Polars ends in a panic where a day is later than Python's last.
    numbers = series.to_physical()
    found = {"min": numbers.min(), "max": numbers.max()}
    try:
        return {k: _moment(n, series.dtype) for k, n in found.items() if isinstance(n, int)}
    except OverflowError:
        return {}


def _moment(number: int, dtype: pl.DataType) -> date:
    if not isinstance(dtype, pl.Datetime):
        return date(1970, 1, 1) + timedelta(days=number)
    epoch = datetime(1970, 1, 1, tzinfo=UTC if dtype.time_zone else None)
    return epoch + timedelta(microseconds=number * 10**6 // _PER_SECOND[dtype.time_unit])


def _statistics(series: pl.Series) -> dict[str, float]:
    if series.dtype.is_decimal():
        series = series.cast(pl.Float64)
    # Nothing to compute from is None in Polars, and NaN here as elsewhere.
    found = {key: getattr(series, key)() for key in ("min", "max", "mean", "std")}
    return {
        key: float("nan") if value is None else value if isinstance(value, int) else float(value)
        for key, value in found.items()
    }
