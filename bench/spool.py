"""What logging to a server costs a step, and how much many processes bring into its store."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from bench._figure import Figure
from bench.logging import one_key, started_step
from tallystick.client.session import default_session
from tallystick.connect import forget_store
from tallystick.tracking.current import enter_step, leave_step

CALLS = 2_000
ROUNDS = 5
WRITERS = 8
EACH = 10_000


def measure() -> Iterable[Figure]:
    """Server and clients share the machine; what is measured is acknowledged by the server."""
    with tempfile.TemporaryDirectory() as folder, _server(folder) as url:
        os.environ |= {"TALLYSTICK_HOME": f"{folder}/home", "TALLYSTICK_STORE": url}
        try:
            yield from _calls()
            yield from _writers(url)
        finally:
            forget_store(url)


def _calls() -> Iterable[Figure]:
    session = default_session()
    token = enter_step(started_step(session))
    try:
        times = []
        for _ in range(ROUNDS):
            times += [_seconds(number) for number in range(CALLS)]
            session.store.projects()
    finally:
        leave_step(token)
    times.sort()
    middle, last = times[len(times) // 2], times[len(times) * 99 // 100]
    yield Figure(
        name="log_metadata of one key through the spool, median",
        value=middle * 1e6,
        unit="µs",
        at_most=20,
    )
    yield Figure(
        name="the same, 99th percentile, deliveries among them",
        value=last * 1e6,
        unit="µs",
        at_most=200,
    )


def _seconds(number: int) -> float:
    started = time.perf_counter()
    one_key(number)
    return time.perf_counter() - started


WRITER = """
import sys
from bench.logging import one_key, started_step
from tallystick.client.session import default_session
from tallystick.tracking.current import enter_step

session = default_session()
enter_step(started_step(session))
print("ready", flush=True)
sys.stdin.readline()
for number in range(int(sys.argv[1])):
    one_key(number)
session.store.projects()
print("acknowledged", flush=True)
"""


def _writers(url: str) -> Iterable[Figure]:
    """From the first entry to the last acknowledgement; starting the processes is left out."""
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(EACH)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(WRITERS)
    ]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    before = default_session().store.newest()
    started = time.perf_counter()
    for writer in writers:
        writer.communicate("\n")
    took_s = time.perf_counter() - started
    stored = default_session().store.newest() - before
    assert stored == WRITERS * EACH, f"{stored:,} of {WRITERS * EACH:,} entries were stored"
    yield Figure(
        name=f"{WRITERS} writers, {EACH:,} entries each, acknowledged in the store",
        value=stored / took_s,
        unit="entries/s",
        at_least=20_000,
    )


@contextmanager
def _server(folder: str) -> Iterator[str]:
    """The address of a `tally up` process while entered."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tallystick", "up", "--json", "--port", "0"],
        env={**os.environ, "TALLYSTICK_HOME": f"{folder}/server"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        said = ""
        for line in process.stdout:
            said += line
            if line == "}\n":
                break
        yield json.loads(said)["url"]
    finally:
        process.kill()
        process.wait()
