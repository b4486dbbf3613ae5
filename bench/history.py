"""Long histories: thinned, read whole, and of one key among many."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from bench._figure import Figure
from bench._series import NAME, POINTS, generated
from tallystick import Client
from tallystick.store.sql import SqlStore
from tallystick.store.sql.maintenance import verify

SHOWN = 2_000
AGAIN = 100


def measure() -> Iterable[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        yield from _proof(Path(folder))
    for count in (POINTS, 1_000_000, 60_000):
        yield from _thinned(count)
    yield from _whole(1_000_000)
    with tempfile.TemporaryDirectory() as folder:
        yield from _among_others(Path(folder))


def _proof(folder: Path) -> Iterable[Figure]:
    store = SqlStore.open(generated(20_000, folder, journal=True))
    yield Figure(
        name="rows of the generator that the journal does not give, of 20,000 points",
        value=len(verify(store)),
        unit="",
        at_most=0,
    )
    store.close()


def _thinned(count: int) -> Iterable[Figure]:
    folder = generated(count)
    name = f"{count:,} points thinned to {SHOWN:,}"
    yield Figure(
        name=f"{name}: first call of a process, opening the store",
        value=statistics.median(_first(folder) for _ in range(5)),
        unit="ms",
        at_most=200,
    )
    client = Client(folder)
    times = sorted(_s(lambda: shown(client)) * 1000 for _ in range(AGAIN))
    yield Figure(name="the same again, p95", value=times[AGAIN * 95 // 100], unit="ms", at_most=200)


FIRST = """
import sys, time
from tallystick import Client
from bench.history import shown
started = time.perf_counter()
shown(Client(sys.argv[1]))
print((time.perf_counter() - started) * 1000)
"""


def _first(folder: Path) -> float:
    """Milliseconds of the first call in a process of its own."""
    command = [sys.executable, "-c", FIRST, str(folder)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def shown(client: Client) -> None:
    history = client.runs.get(NAME).run_metadata.history("loss", points=SHOWN)
    assert history.thinned
    assert 0.7 * SHOWN < len(history) <= SHOWN


def _whole(count: int) -> Iterable[Figure]:
    metadata = Client(generated(count)).runs.get(NAME).run_metadata
    taken = _s(lambda: sum(entry.value for entry in metadata.history("loss")))
    yield Figure(
        name=f"{count:,} points read whole, with their values", value=taken, unit="s", at_most=5
    )
    taken = _s(lambda: sum(entry.value for entry in metadata.entries("loss")))
    yield Figure(name="the same one after the other", value=taken, unit="s", at_most=5)
    yield Figure(
        name="memory that this takes", value=_grown(generated(count)), unit="MB", at_most=64
    )


GROWN = """
import sys
from bench._memory import grown_mb
from tallystick import Client
from bench.history import NAME
metadata = Client(sys.argv[1]).runs.get(NAME).run_metadata
print(grown_mb(lambda: sum(1 for entry in metadata.entries("loss"))))
"""


def _grown(folder: Path) -> float:
    """Megabytes by which a process of its own becomes larger while it reads one by one."""
    command = [sys.executable, "-c", GROWN, str(folder)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _among_others(folder: Path) -> Iterable[Figure]:
    """Each of a hundred keys has a thousand entries; one of them is read."""
    os.environ["TALLYSTICK_HOME"] = str(folder)
    from tallystick.testing.commands import a_run, log

    store = SqlStore.open(folder / "store")
    run = a_run("wide")
    store.apply(run)
    for number in range(1_000):
        store.apply(log(run, {f"key_{place}": number * 0.5 for place in range(100)}))
    store.close()
    metadata = Client(folder / "store").runs.get("wide").run_metadata
    taken = statistics.median(_s(lambda: metadata.history("key_50")) * 1000 for _ in range(AGAIN))
    yield Figure(
        name="1,000 entries of one key among 100,000 of others on the run, median",
        value=taken,
        unit="ms",
        at_most=10,
    )


def _s(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started
