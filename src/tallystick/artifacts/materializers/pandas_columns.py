"""Columns and labels of pandas as Arrow arrays, and exactly back.

Each array goes with a *plan*: a JSON value that says how to make the column from it again.
"""

from __future__ import annotations

import base64
import math
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from tallystick.artifacts.materializers.tree import from_json, to_json


class UnfitError(Exception):
    """A column that Arrow and JSON cannot hold."""


def to_arrow(values: Any) -> tuple[pa.Array, dict[str, Any]]:
    """The array and the plan for the `.array` of a column or an index.

    Raises `UnfitError`, or an error of Arrow, if they cannot be kept exactly.
    """
    # Its subclasses hold texts.
    if type(values) is pd.arrays.NumpyExtensionArray:
        values = values.to_numpy()
    dtype = values.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        codes = pa.array(values.codes, mask=values.codes < 0)
        categories = pack(dtype.categories)
        plan = {"how": "category", "categories": categories, "ordered": dtype.ordered}
        return _readable(codes, dtype.categories), plan
    if isinstance(dtype, pd.SparseDtype):
        array, plan = to_arrow(np.asarray(values))
        return array, {"how": "sparse", "dtype": str(dtype), "dense": plan}
    if isinstance(dtype, pd.StringDtype):
        missing = "NA" if dtype.na_value is pd.NA else "NaN"
        plan = {"how": "text", "storage": dtype.storage, "missing": missing}
        return pa.array(values, from_pandas=True), plan
    if not isinstance(dtype, np.dtype):
        return _extension(values)
    if dtype.kind in "biufmM":
        return pa.array(np.asarray(values)), {"how": "numpy", "dtype": dtype.str}
    if dtype.kind == "c":
        parts = np.ascontiguousarray(values).view(f"f{dtype.itemsize // 2}")
        return pa.FixedSizeListArray.from_arrays(pa.array(parts), 2), {
            "how": "complex",
            "dtype": dtype.str,
        }
    return _objects(np.asarray(values, dtype=object))


def from_arrow(column: pa.ChunkedArray, plan: dict[str, Any], *, importing: bool = False) -> Any:
    """The values that `to_arrow` was given, in memory that may be written to.

    `importing` is as in `tree.from_json`.
    """
    match plan["how"]:
        case "numpy":
            values = column.to_numpy()
            # Arrow's memory is read-only.
            values = values if values.flags.writeable else values.copy()
            return values.astype(plan["dtype"], copy=False)
        case "complex":
            parts = column.combine_chunks().flatten().to_numpy(zero_copy_only=False)
            return np.array(parts).view(plan["dtype"])
        case "strings":
            return _to_objects(column, np.nan if plan["missing"] == "NaN" else None)
        case "json":
            texts = column.to_pylist()
            return _filled(
                [from_json(text.encode(), _refuse, importing=importing) for text in texts]
            )
        case "arrays":
            return _filled([np.array(value.values) for chunk in column.chunks for value in chunk])
        case "text":
            return _string_dtype(plan).__from_arrow__(column)
        case "category":
            return _to_categorical(column, plan)
        case "zoned":
            moments = pd.DatetimeIndex(column.to_numpy()).tz_localize("UTC")
            return moments.tz_convert(_named(plan["dtype"]).tz).array
        case "sparse":
            dense = from_arrow(column, plan["dense"])
            return pd.arrays.SparseArray(dense, dtype=_named(plan["dtype"]))
    dtype: Any = _named(plan["dtype"]) if plan["dtype"] else pd.ArrowDtype(column.type)
    return dtype.__from_arrow__(column)


def _extension(values: Any) -> tuple[pa.Array, dict[str, Any]]:
    dtype = values.dtype
    if isinstance(dtype, pd.ArrowDtype):
        return values.__arrow_array__(), {"how": "extension", "dtype": None}
    if _named(str(dtype)) != dtype:
        raise UnfitError(f"the type {dtype!r} has no name")
    if isinstance(dtype, pd.DatetimeTZDtype):
        moments = pa.array(values.asi8, mask=values.isna()).cast(pa.timestamp(dtype.unit, "UTC"))
        return moments, {"how": "zoned", "dtype": str(dtype)}
    return values.__arrow_array__(), {"how": "extension", "dtype": str(dtype)}


def pack(index: pd.Index) -> dict[str, Any]:
    """A few labels as a JSON value."""
    if isinstance(index, pd.RangeIndex):
        return {"range": [index.start, index.stop, index.step], "names": text_of(list(index.names))}
    levels = [index.get_level_values(level) for level in range(index.nlevels)]
    made = [to_arrow(level.array) for level in levels]
    table = pa.Table.from_arrays(
        [array for array, _ in made], names=[str(place) for place in range(len(made))]
    )
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return {
        **about_index(index, [plan for _, plan in made]),
        "arrow": base64.b64encode(sink.getvalue()).decode(),
    }


def unpack(packed: dict[str, Any]) -> pd.Index:
    """The labels that `pack` was given."""
    if "range" in packed:
        start, stop, step = packed["range"]
        return pd.RangeIndex(start, stop, step, name=value_of(packed["names"])[0])
    table = pa.ipc.open_stream(base64.b64decode(packed["arrow"])).read_all()
    return to_index(table.columns, packed)


def to_index(columns: list[pa.ChunkedArray], packed: dict[str, Any]) -> pd.Index:
    """An index of these columns, by the plans, names and frequency in `packed`."""
    levels = [
        _level(from_arrow(column, plan))
        for column, plan in zip(columns, packed["plans"], strict=True)
    ]
    if packed["multiple"]:
        return pd.MultiIndex.from_arrays(levels, names=value_of(packed["names"]))
    index = levels[0].rename(value_of(packed["names"])[0])
    if packed["freq"] and isinstance(index, pd.DatetimeIndex | pd.TimedeltaIndex):
        index = type(index)(index, freq=packed["freq"])
    return index


def about_index(index: pd.Index, plans: list[dict[str, Any]]) -> dict[str, Any]:
    """What there is to say of an index beside the arrays of its levels."""
    return {
        "plans": plans,
        "names": text_of(list(index.names)),
        "multiple": isinstance(index, pd.MultiIndex),
        "freq": getattr(index, "freqstr", None),
    }


def text_of(value: Any) -> str:
    """A small value as JSON text; raises `UnfitError` if there are odd objects in it."""
    return to_json(value, _refuse).decode("utf-8", "surrogatepass")


def value_of(text: str) -> Any:
    """The value that `text_of` was given."""
    return from_json(text.encode("utf-8", "surrogatepass"), _refuse, importing=False)


def _level(values: Any) -> pd.Index:
    index: pd.Index = pd.Index(values, dtype=values.dtype)
    return index


def _named(dtype: str) -> Any:
    return pd.api.types.pandas_dtype(dtype)


def _refuse(value: Any) -> Any:
    raise UnfitError(f"{type(value).__module__}.{type(value).__qualname__}")


def _objects(values: Any) -> tuple[pa.Array, dict[str, Any]]:
    kinds = set(map(type, values))
    if kinds <= {str, type(None)} or kinds <= {bytes, type(None)}:
        sort = pa.large_binary() if bytes in kinds else pa.large_string()
        return pa.array(values, sort), {"how": "strings", "missing": "None"}
    if kinds == {str, float} and all(math.isnan(each) for each in values if type(each) is float):
        array = pa.array(values, pa.large_string(), from_pandas=True)
        return array, {"how": "strings", "missing": "NaN"}
    if kinds == {np.ndarray} and _alike(values):
        lengths = np.array([0, *map(len, values)]).cumsum()
        joined = pa.array(np.concatenate(values))
        return pa.LargeListArray.from_arrays(pa.array(lengths), joined), {"how": "arrays"}
    return pa.array([to_json(each, _refuse).decode() for each in values]), {"how": "json"}


def _alike(values: Any) -> bool:
    shapes = {(each.ndim, each.dtype) for each in values}
    return len(shapes) == 1 and shapes <= {(1, d) for _, d in shapes if d.kind in "iuf"}


def _to_objects(column: pa.ChunkedArray, missing: Any) -> Any:
    values = np.array(column.to_numpy(), dtype=object)
    if missing is not None:
        values[column.is_null().to_numpy()] = missing
    return values


def _filled(values: list[Any]) -> Any:
    array = np.empty(len(values), dtype=object)
    for place, value in enumerate(values):
        array[place] = value
    return array


def _readable(codes: pa.Array, categories: pd.Index) -> pa.Array:
    """Categories in place of their codes where those are text, so that other readers see them."""
    if len(codes) and (categories.dtype == object or isinstance(categories.dtype, pd.StringDtype)):
        texts = categories.tolist()
        if set(map(type, texts)) == {str}:
            return pa.DictionaryArray.from_arrays(codes, pa.array(texts, pa.large_string()))
    return codes


def _to_categorical(column: pa.ChunkedArray, plan: dict[str, Any]) -> Any:
    categories = unpack(plan["categories"])
    dtype = pd.CategoricalDtype(categories, ordered=plan["ordered"])
    if not pa.types.is_dictionary(column.type):
        codes = column.fill_null(-1).to_numpy()
        return pd.Categorical.from_codes(codes, dtype=dtype)
    pieces = []
    for chunk in column.chunks:
        # Parquet keeps the used categories only, in the order of their use.
        places = categories.get_indexer(
            pd.Index(chunk.dictionary.to_pylist(), dtype=categories.dtype)
        )
        codes = chunk.indices.fill_null(len(places)).to_numpy()
        pieces.append(np.append(places, -1)[codes])
    codes = np.concatenate(pieces) if pieces else np.empty(0, np.int8)
    return pd.Categorical.from_codes(codes, dtype=dtype)


def _string_dtype(plan: dict[str, Any]) -> Any:
    if plan["missing"] == "NaN":
        return pd.StringDtype(plan["storage"], na_value=np.nan)
    return pd.StringDtype(plan["storage"])
