"""Programs as processes of their own, and what the store has of them."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from tests.pipelining import Ran

from tallystick.client.session import default_session
from tallystick.query.query import Query
from tallystick.records.targets import Kind

Script = Callable[..., "subprocess.Popen[str]"]
HEAD = """
import os, signal, sys, time
from pathlib import Path
from tallystick import log_metadata, pipeline, step
"""

ENDLESS = """
@step
def work() -> int:
    print("at work")
    log_metadata({"epoch": 1})
    log_metadata({"rows": 2}, infer_artifact=True)
    Path("working").touch()
    while True:
        time.sleep(0.01)
    return 1

@step
def beside() -> None:
    while True:
        time.sleep(0.01)

@pipeline(max_parallelism=int(sys.argv[1]))
def training():
    work()
    if int(sys.argv[1]) > 1:
        beside()
training()
"""
"""A program that makes the file `working` and never ends; how many steps at a time is its word."""


def output(process: subprocess.Popen[str]) -> tuple[str, str]:
    out, err = process.communicate(timeout=120)
    return out, err


def run_well(process: subprocess.Popen[str]) -> str:
    out, err = output(process)
    assert process.returncode == 0, err
    return out


def runs() -> list[Ran]:
    """Newest first."""
    session = default_session()
    found = session.store.find(Query(kind=Kind.RUN, limit=None)).items
    return [Ran(session, item.record.id) for item in found]


def wait_for(path: Path) -> None:
    deadline = time.monotonic() + 60
    while not path.exists():
        assert time.monotonic() < deadline, f"{path} never came"
        time.sleep(0.01)
