"""Arrow tables and batches come back with their types and metadata."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from tallystick.artifacts import open_storage, save
from tallystick.artifacts.materializers.arrow import ArrowMaterializer
from tallystick.testing.materializer_contract import MaterializerContract

PLAIN = pa.table({"n": [1, None], "s": ["a", "b"], "l": [[1], None], "d": [{"x": 1}, {"x": 2}]})
VALUES: dict[str, Any] = {
    "plain": PLAIN,
    "metadata": PLAIN.replace_schema_metadata({"by": "lab"}),
    "seconds": pa.table({"t": pa.array([1, 2], pa.timestamp("s"))}),
    "dictionary": pa.table({"d": pa.array(["a", "b", "a"]).dictionary_encode()}),
    "unused dictionary": pa.table(
        {"d": pa.DictionaryArray.from_arrays(pa.array([0, 0]), pa.array(["a", "unused"]))}
    ),
    "intervals": pa.table({"i": pa.array([(1, 2, 3)], pa.month_day_nano_interval())}),
    "repeated names": pa.Table.from_arrays([pa.array([1]), pa.array(["x"])], names=["a", "a"]),
    "no rows": PLAIN.schema.empty_table(),
    "no columns": pa.table({}),
    "not null": pa.table(
        {"n": pa.array([1])}, schema=pa.schema([pa.field("n", pa.int64(), nullable=False)])
    ),
    "batch": pa.record_batch({"n": [1, 2]}),
    "empty batch": pa.record_batch({"n": pa.array([], pa.int8())}),
}


class TestArrow(MaterializerContract):
    materializer = ArrowMaterializer

    @pytest.fixture(params=VALUES)
    def value(self, request: pytest.FixtureRequest) -> Any:
        return VALUES[request.param]

    def equal(self, loaded: Any, value: Any) -> bool:
        loaded.validate(full=True)
        same_schema = loaded.schema.equals(value.schema, check_metadata=True)
        return type(loaded) is type(value) and loaded.equals(value) and same_schema


def test_parquet_is_used_where_it_keeps_the_types(tmp_path: Path) -> None:
    """More programs read Parquet than Arrow files."""
    storage = open_storage(tmp_path)

    plain = save(storage, "plain", VALUES["plain"])
    seconds = save(storage, "seconds", VALUES["seconds"])

    assert "data.parquet" in dict(plain.files)
    assert "data.arrow" in dict(seconds.files)
