"""`tally` beside a program that runs, and after one that was killed."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.integration.cli.conftest import TALLY

PROGRAM = """
import sys, time
from pathlib import Path
from tallystick import pipeline, step

@step
def train() -> None:
    print("epoch 1", flush=True)
    Path("training").touch()
    while not Path("go on").exists():
        time.sleep(0.01)
    print("epoch 2: größer")
    sys.stdout.write("done")

@pipeline
def training():
    train()

training()
"""


@pytest.fixture
def program(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A program whose step has printed a line and waits for the file `go on`."""
    (tmp_path / "program.py").write_text(PROGRAM)
    with subprocess.Popen(
        [sys.executable, "program.py"], cwd=tmp_path, stdout=subprocess.DEVNULL
    ) as process:
        deadline = time.monotonic() + 60
        while not (tmp_path / "training").exists():
            assert time.monotonic() < deadline
            time.sleep(0.01)
        yield process
        process.kill()


def test_the_log_of_a_step_that_runs(program, tally):
    printed = tally("steps", "logs", "train")

    assert (printed.returncode, printed.stdout, printed.stderr) == (0, "epoch 1\n", "")
    assert json.loads(tally("steps", "logs", "train", "--json").stdout)["logs"] == "epoch 1\n"


def test_following_until_the_step_ends(program, tmp_path):
    with subprocess.Popen(
        [TALLY, "steps", "logs", "train", "-f"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as following:
        assert following.stdout is not None
        assert following.stderr is not None
        assert following.stdout.readline() == b"epoch 1\n"
        with pytest.raises(subprocess.TimeoutExpired):
            following.wait(timeout=0.5)
        (tmp_path / "go on").touch()
        assert following.stdout.read().decode() == "epoch 2: größer\ndone"
        assert following.stderr.read() == b""

    assert following.returncode == 0
    assert program.wait(60) == 0


def test_following_a_process_that_is_killed(program, tmp_path):
    with subprocess.Popen(
        [TALLY, "steps", "logs", "train", "--follow"], stdout=subprocess.PIPE
    ) as following:
        assert following.stdout is not None
        assert following.stdout.readline() == b"epoch 1\n"
        program.kill()
        program.wait(60)

        assert following.wait(60) == 0


def test_a_killed_run_is_seen_as_such(program, tally):
    assert json.loads(tally("runs", "list", "--json").stdout)["items"][0]["status"] == "running"
    program.kill()
    program.wait(60)

    (run,) = json.loads(tally("runs", "list", "--json").stdout)["items"]
    shown = tally("runs", "show").stdout
    log = tally("steps", "logs", "train")

    assert run["status"] == "failed"
    assert run["ended_at"] is not None
    assert "ended without saying so" in shown
    assert (log.returncode, log.stdout) == (0, "epoch 1\n")


def test_who_looks_first_ends_it_and_all_see_the_same(program, tally):
    program.kill()
    program.wait(60)

    looking = [
        subprocess.Popen([TALLY, "runs", "list", "--json"], stdout=subprocess.PIPE)
        for _ in range(4)
    ]
    answers = {process.communicate(timeout=60)[0] for process in looking}

    assert len(answers) == 1
    assert json.loads(tally("store", "verify", "--json").stdout)["problems"] == []
