"""Statistics of numeric arrays in one pass and little memory."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tallystick.artifacts.materializers.bounds import EXACT_VALUES, SAMPLE_VALUES

# Small enough to stay in the processor's cache.
PIECE_VALUES = 1 << 16


def statistics(array: np.ndarray[Any, Any]) -> dict[str, Any]:
    """`min`, `max`, `mean`, `std` (population) of the values that are not missing.

    `missing_count` tells how many are NaN or NaT, if there are any.
    Of a large array, `statistics_values` tells how many values the numbers were computed from.
    Empty for arrays that are not numbers; NaN where nothing is left to compute from.
    """
    if array.dtype.kind not in "biuf" or array.size == 0:
        return {}
    facts: dict[str, Any] = {}
    if array.size > EXACT_VALUES:
        array = sample(array)
        facts["statistics_values"] = array.size
    low, high, total = math.inf, -math.inf, _Moments()
    missing = 0
    for piece in _pieces(array):
        present = piece
        if piece.dtype.kind == "f":
            kept = ~np.isnan(piece)
            if not kept.all():
                missing += int(piece.size - np.count_nonzero(kept))
                present = piece[kept]
        if present.size:
            low, high = min(low, present.min().item()), max(high, present.max().item())
            total.add(present)
    if total.count == 0:
        low = high = math.nan
    facts |= {"min": low, "max": high, "mean": total.mean, "std": total.std}
    return facts | ({"missing_count": missing} if missing else {})


def sample(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """At most `SAMPLE_VALUES` values of an array, evenly spaced and without reading the others."""
    places = np.linspace(0, array.size - 1, SAMPLE_VALUES).astype(np.int64)
    picked: np.ndarray[Any, Any] = array[np.unravel_index(places, array.shape)]
    return picked


def _pieces(array: np.ndarray[Any, Any]) -> Any:
    if array.size <= PIECE_VALUES:
        return (array.reshape(-1),)
    # Reads any memory layout in its own order, without a copy of the whole.
    return np.nditer(array, flags=["external_loop", "buffered"], order="K", buffersize=PIECE_VALUES)


class _Moments:
    """Mean and standard deviation, merged piece by piece (Chan, Golub and LeVeque, 1979)."""

    def __init__(self) -> None:
        self.count = 0
        self._mean = 0.0
        self._squares = 0.0

    def add(self, values: np.ndarray[Any, Any]) -> None:
        # Infinities make NaN here, rightly; no warning is owed to the person who saves them.
        with np.errstate(all="ignore"):
            wide = values.astype(np.float64, copy=False)
            count = self.count + values.size
            mean = float(wide.mean())
            apart = mean - self._mean
            self._squares += float(np.square(wide - mean).sum())
            self._squares += apart * apart * self.count * values.size / count
            self._mean += apart * values.size / count
            self.count = count

    @property
    def mean(self) -> float:
        return self._mean if self.count else math.nan

    @property
    def std(self) -> float:
        return math.sqrt(self._squares / self.count) if self.count else math.nan
