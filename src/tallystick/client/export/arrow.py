"""Rows as Arrow batches and tables, and those as frames and Parquet. Imports pyarrow when used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from tallystick.artifacts.dependencies import need
from tallystick.client.export.cells import CellType, MisfitError
from tallystick.client.export.columns import Column
from tallystick.client.export.rows import Progress, Rows, changed

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

ROW_GROUP = 50_000
"""Rows of a row group of Parquet, which is what has to be in memory at once."""

_DESCRIBED = b"tallystick"


def schema(columns: tuple[Column, ...]) -> pa.Schema:
    """The schema of rows with these columns."""
    pa = need("pyarrow")
    types = {
        CellType.WHOLE: pa.int64(),
        CellType.NUMBER: pa.float64(),
        CellType.TRUTH: pa.bool_(),
        CellType.TIME: pa.timestamp("us", tz="UTC"),
        CellType.DAY: pa.date32(),
        CellType.DURATION: pa.duration("us"),
        CellType.TEXT: pa.string(),
        CellType.TEXTS: pa.list_(pa.string()),
        CellType.JSON: pa.string(),
    }
    fields = [
        pa.field(column.name, types[column.type], metadata={_DESCRIBED: column.type.encode()})
        for column in columns
    ]
    return pa.schema(fields)


def record_batches(rows: Rows) -> Iterator[pa.RecordBatch]:
    """The rows, a page at a time. Raises what `Rows.batches` does."""
    pa = need("pyarrow")
    head = schema(rows.columns)
    for batch in rows.batches():
        arrays = [pa.array(cells, field.type) for cells, field in zip(batch, head, strict=True)]
        yield pa.RecordBatch.from_arrays(arrays, schema=head)


def reader(rows: Rows) -> pa.RecordBatchReader:
    """The rows as they are read; the first is read when it is asked for."""
    return need("pyarrow").RecordBatchReader.from_batches(schema(rows.columns), _fitting(rows))


def _fitting(rows: Rows) -> Iterator[pa.RecordBatch]:
    try:
        yield from record_batches(rows)
    except MisfitError as misfit:
        raise changed(misfit) from None


def table(rows: Rows) -> pa.Table:
    """All rows in memory."""
    pa = need("pyarrow")
    return rows.tried(lambda own: pa.Table.from_batches(record_batches(own), schema(own.columns)))


def frame(rows: Rows) -> pd.DataFrame:
    """All rows as a data frame: whole numbers and truth values in pandas' types that can be NA."""
    arrow, pandas = need("pyarrow"), need("pandas")
    types = {arrow.int64(): pandas.Int64Dtype(), arrow.bool_(): pandas.BooleanDtype()}
    made: pd.DataFrame = table(rows).to_pandas(types_mapper=types.get)
    return made


def write_parquet(rows: Rows, file: BinaryIO, progress: Progress) -> int:
    """Write the rows in row groups; how many there were."""
    arrow, parquet = need("pyarrow"), need("pyarrow.parquet")
    written = 0
    with parquet.ParquetWriter(file, schema(rows.columns), compression="zstd") as writer:
        waiting: list[pa.RecordBatch] = []
        for batch in record_batches(rows):
            waiting.append(batch)
            written += batch.num_rows
            if sum(each.num_rows for each in waiting) >= ROW_GROUP:
                writer.write_table(arrow.Table.from_batches(waiting))
                waiting.clear()
            progress(written)
        if waiting:
            writer.write_table(arrow.Table.from_batches(waiting))
    return written
