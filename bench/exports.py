"""What comes out of a large store: files, tables, and paths while somebody types."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from bench._figure import Figure
from bench._generating import LARGE, generated
from tallystick import Client

TYPED = ("", "e", "evaluation_metrics.", "acc", "metric_1", "optimizer.name")
NARROW = ("", "status = failed", "rare = 'needle'", "evaluation_metrics.accuracy > 0.99")
REPETITIONS = 20


def measure() -> Iterable[Figure]:
    folder = generated(LARGE)
    yield from _exports(folder)
    client = Client(folder)
    for where in NARROW:
        said = f"where {where}" if where else "of all runs"
        yield Figure(
            name=f"paths {said}, slowest of {len(TYPED)} beginnings, median",
            value=max(_typed_ms(client, prefix, where or None) for prefix in TYPED),
            unit="ms",
            at_most=20,
        )


def _typed_ms(client: Client, prefix: str, where: str | None) -> float:
    """Milliseconds until the paths are there that a typed text may mean."""
    times = []
    for _ in range(REPETITIONS):
        began = time.perf_counter()
        client.runs.paths(where, prefix=prefix, limit=200, values=0)
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000


EXPORT = """
import sys, time
from bench._memory import grown_mb
from tallystick import Client
runs = Client(sys.argv[1]).runs
runs.to_arrow(limit=10)
began = time.perf_counter()
grown = grown_mb(lambda: CALL)
print(time.perf_counter() - began, grown)
"""
WAYS = {
    "to_parquet": "runs.to_parquet(sys.argv[2])",
    "to_batches": "sum(batch.num_rows for batch in runs.to_batches())",
    "to_arrow": "runs.to_arrow()",
}
GROWN = {"to_parquet": 200, "to_batches": 100, "to_arrow": 250}
"""Megabytes: a row group of 50,000 runs, a page of 1,000, and the table itself."""


def _exports(folder: Path) -> Iterable[Figure]:
    for name, call in WAYS.items():
        with tempfile.TemporaryDirectory() as goal:
            program = EXPORT.replace("CALL", call)
            command = [sys.executable, "-c", program, str(folder), str(Path(goal) / "runs.parquet")]
            said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        seconds, grown = said.split()
        yield Figure(
            name=f"{name} of {LARGE.runs:,} runs with {LARGE.keys} keys",
            value=float(seconds),
            unit="s",
            at_most=60,
        )
        yield Figure(
            name="memory of its own that this takes",
            value=float(grown),
            unit="MB",
            at_most=GROWN[name],
        )
