"""What saving and loading a value costs: it is part of every step."""

from __future__ import annotations

import hashlib
import tempfile
import time
import timeit
from collections.abc import Callable, Iterable
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np

from bench._figure import Figure
from tallystick.artifacts import Saved, load, open_storage, save

CALLS = 300
LARGE_BYTES = 1 << 28


def median_us(code: Callable[[], object], calls: int = CALLS) -> float:
    times = []
    for _ in range(calls):
        began = time.perf_counter()
        code()
        times.append(time.perf_counter() - began)
    return sorted(times)[calls // 2] * 1e6


def measure() -> Iterable[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        yield from _small(Path(folder))
        yield from _large(Path(folder))


def _small(folder: Path) -> Iterable[Figure]:
    storage = open_storage(folder / "small")
    numbers = count()

    def load_back(saved: Saved) -> Any:
        return load(
            storage,
            saved.path,
            sha256=saved.sha256,
            materializer=saved.materializer,
            data_type=saved.data_type,
            allow_unsafe=False,
        )

    for name, value in (
        ("an int", 5),
        ("a dict of metrics", {"accuracy": 0.94, "f1": [0.9, 0.8]}),
        ("an array of 1,000 floats", np.zeros(1000)),
    ):
        saved = save(storage, f"v/{next(numbers)}", value)
        yield Figure(
            name=f"save {name}",
            value=median_us(lambda value=value: save(storage, f"v/{next(numbers)}", value)),
            unit="µs",
            at_most=1000,
            reference=median_us(lambda: _folder_of_one_file(folder / f"raw/{next(numbers)}")),
            against="make a folder and write a file",
        )
        yield Figure(
            name=f"load {name}, verified",
            value=median_us(lambda saved=saved: load_back(saved)),
            unit="µs",
            at_most=1000,
        )


def _large(folder: Path) -> Iterable[Figure]:
    storage = open_storage(folder / "large")
    array = np.random.default_rng(0).integers(0, 256, LARGE_BYTES, np.uint8)

    def raw() -> None:
        np.save(folder / "raw.npy", array)
        with (folder / "raw.npy").open("rb") as file:
            hashlib.file_digest(file, "sha256")

    def ours() -> None:
        save(storage, "v", array, extract_metadata=False)
        storage.delete("v")

    yield Figure(
        name="save 256 MiB",
        value=fastest_s(ours),
        unit="s",
        times_reference=1.5,
        reference=fastest_s(raw),
        against="np.save and SHA-256",
    )


def fastest_s(code: Callable[[], object]) -> float:
    """The fastest of some: the others were disturbed."""
    return min(timeit.repeat(code, number=1, repeat=5))


def _folder_of_one_file(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "value").write_bytes(b"5")
