"""Arrow tables and batches, as Parquet where that keeps their types."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tallystick.artifacts.materializers.base import BaseMaterializer
from tallystick.artifacts.materializers.bounds import (
    DESCRIBED_COLUMNS,
    PREVIEW_COLUMNS,
    PREVIEW_ROWS,
    preview_table,
)
from tallystick.artifacts.types import ArtifactType, VisualizationType
from tallystick.values import DType

PARQUET = "data.parquet"
IPC = "data.arrow"
BATCH = "batch"


class ArrowMaterializer(BaseMaterializer):
    """Tables and record batches in `data.parquet`.

    Types that Parquet changes or lacks are kept as an Arrow file, `data.arrow`.
    """

    ASSOCIATED_TYPES = (pa.Table, pa.RecordBatch)
    ASSOCIATED_ARTIFACT_TYPE = ArtifactType.DATA
    SKIP_REGISTRATION = True
    SAFE = True

    def save(self, data: Any) -> None:
        is_batch = isinstance(data, pa.RecordBatch)
        table = pa.Table.from_batches([data]) if is_batch else data
        if is_batch:
            Path(self.uri, BATCH).touch()
        file = Path(self.uri, PARQUET)
        try:
            pq.write_table(table, file, compression="zstd", use_compliant_nested_type=False)
            exact = _keeps(table.schema, pq.read_schema(file))
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            exact = False
        if not exact:
            file.unlink(missing_ok=True)
            with pa.ipc.new_file(Path(self.uri, IPC), table.schema) as writer:
                writer.write_table(table)

    def load(self, data_type: type[Any]) -> Any:
        if Path(self.uri, PARQUET).exists():
            # Not `read_table`, which refuses names that are there twice.
            table = pq.ParquetFile(Path(self.uri, PARQUET)).read()
        else:
            # Read, not mapped: the file may be gone while the table is still used.
            table = pa.ipc.open_file(pa.py_buffer(Path(self.uri, IPC).read_bytes())).read_all()
        if not Path(self.uri, BATCH).exists():
            return table
        batches = table.combine_chunks().to_batches()
        return batches[0] if batches else pa.RecordBatch.from_pylist([], schema=table.schema)

    def extract_metadata(self, data: Any) -> dict[str, Any]:
        names = data.schema.names[:DESCRIBED_COLUMNS]
        counts = [data.column(place).null_count for place in range(len(names))]
        return {
            "shape": list(data.shape),
            "row_count": data.num_rows,
            "column_count": data.num_columns,
            "columns": names,
            "dtype": {
                name: DType(str(kind)) for name, kind in zip(names, data.schema.types, strict=False)
            },
            "missing_count": {
                name: count for name, count in zip(names, counts, strict=True) if count
            },
        }

    def save_visualizations(self, data: Any) -> dict[str, VisualizationType]:
        head = data.slice(0, PREVIEW_ROWS)
        names = head.schema.names[:PREVIEW_COLUMNS]
        cells = [head.column(place).to_pylist() for place in range(len(names))]
        file = preview_table(self, names, zip(*cells, strict=True))
        return {str(file): VisualizationType.CSV}


def _keeps(wanted: pa.Schema, found: pa.Schema) -> bool:
    return bool(found.equals(wanted, check_metadata=True)) and not any(
        pa.types.is_dictionary(field.type) for field in wanted
    )
