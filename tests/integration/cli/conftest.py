"""A store with runs in it, and the real `tally`."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tallystick import log_metadata, pipeline, step

TALLY = str(Path(sys.executable).with_name("tally"))


@step
def train(depth: int) -> float:
    log_metadata({"evaluation_metrics": {"accuracy": depth / 10}})
    return depth / 10


@pipeline
def training(depth: int) -> None:
    train(depth)


@pytest.fixture
def runs(home: Path) -> list[str]:
    """Three runs in the store of this test's home; their names."""
    names = [f"run-{depth}" for depth in range(3)]
    for depth, name in enumerate(names):
        training.with_options(run_name=name)(depth)
    return names


Tally = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def tally() -> Tally:
    """Run `tally` as a process with these words."""

    def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [TALLY, *words],
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run
