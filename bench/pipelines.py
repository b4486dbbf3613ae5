"""What running pipelines costs: a step in one process, and whole processes with pandas."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from bench._figure import Figure

STEPS = 100
ROUNDS = 7

_STEADY = f"""
import json, sqlite3, sys, time
from tallystick import pipeline, step
@step(enable_cache=False)
def trivial(x: int) -> int:
    return x
@pipeline
def chain(count: int):
    x = 0
    for _ in range(count):
        x = trivial(x)
chain(5)
begun = time.perf_counter()
chain({STEPS})
whole = time.perf_counter() - begun
begun = time.perf_counter()
chain(1)
one = time.perf_counter() - begun
print(json.dumps((whole - one) / ({STEPS} - 1) * 1000))
"""

_COMMITS = f"""
import json, sqlite3, sys, tempfile, time
from pathlib import Path
folder = Path(tempfile.mkdtemp(dir=sys.argv[1]))
connection = sqlite3.connect(folder / "raw.db", isolation_level=None)
connection.execute("PRAGMA journal_mode = WAL")
connection.execute("PRAGMA synchronous = NORMAL")
connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, what BLOB)")
begun = time.perf_counter()
for n in range({STEPS}):
    for what in (b"x" * 2000, b"x" * 1500):
        connection.execute("BEGIN IMMEDIATE")
        for _ in range(4):
            connection.execute("INSERT INTO t (what) VALUES (?)", (what,))
        connection.execute("COMMIT")
    (folder / str(n)).write_text("1")
print(json.dumps((time.perf_counter() - begun) / {STEPS} * 1000))
"""

_PANDAS = """
import pandas as pd
"""

_PIPELINE = """
import pandas as pd
from tallystick import log_metadata, pipeline, step

@step
def load() -> pd.DataFrame:
    return pd.DataFrame({"a": range(1000), "b": [n * 0.5 for n in range(1000)]})

@step
def clean(data: pd.DataFrame) -> pd.DataFrame:
    log_metadata({"rows": len(data)})
    return data[data.a > 10]

@step
def total(data: pd.DataFrame) -> float:
    log_metadata({"columns": list(data.columns)})
    return float(data.b.sum())

@pipeline
def summing():
    total(clean(load()))

summing()
"""

_PEAK = """
for line in open("/proc/self/status"):
    if line.startswith("VmHWM"):
        print(int(line.split()[1]) / 1024)
"""


def output_of(code: str, home: Path, name: str = "program.py") -> tuple[float, str]:
    """Seconds that the whole process took, and what it printed."""
    script = home.parent / name
    script.write_text(code)
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, str(script), str(home.parent)],
        cwd=home.parent,
        env={**os.environ, "TALLYSTICK_HOME": str(home)},
        capture_output=True,
        text=True,
        check=True,
    )
    return time.perf_counter() - begun, done.stdout


def steady_ms() -> tuple[float, float]:
    """Milliseconds for each trivial step, and for as many bare transactions and files."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        steps = [json.loads(output_of(_STEADY, home)[1]) for _ in range(3)]
        bare = [json.loads(output_of(_COMMITS, home)[1]) for _ in range(3)]
        return min(steps), min(bare)


def whole_processes() -> list[tuple[float, float, float]]:
    """Seconds of processes that import pandas, run first, and are cached; they take turns."""
    rounds = []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder) / "home"
            rounds.append(
                (
                    output_of(_PANDAS, home)[0],
                    output_of(_PIPELINE, home)[0],
                    output_of(_PIPELINE, home)[0],
                )
            )
    return rounds


def peaks_mb() -> tuple[float, float]:
    """Peak memory of importing pandas, and of the pipeline's first run."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        pandas = float(output_of(_PANDAS + _PEAK, home)[1])
        return pandas, float(output_of(_PIPELINE + _PEAK, home)[1])


def measure() -> Iterable[Figure]:
    """Each beside what it cannot do without."""
    step_ms, bare_ms = steady_ms()
    yield Figure(
        name="a trivial step, steady",
        value=step_ms,
        unit="ms",
        at_most=5,
        reference=bare_ms,
        against="two transactions and a file",
    )
    # The fastest of each: the others were disturbed.
    rounds = whole_processes()
    pandas_s, first_s, cached_s = (min(times) for times in zip(*rounds, strict=True))
    for name, value, at_most in (
        ("three steps on pandas, first run in an empty home", first_s, 0.6),
        ("the same, all cached", cached_s, 0.4),
    ):
        yield Figure(
            name=f"{name}, above importing pandas",
            value=value - pandas_s,
            unit="s",
            at_most=at_most,
            reference=pandas_s,
            against="importing pandas",
        )
    pandas_mb, pipeline_mb = peaks_mb()
    yield Figure(
        name="peak memory of the first run, above importing pandas",
        value=pipeline_mb - pandas_mb,
        unit="MB",
        at_most=60,
        reference=pandas_mb,
        against="importing pandas",
    )
