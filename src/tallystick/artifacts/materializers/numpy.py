"""NumPy arrays and scalars, in NumPy's own format and never as pickles."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from tallystick.artifacts.materializers.base import BaseMaterializer
from tallystick.artifacts.materializers.bounds import (
    PREVIEW_PIXELS,
    preview_file,
)
from tallystick.artifacts.materializers.builtin import BuiltInMaterializer
from tallystick.artifacts.materializers.pickled import is_pickled, load_pickled, save_pickled
from tallystick.artifacts.materializers.png import is_picture, png
from tallystick.artifacts.materializers.statistics import statistics
from tallystick.artifacts.types import ArtifactType, VisualizationType
from tallystick.values import DType

ARRAY = "array.npy"
OBJECTS = "objects"
# Counting the words of more would take seconds.
DESCRIBED_TEXTS = 100_000


class NumpyMaterializer(BaseMaterializer):
    """Arrays in `array.npy`; masks and objects, which that cannot hold, beside it."""

    ASSOCIATED_TYPES = (np.ndarray, np.generic)
    ASSOCIATED_ARTIFACT_TYPE = ArtifactType.DATA
    SKIP_REGISTRATION = True
    SAFE = True

    def save(self, data: Any) -> None:
        folder = Path(self.uri)
        if isinstance(data, np.ma.MaskedArray):
            _write(folder / ARRAY, data.data)
            _write(folder / "mask.npy", np.ma.getmaskarray(data))
            _write(folder / "fill_value.npy", np.asarray(data.fill_value))
        elif _fits(data):
            _write(folder / ARRAY, np.asarray(data))
            if isinstance(data, np.generic):
                (folder / "scalar").touch()
        elif data.dtype.kind == "O":
            self._save_objects(data, "object")
        elif data.dtype == np.dtypes.StringDType():
            self._save_objects(data, "StringDType")
        else:
            save_pickled(self, data, because=f"NumPy cannot write arrays of {data.dtype}")

    def load(self, data_type: type[Any]) -> Any:
        folder = Path(self.uri)
        if is_pickled(self):
            return load_pickled(self, data_type)
        if not (folder / ARRAY).exists():
            return self._load_objects()
        array = np.load(folder / ARRAY, allow_pickle=False)
        if (folder / "mask.npy").exists():
            mask = np.load(folder / "mask.npy", allow_pickle=False)
            fill = np.load(folder / "fill_value.npy", allow_pickle=False)
            return np.ma.MaskedArray(array, mask=mask, fill_value=fill[()])
        return array[()] if (folder / "scalar").exists() else array

    def extract_metadata(self, data: Any) -> dict[str, Any]:
        if isinstance(data, np.generic):
            return {"string_representation": str(data), "dtype": DType(str(data.dtype))}
        facts = {"shape": list(data.shape), "dtype": DType(str(data.dtype))}
        if isinstance(data, np.ma.MaskedArray):
            present = data.compressed()
            return facts | statistics(present) | {"missing_count": int(data.size - present.size)}
        if data.dtype.kind in "UT" and 0 < data.size <= DESCRIBED_TEXTS:
            facts |= _words(data)
        return facts | statistics(data)

    def save_visualizations(self, data: Any) -> dict[str, VisualizationType]:
        if isinstance(data, np.generic) or not is_picture(data):
            return {}
        file = preview_file(self, "picture.png")
        file.write_bytes(png(np.asarray(data), most_pixels=PREVIEW_PIXELS))
        return {str(file): VisualizationType.IMAGE}

    def _save_objects(self, data: Any, dtype: str) -> None:
        folder = Path(self.uri, OBJECTS)
        folder.mkdir()
        worker = BuiltInMaterializer(str(folder))
        worker.save({"dtype": dtype, "shape": data.shape, "values": data.ravel().tolist()})
        self.SAFE = worker.SAFE
        self.notes += worker.notes

    def _load_objects(self) -> Any:
        worker = BuiltInMaterializer(str(Path(self.uri, OBJECTS)))
        worker.allow_unsafe = self.allow_unsafe
        saved = worker.load(dict)
        dtype = np.dtype(object) if saved["dtype"] == "object" else np.dtypes.StringDType()
        array = np.empty(len(saved["values"]), dtype=dtype)
        # One by one: NumPy would make more dimensions of lists among the values.
        for place, value in enumerate(saved["values"]):
            array[place] = value
        return array.reshape(saved["shape"])


def _fits(data: Any) -> bool:
    return not data.dtype.hasobject and data.dtype.kind != "T"


def _write(file: Path, array: Any) -> None:
    with file.open("wb") as stream:
        np.lib.format.write_array(stream, np.asarray(array), allow_pickle=False)


def _words(data: Any) -> dict[str, Any]:
    counts = Counter(word for text in data.ravel().tolist() for word in text.split())
    if not counts:
        return {"unique_words": 0, "total_words": 0}
    word, count = counts.most_common(1)[0]
    return {
        "unique_words": len(counts),
        "total_words": counts.total(),
        "most_common_word": word,
        "most_common_count": count,
    }
