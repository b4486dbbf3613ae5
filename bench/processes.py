"""Many processes on one store: writing at once, starting at once, and killed at any moment."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from bench._figure import Figure

PROCESSES = 8
CALLS = 200
STARTS = 50
KILLS = 200

WRITE = """
import json, os, sys, time
from bench.logging import started_step
from tallystick.client.session import default_session
from tallystick.tracking.current import enter_step
from tallystick.tracking.logging import log_metadata
step = started_step(default_session())
enter_step(step)
log_metadata({"warm": 1})
print("ready", flush=True)
sys.stdin.readline()
times = []
began = time.time()
for number in range(int(sys.argv[1])):
    started = time.perf_counter()
    log_metadata({"number": number})
    times.append(time.perf_counter() - started)
ended = time.time()
print(json.dumps({"run": str(step.run_id), "slowest": max(times), "from": began, "to": ended}))
"""

START = """
import sys
from tallystick import save_artifact
from tallystick.config import save_setting
sys.stdin.readline()
save_setting("project", "shared")
save_artifact(1, name="one")
"""

UNTIL_KILLED = """
from bench.logging import started_step
from tallystick.client.session import default_session
from tallystick.tracking.current import enter_step
from tallystick.tracking.logging import log_metadata
step = started_step(default_session())
enter_step(step)
print(step.run_id, flush=True)
number = 0
while True:
    log_metadata({"number": number})
    print(number, flush=True)
    number += 1
"""


def measure() -> Iterable[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TALLYSTICK_HOME"] = folder
        yield from _writers()
    failed = sum(_failed_starts() for _ in range(STARTS))
    yield Figure(
        name=f"{PROCESSES} first starts at once, {STARTS} rounds: failures, damage, fall-backs",
        value=failed,
        unit="",
        at_most=0,
    )
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TALLYSTICK_HOME"] = folder
        yield from _kills()


def process(code: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _go(processes: list[subprocess.Popen[str]]) -> list[str]:
    for each in processes:
        assert each.stdin is not None
        each.stdin.write("go\n")
        each.stdin.flush()
    return [each.communicate()[0] for each in processes]


def _writers() -> Iterable[Figure]:
    processes = [process(WRITE, str(CALLS)) for _ in range(PROCESSES)]
    for each in processes:
        assert each.stdout is not None
        each.stdout.readline()
    answers = [json.loads(text) for text in _go(processes) if text]
    seconds = max(a["to"] for a in answers) - min(a["from"] for a in answers)
    wrong = sum(_numbers(a["run"]) != list(range(CALLS)) for a in answers)
    yield Figure(
        name=f"{PROCESSES} processes x {CALLS} calls: errors, or entries lost or out of order",
        value=wrong + PROCESSES - len(answers),
        unit="",
        at_most=0,
    )
    yield Figure(
        name="the same: throughput",
        value=PROCESSES * CALLS / seconds,
        unit="calls/s",
        at_least=5_000,
    )
    slowest = max(a["slowest"] for a in answers) * 1000
    yield Figure(name="the same: slowest call", value=slowest, unit="ms", at_most=250)


def _numbers(run: str) -> list[int]:
    from tallystick import Client

    metadata = Client().get_pipeline_run(run).run_metadata
    history = metadata.history("number") if "number" in metadata else ()
    return [int(entry.value) for entry in history]


def _failed_starts() -> int:
    from tallystick import Client
    from tallystick.config import load_settings

    with tempfile.TemporaryDirectory() as folder:
        os.environ["TALLYSTICK_HOME"] = folder
        processes = [process(START) for _ in range(PROCESSES)]
        _go(processes)
        failed = sum(each.returncode != 0 for each in processes)
        kept = len(Client().list_artifact_versions(size=100).items)
        return failed + PROCESSES - kept + (load_settings().project != "shared")


def _kills() -> Iterable[Figure]:
    lost = 0
    for _ in range(KILLS):
        victim = process(UNTIL_KILLED)
        assert victim.stdout is not None
        run = victim.stdout.readline().strip()
        time.sleep(random.random() * 0.05)
        victim.send_signal(signal.SIGKILL)
        lines = victim.stdout.read().splitlines(keepends=True)
        victim.wait()
        # A call has returned when its whole line is there.
        returned = {int(line) for line in lines if line.endswith("\n")}
        lost += len(returned - set(_numbers(run)))
    yield Figure(
        name=f"kill -9 while logging, {KILLS} times: entries lost whose call had returned",
        value=lost,
        unit="",
        at_most=0,
    )
    from tallystick.store.sql import SqlStore
    from tallystick.store.sql.maintenance import verify

    store = SqlStore.open(Path(os.environ["TALLYSTICK_HOME"]) / "store")
    yield Figure(
        name="problems of the store after that", value=len(verify(store)), unit="", at_most=0
    )
