"""Polars frames and series come back exactly."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal, assert_series_equal

from tallystick.artifacts import open_storage, save
from tallystick.artifacts.materializers.polars import PolarsMaterializer
from tallystick.errors import MaterializerError
from tallystick.testing.materializer_contract import MaterializerContract, load_saved

MOMENTS = [dt.datetime(2026, 1, 31, 12), None]  # noqa: DTZ001  # naive times come back too
COLUMNS: dict[str, Any] = {
    "ints": [1, None],
    "huge ints": pl.Series([1, 2**100], dtype=pl.Int128),
    "floats": [1.5, float("nan")],
    "texts": ["a", None],
    "categories": pl.Series(["a", "b"], dtype=pl.Categorical),
    "enum": pl.Series(["a", "b"], dtype=pl.Enum(["b", "a", "z"])),
    "dates": [dt.date(2026, 1, 31), None],
    "moments": pl.Series(MOMENTS, dtype=pl.Datetime("ms")),
    "zoned": pl.Series(MOMENTS).dt.replace_time_zone("Europe/Zurich"),
    "durations": [dt.timedelta(1), None],
    "times": [dt.time(1), None],
    "decimals": [Decimal("1.10"), None],
    "lists": [[1], [2, 3]],
    "structs": [{"a": 1}, {"a": 2}],
    "arrays": pl.Series([[1, 2], [3, 4]], dtype=pl.Array(pl.Int8, 2)),
    "nulls": [None, None],
    "bytes": [b"x", b"\xff"],
}
VALUES: dict[str, Any] = {
    **{name: pl.DataFrame({name: column}) for name, column in COLUMNS.items()},
    "all": pl.DataFrame(COLUMNS),
    "nothing": pl.DataFrame(),
    "no rows": pl.DataFrame(COLUMNS).clear(),
    "series": pl.Series("name", [1.5, None]),
    "unnamed series": pl.Series(["a"]),
    "list series": pl.Series("l", [[1], None]),
    "lazy": pl.LazyFrame({"a": [1, 2]}).filter(pl.col("a") > 1),
}


def same(loaded: Any, value: Any) -> bool:
    """Equal in everything Polars compares."""
    if isinstance(value, pl.Series):
        assert_series_equal(loaded, value)
    else:
        assert_frame_equal(loaded, value)
    return type(loaded) is type(value)


class TestPolars(MaterializerContract):
    materializer = PolarsMaterializer

    @pytest.fixture(params=["all", "no rows", "nothing", "series", "lazy"])
    def value(self, request: pytest.FixtureRequest) -> Any:
        return VALUES[request.param]

    def equal(self, loaded: Any, value: Any) -> bool:
        return same(loaded, value)


@pytest.mark.parametrize("name", VALUES)
def test_every_type_comes_back(tmp_path: Path, name: str) -> None:
    """Safely, and found by its type."""
    storage = open_storage(tmp_path)

    saved = save(storage, "v", VALUES[name])

    assert saved.problems == ()
    assert same(load_saved(storage, saved, allow_unsafe=False), VALUES[name])


def test_facts_describe_the_columns(tmp_path: Path) -> None:
    """As for pandas; the deviation is that of a sample."""
    frame = pl.DataFrame({"n": [1, 3], "s": ["a", None]})

    facts = save(open_storage(tmp_path), "v", frame).facts

    assert facts["shape"] == [2, 2]
    assert facts["columns"] == ["n", "s"]
    assert facts["dtype"] == {"n": "Int64", "s": "String"}
    assert facts["missing_count"] == {"s": 1}
    assert facts["mean"] == {"n": 2.0}


def test_python_objects_are_refused(tmp_path: Path) -> None:
    """Polars cannot write them; the error names the column, and nothing is stored."""
    storage = open_storage(tmp_path)
    frame = pl.DataFrame({"odd": pl.Series([{1}, {2}], dtype=pl.Object)})

    with pytest.raises(MaterializerError, match="odd"):
        save(storage, "v", frame)

    assert not storage.exists("v")


def test_facts_have_the_span_of_days_and_times(tmp_path: Path) -> None:
    days = [dt.date(2026, 1, 2), None, dt.date(2026, 1, 1)]
    time = dt.datetime(2026, 1, 2, 3, tzinfo=dt.UTC)
    frame = pl.DataFrame({"day": days, "n": [1, 2, 3]}).with_columns(
        never=pl.lit(None, pl.Date),
        late=pl.lit(10**8).cast(pl.Date),
        utc=pl.lit(time),
        here=pl.lit(time).dt.convert_time_zone("Europe/Zurich"),
        bare=pl.lit(time.replace(tzinfo=None)).cast(pl.Datetime("ms")),
    )

    facts = save(open_storage(tmp_path), "v", frame).facts
    alone = save(open_storage(tmp_path), "w", frame["day"]).facts

    times = {"utc": time, "here": time, "bare": time.replace(tzinfo=None)}
    assert facts["min"] == {"n": 1, "day": days[2], **times}
    assert facts["max"] == {"n": 3, "day": days[0], **times}
    assert (alone["min"], alone["max"]) == (days[2], days[0])
