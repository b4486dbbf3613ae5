"""pandas frames and series, as Parquet."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from tallystick.artifacts.materializers import pandas_columns as columns
from tallystick.artifacts.materializers.base import BaseMaterializer
from tallystick.artifacts.materializers.bounds import PREVIEW_COLUMNS, PREVIEW_ROWS, preview_table
from tallystick.artifacts.materializers.pandas_facts import frame_facts, series_facts
from tallystick.artifacts.materializers.pickled import is_pickled, load_pickled, save_pickled
from tallystick.artifacts.types import ArtifactType, VisualizationType

DATA = "data.parquet"
ABOUT = "about.json"


class PandasMaterializer(BaseMaterializer):
    """Frames and series in `data.parquet`, which any reader of Parquet opens.

    `about.json` has what Parquet cannot say: labels that are not text, the exact types, the index.
    A frame with objects that neither can hold is pickled, and marked as unsafe.
    """

    ASSOCIATED_TYPES = (pd.DataFrame, pd.Series)
    ASSOCIATED_ARTIFACT_TYPE = ArtifactType.DATA
    SKIP_REGISTRATION = True
    SAFE = True

    def save(self, data: Any) -> None:
        try:
            table, about = _take_apart(data)
        except (columns.UnfitError, pa.ArrowException, TypeError, ValueError, OverflowError) as why:
            save_pickled(self, data, because=why)
            return
        about["schema"] = base64.b64encode(table.schema.serialize()).decode()
        pq.write_table(table, Path(self.uri, DATA), compression="zstd")
        Path(self.uri, ABOUT).write_text(json.dumps(about), encoding="utf-8")

    def load(self, data_type: type[Any]) -> Any:
        folder = Path(self.uri)
        if is_pickled(self):
            return load_pickled(self, data_type)
        about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        schema = pa.ipc.read_schema(pa.py_buffer(base64.b64decode(about["schema"])))
        columns_read = pq.ParquetFile(folder / DATA).read().columns
        parts = [_as(part, field.type) for part, field in zip(columns_read, schema, strict=True)]
        del columns_read
        return _put_together(parts, about, importing=self.allow_unsafe)

    def extract_metadata(self, data: Any) -> dict[str, Any]:
        return frame_facts(data) if isinstance(data, pd.DataFrame) else series_facts(data)

    def save_visualizations(self, data: Any) -> dict[str, VisualizationType]:
        head = data.head(PREVIEW_ROWS)
        head = head.iloc[:, :PREVIEW_COLUMNS] if isinstance(data, pd.DataFrame) else head.to_frame()
        cells = [column.astype(object).tolist() for _, column in head.items()]
        rows = zip(head.index.tolist(), *cells, strict=True)
        file = preview_table(self, ["", *head.columns], rows)
        return {str(file): VisualizationType.CSV}


def _take_apart(data: Any) -> tuple[pa.Table, dict[str, Any]]:
    """A table of the columns and then of the levels of the index, and what it does not say."""
    is_frame = isinstance(data, pd.DataFrame)
    series = [each for _, each in data.items()] if is_frame else [data]
    made = [columns.to_arrow(each.array) for each in series]
    labels = data.columns if is_frame else pd.Index([data.name], dtype=object)
    about: dict[str, Any] = {
        "kind": "DataFrame" if is_frame else "Series",
        "rows": len(data),
        "plans": [plan for _, plan in made],
        "columns": columns.pack(labels),
        "attrs": columns.text_of(data.attrs),
        "duplicate_labels": data.flags.allows_duplicate_labels,
    }
    levels: list[Any] = []
    if isinstance(data.index, pd.RangeIndex):
        about["index"] = columns.pack(data.index)
    else:
        levels = [
            columns.to_arrow(data.index.get_level_values(place).array)
            for place in range(data.index.nlevels)
        ]
        about["index"] = columns.about_index(data.index, [plan for _, plan in levels])
    titles = _titles([*labels, *(name or "index" for name in data.index.names[: len(levels)])])
    return pa.Table.from_arrays([array for array, _ in made + levels], names=titles), about


def _titles(labels: list[Any]) -> list[str]:
    """Names for the columns in Parquet: the labels as text, made unique."""
    titles: list[str] = []
    taken: set[str] = set()
    for place, label in enumerate(labels):
        title = str(label)
        while title in taken:
            title = f"{title}_{place}"
        taken.add(title)
        titles.append(title)
    return titles


def _as(column: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    # Parquet has no seconds, among others.
    return column if column.type == kind else column.cast(kind)


def _put_together(parts: list[Any], about: dict[str, Any], *, importing: bool) -> Any:
    plans = about["plans"]
    index = (
        columns.unpack(about["index"])
        if "range" in about["index"]
        else columns.to_index(parts[len(plans) :], about["index"])
    )
    del parts[len(plans) :]
    # Each part is given up as soon as it is converted, so that there are never two of all.
    values = [
        _series(columns.from_arrow(parts.pop(0), plan, importing=importing), index)
        for plan in plans
    ]
    labels = columns.unpack(about["columns"])
    if about["kind"] == "Series":
        data: Any = values[0].rename(labels[0])
    else:
        data = pd.DataFrame(dict(enumerate(values)), index=index, copy=False)
        data.columns = labels
    data.attrs = columns.value_of(about["attrs"])
    data.flags.allows_duplicate_labels = about["duplicate_labels"]
    return data


def _series(values: Any, index: pd.Index) -> pd.Series[Any]:
    # With the type said, or pandas would guess another one for texts in an object column.
    series: pd.Series[Any] = pd.Series(values, index=index, dtype=values.dtype, copy=False)
    return series
