"""pandas frames and series come back exactly: index, labels, types and missing values."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tallystick.artifacts import open_storage, save
from tallystick.artifacts.materializers.pandas import PandasMaterializer
from tallystick.errors import ArtifactCorruptError
from tallystick.testing.materializer_contract import MaterializerContract, load_saved

COLUMNS: dict[str, Any] = {
    "ints": np.array([1, 2, 3]),
    "small ints": np.array([1, 2, 3], "int8"),
    "large ints": np.array([0, 2**64 - 1, 5], "uint64"),
    "floats": [1.5, np.nan, -np.inf],
    "halves": np.array([1, 2, 3], "float16"),
    "complex": np.array([1 + 2j, np.nan, 0]),
    "bools": [True, False, True],
    "texts": ["x", None, ""],
    "object texts": pd.Series(["x", None, "y"], dtype=object),
    "object texts and NaN": pd.Series(["x", np.nan, "y"], dtype=object),
    "only None": pd.Series([None, None, None], dtype=object),
    "mixed": pd.Series([1, "a", None], dtype=object),
    "python ints": pd.Series([1, 2, 10**30], dtype=object),
    "bytes": [b"a", None, b"\0"],
    "lists": [[1], [2, (3,)], None],
    "dicts": [{"a": 1}, {}, {"b": {2}}],
    "dates": [dt.date(2026, 1, 31)] * 3,
    "decimals": [Decimal("1.10")] * 3,
    "embeddings": [np.arange(2.0), np.arange(3.0), np.arange(0.0)],
    "python strings": pd.array(["x", None, "y"], dtype="string[python]"),
    "arrow strings": pd.array(["x", None, "y"], dtype="string[pyarrow]"),
    "nullable ints": pd.array([1, None, 3], dtype="Int64"),
    "nullable floats": pd.array([1.5, None, np.nan], dtype="Float32"),
    "nullable bools": pd.array([True, None, False], dtype="boolean"),
    "seconds": np.array(["2026-01-31", "NaT", "1900-01-01"], "datetime64[s]"),
    "nanoseconds": np.array([1, 2, 3], "datetime64[ns]"),
    "zoned": pd.to_datetime(["2026-10-25", None, "2026-01-01"]).tz_localize("Europe/Zurich"),
    "fixed offset": pd.to_datetime(["2026-01-31"] * 3).tz_localize("UTC+02:00"),
    "utc": pd.to_datetime(["2026-01-31"] * 3, utc=True),
    "durations": np.array([1, 2, "NaT"], "timedelta64[ms]"),
    "categories": pd.Categorical(["u", None, "v"], categories=["z", "v", "u"]),
    "ordered": pd.Categorical(["u", "v", "u"], categories=["v", "u", "z"], ordered=True),
    "numeric categories": pd.Categorical([2.5, 1.5, 2.5]),
    "time categories": pd.Categorical(pd.to_datetime(["2026-01-31", "2025-01-01", None])),
    "interval categories": pd.Categorical(pd.cut([1, 2, 3], 2)),
    "no categories": pd.Categorical([None, None, None]),
    "months": pd.period_range("2026", periods=3, freq="M"),
    "intervals": pd.interval_range(0, 3),
    "sparse": pd.arrays.SparseArray([0, 0, 1]),
    "sparse floats": pd.arrays.SparseArray([np.nan, 1.0, np.nan]),
    "arrow ints": pd.array([1, 2, None], dtype="int64[pyarrow]"),
    "arrow seconds": pd.array([1, 2, None], dtype="timestamp[s][pyarrow]"),
    "arrow lists": pd.array([[1], None, []], dtype=pd.ArrowDtype(pa.list_(pa.int8()))),
}
INDEXES: dict[str, Any] = {
    "range": pd.RangeIndex(5, 11, 2, name="r"),
    "ints": pd.Index([3, 1, 2], dtype="int16"),
    "floats": pd.Index([0.5, np.nan, 1.5]),
    "texts": pd.Index(["a", "b", None], name=("tuple", 1)),
    "mixed": pd.Index([1, "a", None], dtype=object),
    "days": pd.date_range("2026-01-31", periods=3, freq="D", name="day"),
    "business days": pd.date_range("2026-01-30", periods=3, freq="B", tz="Europe/Zurich"),
    "irregular": pd.to_datetime(["2026-01-31", "2025-01-31", "2026-01-31"]),
    "hours": pd.timedelta_range("1h", periods=3, freq="h"),
    "periods": pd.period_range("2026", periods=3, freq="Q"),
    "intervals": pd.interval_range(0.0, 3.0, closed="both"),
    "categories": pd.CategoricalIndex(["x", "y", "x"], categories=["y", "x", "w"]),
    "several": pd.MultiIndex.from_tuples([("a", 1), ("b", 2), ("a", 3)], names=["k", None]),
    "one of several": pd.MultiIndex.from_arrays([["a", "b", "c"]], names=[0]),
    "repeated": pd.Index([1, 1, 1]),
}
LABELS: dict[str, Any] = {
    "ints": pd.Index([5, 3, 4]),
    "range": pd.RangeIndex(3),
    "repeated": pd.Index(["a", "a", "a_1"]),
    "mixed": pd.Index([1, "1", ("t", 1)], dtype=object, name="labels"),
    "missing": pd.Index(["a", None, np.nan], dtype=object),
    "levels": pd.MultiIndex.from_tuples([("a", 1), ("a", 2), ("b", 1)], names=["x", None]),
    "days": pd.date_range("2026-01-31", periods=3),
    "categories": pd.CategoricalIndex(["x", "y", "x"]),
    "intervals": pd.interval_range(0, 3),
    "bools": pd.Index([True, False, True]),
    "text with a break": pd.Index(["a\nb", "", "index"]),
}


def same(loaded: Any, value: Any) -> bool:
    """Equal in everything pandas compares, and in attributes."""
    if isinstance(value, pd.Series):
        pd.testing.assert_series_equal(loaded, value, check_exact=True, check_freq=True)
    else:
        pd.testing.assert_frame_equal(
            loaded,
            value,
            check_exact=True,
            check_freq=True,
            check_column_type=True,
            check_index_type=True,
        )
    same_index = type(loaded.index) is type(value.index)
    return type(loaded) is type(value) and loaded.attrs == value.attrs and same_index


def kinds_of_cells(frame: pd.DataFrame) -> list[list[type]]:
    """The Python types of all cells; pandas holds None, NaN and NA for the same."""
    return [[type(cell) for cell in frame.iloc[:, place]] for place in range(frame.shape[1])]


@pytest.mark.parametrize("name", COLUMNS)
def test_columns_come_back(tmp_path: Path, name: str) -> None:
    """Of every type, cell by cell."""
    value = pd.DataFrame({"other": [1, 2, 3], name: COLUMNS[name]})

    loaded = saved_and_loaded(tmp_path, value)

    assert same(loaded, value)
    assert kinds_of_cells(loaded) == kinds_of_cells(value)


@pytest.mark.parametrize("name", INDEXES)
def test_indexes_come_back(tmp_path: Path, name: str) -> None:
    """With their names, frequencies and types."""
    value = pd.DataFrame({"a": [1.5, 2.5, 3.5], "b": ["x", "y", "z"]}, INDEXES[name])

    assert same(saved_and_loaded(tmp_path, value), value)


@pytest.mark.parametrize("name", LABELS)
def test_labels_come_back(tmp_path: Path, name: str) -> None:
    """Whatever they are."""
    value = pd.DataFrame(np.eye(3), columns=LABELS[name])

    assert same(saved_and_loaded(tmp_path, value), value)


def saved_and_loaded(folder: Path, value: Any) -> Any:
    """The value, through the files, and without a pickle."""
    storage = open_storage(folder)
    saved = save(storage, "v", value)
    assert saved.safe
    assert saved.problems == ()
    return load_saved(storage, saved, allow_unsafe=False)


def attributed() -> pd.DataFrame:
    frame = pd.DataFrame({"a": [1]})
    frame.attrs = {"source": ("lab", 2), 3: {"x"}}
    return frame.set_flags(allows_duplicate_labels=False)


FRAMES: dict[str, Any] = {
    "no columns": pd.DataFrame(index=range(5)),
    "nothing": pd.DataFrame(),
    "no rows": pd.DataFrame(COLUMNS).iloc[:0],
    "attributes": attributed(),
    "series": pd.Series([1, 2], name=("x", 1)),
    "unnamed series": pd.Series([1.5], index=["a"]),
    "empty series": pd.Series([], dtype="datetime64[ns]"),
    "categorical series": pd.Series(COLUMNS["categories"], name=3),
    "all columns": pd.DataFrame(COLUMNS),
    "a slice": pd.DataFrame(np.arange(60).reshape(20, 3)).iloc[::4, ::2],
}


class TestFrames(MaterializerContract):
    materializer = PandasMaterializer

    @pytest.fixture(params=FRAMES)
    def value(self, request: pytest.FixtureRequest) -> Any:
        return FRAMES[request.param]

    def equal(self, loaded: Any, value: Any) -> bool:
        assert loaded.flags == value.flags
        return same(loaded, value)


@settings(max_examples=60)
@given(
    columns=st.lists(st.sampled_from(list(COLUMNS)), min_size=1, max_size=4, unique=True),
    index=st.sampled_from(list(INDEXES)),
    rows=st.lists(st.integers(0, 2), max_size=12),
    is_repeated=st.booleans(),
)
def test_any_combination_comes_back(
    tmp_path_factory: pytest.TempPathFactory,
    columns: list[str],
    index: str,
    rows: list[int],
    is_repeated: bool,
) -> None:
    """Rows taken in any order and number, under any index."""
    value = pd.DataFrame({name: COLUMNS[name] for name in columns}).set_index(INDEXES[index])
    value = value.iloc[rows]
    if is_repeated:
        value = pd.concat([value, value], axis=1)
    storage = open_storage(tmp_path_factory.mktemp("any"))

    saved = save(storage, "v", value)

    assert saved.safe
    assert saved.problems == ()
    assert same(load_saved(storage, saved), value)


def test_any_reader_of_parquet_sees_the_data(tmp_path: Path) -> None:
    """Labels, texts and categories are what they say, and the index is there."""
    frame = pd.DataFrame(
        {"n": [1, 2], "c": pd.Categorical(["x", "y"]), ("a", 1): [0.5, 1.5]},
        index=pd.Index(["r", "s"], name="row"),
    )

    save(open_storage(tmp_path), "v", frame)

    assert pq.read_table(tmp_path / "v/data.parquet").to_pydict() == {
        "n": [1, 2],
        "c": ["x", "y"],
        "('a', 1)": [0.5, 1.5],
        "row": ["r", "s"],
    }


def test_what_is_loaded_can_be_written_to(tmp_path: Path) -> None:
    """Memory of the file reader is read-only; a frame is not."""
    storage = open_storage(tmp_path)
    frame = pd.DataFrame({"a": [1, 2], "b": [0.5, 1.5], "c": ["x", "y"], "d": [True, False]})

    loaded = load_saved(storage, save(storage, "v", frame))
    loaded.loc[0, "a"] = 7
    loaded["b"] += 1

    loaded.iloc[1] = [1, 2.0, "z", True]

    assert loaded.loc[0, "a"] == 7


def test_facts_describe_the_columns(tmp_path: Path) -> None:
    """Statistics of numeric columns by label; integers stay integers."""
    frame = pd.DataFrame({"n": [1, 2**53 + 1], "x": [0.5, np.nan], "s": ["a", None], 3: [1, 1]})

    facts = save(open_storage(tmp_path), "v", frame).facts

    assert facts["shape"] == [2, 4]
    assert facts["row_count"] == 2
    assert facts["column_count"] == 4
    assert facts["columns"] == ["n", "x", "s", "3"]
    assert facts["dtype"] == {"n": "int64", "x": "float64", "s": "str", "3": "int64"}
    assert facts["missing_count"] == {"x": 1, "s": 1}
    assert facts["max"] == {"n": 2**53 + 1, "x": 0.5, "3": 1}
    assert facts["mean"]["x"] == 0.5
    assert facts["std"]["3"] == 0.0


def test_one_row_has_no_deviation(tmp_path: Path) -> None:
    """NaN is a fact too."""
    facts = save(open_storage(tmp_path), "v", pd.DataFrame({"a": [1]})).facts

    assert np.isnan(facts["std"]["a"])


def test_wide_frames_are_described_in_part(tmp_path: Path) -> None:
    """Every fact costs room in the store for ever."""
    facts = save(open_storage(tmp_path), "v", pd.DataFrame(np.zeros((2, 500)))).facts

    assert facts["column_count"] == 500
    assert len(facts["columns"]) == len(facts["dtype"]) == len(facts["min"]) == 100


def test_previews_are_the_first_rows(tmp_path: Path) -> None:
    """However long and wide the frame is."""
    frame = pd.DataFrame(np.arange(100_000).reshape(1000, 100))

    saved = save(open_storage(tmp_path), "v", frame)

    (preview,) = saved.previews
    lines = (tmp_path / "v" / preview.path).read_text().splitlines()
    assert preview.type == "csv"
    assert len(lines) == 51
    assert len(lines[0].split(",")) == 51


def test_odd_objects_make_a_frame_unsafe(tmp_path: Path) -> None:
    """It comes back, pickled, and says so."""
    storage = open_storage(tmp_path)
    frame = pd.DataFrame({"a": [print, {1}]})

    saved = save(storage, "v", frame)

    assert not saved.safe
    assert "cloudpickle" in saved.notes[0]
    assert load_saved(storage, saved)["a"][0] is print


def test_a_subclass_is_not_loaded_as_its_base(tmp_path: Path) -> None:
    """What a subclass adds would be lost."""

    class Mine(pd.DataFrame):
        pass

    storage = open_storage(tmp_path)

    saved = save(storage, "v", Mine({"a": [1]}))

    assert type(load_saved(storage, saved)).__name__ == "Mine"


def test_a_lost_label_file_is_found(tmp_path: Path) -> None:
    """Parquet alone is not the frame."""
    storage = open_storage(tmp_path)
    saved = save(storage, "v", pd.DataFrame({"a": [1]}))
    (tmp_path / "v/about.json").unlink()

    with pytest.raises(ArtifactCorruptError):
        load_saved(storage, saved)


def test_facts_have_the_span_of_times(tmp_path: Path) -> None:
    utc = pd.to_datetime(
        ["2026-01-02", None, "2026-01-01 03:00:00.000000001"], format="ISO8601", utc=True
    )
    here = utc.tz_convert("Europe/Zurich")
    frame = pd.DataFrame({"at": utc.tz_localize(None), "utc": utc, "here": here, "n": [1, 2, 3]})
    frame["never"] = pd.NaT
    frame["late"] = np.array(["20000-01-01"] * 3, dtype="datetime64[s]")

    facts = save(open_storage(tmp_path), "v", frame).facts
    alone = save(open_storage(tmp_path), "w", frame["at"]).facts

    first = dt.datetime(2026, 1, 1, 3, tzinfo=dt.UTC)
    last = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
    bare = first.replace(tzinfo=None), last.replace(tzinfo=None)
    assert facts["min"] == {"at": bare[0], "utc": first, "here": first, "n": 1}
    assert facts["max"] == {"at": bare[1], "utc": last, "here": last, "n": 3}
    assert (alone["min"], alone["max"]) == bare
    assert "mean" not in alone
