"""NumPy arrays and scalars come back exactly, and never as pickles."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tallystick.artifacts import open_storage, save
from tallystick.artifacts.materializers.numpy import NumpyMaterializer
from tallystick.errors import MaterializerError
from tallystick.testing.materializer_contract import MaterializerContract, load_saved

ARRAYS = {
    "ints": np.arange(6).reshape(2, 3),
    "fortran": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
    "strided": np.arange(20)[::3],
    "empty": np.empty((0, 3), np.float32),
    "zero_d": np.array(5),
    "floats": np.array([1.0, np.nan, np.inf]),
    "all_nan": np.array([np.nan]),
    "half": np.array([1, 2], np.float16),
    "big_endian": np.array([1, 2], ">i4"),
    "bool": np.array([True, False]),
    "complex": np.array([1 + 2j]),
    "text": np.array(["a", "bb b"]),
    "bytes": np.array([b"a", b"bb"]),
    "times": np.array(["2026-01-31", "NaT"], "datetime64[s]"),
    "durations": np.array([1, 2], "timedelta64[ms]"),
    "record": np.array([(1, 2.5)], dtype=[("a", "i4"), ("b", "f8")]),
    "objects": np.array([None, {"a": (1,)}, "x"], dtype=object),
    "lists": np.array([[1], [2, 3], None], dtype=object),
    "object_matrix": np.array([[1, "a"], [None, 2.5]], dtype=object),
    "strings": np.array(["a", "b" * 100], dtype=np.dtypes.StringDType()),
    "masked": np.ma.array([1, 2, 3], mask=[0, 1, 0], fill_value=7),
    "unmasked": np.ma.array([1.5, 2.5]),
}
SCALARS = {
    "float64": np.float64(0.1),
    "float32": np.float32(np.nan),
    "int8": np.int8(-3),
    "bool_": np.bool_(True),
    "str_": np.str_("x"),
    "datetime64": np.datetime64("2026-01-31T12", "h"),
    "complex64": np.complex64(1j),
    "void": ARRAYS["record"][0],
}


VALUES = ARRAYS | SCALARS


def same(loaded: Any, value: Any) -> bool:
    """Equal in type, shape, cells and mask; and free to be written to."""
    np.testing.assert_array_equal(loaded, value, strict=isinstance(value, np.ndarray))
    if isinstance(value, np.ma.MaskedArray):
        np.testing.assert_array_equal(np.ma.getmaskarray(loaded), np.ma.getmaskarray(value))
        np.testing.assert_array_equal(loaded.fill_value, value.fill_value)
    if isinstance(value, np.ndarray):
        assert loaded.flags.writeable
    return type(loaded) is type(value) and loaded.dtype == value.dtype


class TestNumpy(MaterializerContract):
    materializer = NumpyMaterializer

    @pytest.fixture(params=["floats", "objects", "masked", "text", "zero_d", "float32"])
    def value(self, request: pytest.FixtureRequest) -> Any:
        return VALUES[request.param]

    def equal(self, loaded: Any, value: Any) -> bool:
        return same(loaded, value)


@pytest.mark.parametrize("name", VALUES)
def test_every_array_comes_back(tmp_path: Path, name: str) -> None:
    """Safely, and found by its type."""
    storage = open_storage(tmp_path)

    saved = save(storage, "v", VALUES[name])

    assert saved.problems == ()
    assert same(load_saved(storage, saved, allow_unsafe=False), VALUES[name])


def test_statistics_leave_missing_values_out(tmp_path: Path) -> None:
    """NaN is counted, and the rest is described."""
    saved = save(open_storage(tmp_path), "v", np.array([[1.0, np.nan], [3.0, 5.0]]))

    assert saved.facts == {
        "storage_size": saved.size_bytes,
        "shape": [2, 2],
        "dtype": "float64",
        "min": 1.0,
        "max": 5.0,
        "mean": 3.0,
        "std": pytest.approx(np.std([1, 3, 5])),
        "missing_count": 1,
    }


@pytest.mark.parametrize(
    "array",
    [
        np.random.default_rng(0).normal(1e6, 1e-3, (300, 1000)),
        np.asfortranarray(np.random.default_rng(1).integers(-100, 100, (700, 300))),
        np.random.default_rng(2).normal(size=(300, 1000))[::2, ::-3],
        np.array([np.iinfo(np.int64).max, np.iinfo(np.int64).min]),
    ],
    ids=["nearly equal", "fortran", "strided", "extreme"],
)
def test_statistics_are_those_of_numpy(tmp_path: Path, array: Any) -> None:
    """Computing them in pieces changes nothing."""
    facts = save(open_storage(tmp_path), "v", array).facts

    assert facts["min"] == array.min().item()
    assert facts["max"] == array.max().item()
    assert facts["mean"] == pytest.approx(array.mean(dtype=float), rel=1e-12)
    assert facts["std"] == pytest.approx(array.std(dtype=float), rel=1e-9)


def test_words_of_texts_are_counted(tmp_path: Path) -> None:
    """Text arrays have facts of their own."""
    facts = save(open_storage(tmp_path), "v", np.array(["a b", "a", ""])).facts

    assert facts["unique_words"] == 2
    assert facts["total_words"] == 3
    assert (facts["most_common_word"], facts["most_common_count"]) == ("a", 2)


def test_a_huge_array_is_described_by_a_sample(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The facts say of how many values they are."""
    module = "tallystick.artifacts.materializers.statistics"
    monkeypatch.setattr(f"{module}.EXACT_VALUES", 1000)
    monkeypatch.setattr(f"{module}.SAMPLE_VALUES", 100)

    facts = save(open_storage(tmp_path), "v", np.arange(5000).reshape(50, 100)).facts

    assert facts["statistics_values"] == 100
    assert (facts["min"], facts["max"]) == (0, 4999)


def test_infinities_do_not_warn(tmp_path: Path) -> None:
    """Saving is no time to complain about numbers."""
    saved = save(open_storage(tmp_path), "v", np.array([np.inf, -np.inf, 1.0]))

    assert saved.problems == ()
    assert saved.facts["max"] == np.inf


def test_a_pickled_array_is_not_loaded(tmp_path: Path) -> None:
    """A crafted file in NumPy's format cannot execute code, allowed or not."""
    storage = open_storage(tmp_path)
    saved = save(storage, "v", np.arange(3))
    np.save(tmp_path / "v/array.npy", np.array([print], dtype=object), allow_pickle=True)

    with pytest.raises(MaterializerError, match="allow_pickle=False"):
        load_saved(storage, saved, checked=False)


def test_a_memory_mapped_array_is_saved_as_an_array(tmp_path: Path) -> None:
    """Where its bytes were is not part of the value."""
    mapped = np.lib.format.open_memmap(tmp_path / "m.npy", mode="w+", dtype="i4", shape=(3,))
    mapped[:] = [1, 2, 3]
    storage = open_storage(tmp_path / "artifacts")

    loaded = load_saved(storage, save(storage, "v", mapped))

    assert type(loaded) is np.ndarray
    np.testing.assert_array_equal(loaded, [1, 2, 3])


def test_odd_objects_make_an_array_unsafe(tmp_path: Path) -> None:
    """Objects without a materializer are pickled, and the array says so."""
    storage = open_storage(tmp_path)
    array = np.array([1, lambda: 5], dtype=object)

    saved = save(storage, "v", array)

    assert not saved.safe
    assert load_saved(storage, saved)[1]() == 5


@pytest.mark.parametrize(
    "array",
    [np.array([(1, None)], dtype=[("a", "i4"), ("b", "O")]), np.rec.array([(1,)])],
    ids=["objects in records", "subclass"],
)
def test_what_numpy_cannot_write_is_pickled(tmp_path: Path, array: Any) -> None:
    """It comes back all the same, marked as unsafe."""
    storage = open_storage(tmp_path)

    saved = save(storage, "v", array)
    loaded = load_saved(storage, saved)

    assert not saved.safe
    assert type(loaded) is type(array)
    np.testing.assert_array_equal(loaded, array)


@pytest.mark.parametrize("shape", [(30, 20, 3), (4, 5, 4), (7, 1, 1), (2000, 1000, 3)])
def test_pictures_are_shown(tmp_path: Path, shape: tuple[int, ...]) -> None:
    """Arrays of bytes by height, width and colour, at most 512 pixels high and wide."""
    array = np.random.default_rng(0).integers(0, 256, shape, np.uint8)

    saved = save(open_storage(tmp_path), "v", array)

    (preview,) = saved.previews
    step = -(-max(shape) // 512)
    with Image.open(tmp_path / "v" / preview.path) as picture:
        shown = np.asarray(picture).reshape(-1)
    np.testing.assert_array_equal(shown, array[::step, ::step].reshape(-1))
