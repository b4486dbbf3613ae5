"""Ctrl-C and the signals that ask a process to end, sent to real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.integration.execution.processes import (
    ENDLESS,
    HEAD,
    Script,
    output,
    runs,
    wait_for,
)

from tallystick import Client
from tallystick.records.runs import Status

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sends signals")


@pytest.mark.parametrize("parallel", ["1", "2"])
def test_ctrl_c_is_one_line_and_recorded_as_stopped(
    start: Script, tmp_path: Path, parallel: str
) -> None:
    process = start(ENDLESS, parallel)
    wait_for(tmp_path / "working")
    time.sleep(0.2)

    process.send_signal(signal.SIGINT)
    _, err = output(process)

    (lost,) = runs()
    where = "step 'work'" if parallel == "1" else "steps 'work' and 'beside'"
    assert err == f"Interrupted in {where}. See: tally runs show {lost.run.name}\n"
    assert process.returncode == -signal.SIGINT
    assert lost.run.status is Status.STOPPED
    assert lost.run.failure is not None
    assert lost.run.failure.type == "KeyboardInterrupt"
    assert set(lost.statuses.values()) == {Status.STOPPED}
    assert lost.of_step("work") == {"epoch": 1, "rows": 2}
    log = lost.log("work")
    assert log.startswith("at work\nTraceback (most recent call last):\n")
    assert "program.py" in log.splitlines()[2], "the user's own frame is the first"


def test_shells_say_130(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(HEAD + ENDLESS)
    process = subprocess.Popen(
        ["sh", "-c", f"trap : INT; {sys.executable} program.py 1; echo ended with $?"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    wait_for(tmp_path / "working")
    time.sleep(0.2)

    os.killpg(process.pid, signal.SIGINT)
    out, _ = output(process)

    assert out.endswith("ended with 130\n")


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
@pytest.mark.parametrize("parallel", ["1", "2"])
def test_being_asked_to_end_is_recorded(
    start: Script, tmp_path: Path, name: str, parallel: str
) -> None:
    number = getattr(signal, name)
    process = start(ENDLESS, parallel)
    wait_for(tmp_path / "working")
    time.sleep(0.2)

    process.send_signal(number)
    _, err = output(process)

    (lost,) = runs()
    assert process.returncode == 128 + number
    assert err.startswith(f"Ended by {name} in step")
    assert err.count("\n") == 1
    assert lost.run.status is Status.STOPPED
    assert lost.run.failure is not None
    assert lost.run.failure.message == f"The process was asked to end ({name})."
    assert set(lost.statuses.values()) == {Status.STOPPED}
    assert lost.of_step("work") == {"epoch": 1, "rows": 2}


STUBBORN = """
@step
def work() -> None:
    Path("working").touch()
    time.sleep(60)
@step
def beside() -> None: ...
@pipeline(max_parallelism=2)
def training():
    work()
    beside()
training()
"""


@pytest.mark.parametrize("second", [signal.SIGINT, signal.SIGTERM])
def test_a_second_one_ends_at_once(start: Script, tmp_path: Path, second: int) -> None:
    """A thread that sleeps in C cannot be interrupted; the process can be ended."""
    process = start(STUBBORN)
    wait_for(tmp_path / "working")
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(timeout=2)

    process.send_signal(second)
    process.wait(timeout=10)

    assert process.returncode == -second
    found = Client().get_pipeline_run()
    assert found.status is Status.FAILED, "found by who looks"
    assert found.failure is not None
    assert found.failure.type == "ProcessLost"
    output(process)


def test_steps_and_programs_may_catch_it(start: Script, tmp_path: Path) -> None:
    process = start("""
@step(enable_cache=False)
def train() -> int:
    epoch = 0
    Path(f"working{len(list(Path().glob('working*')))}").touch()
    try:
        while True:
            epoch += 1
            time.sleep(0.01)
    except KeyboardInterrupt:
        return min(epoch, 1)
@step(enable_cache=False)
def endless() -> None:
    Path("at the end").touch()
    while True:
        time.sleep(0.01)
@pipeline
def training():
    train()
    train()
    endless()
try:
    training()
except KeyboardInterrupt as error:
    print("caught", type(error) is KeyboardInterrupt)
    signal.raise_signal(signal.SIGTERM)
""")
    for name in ("working0", "working1", "at the end"):
        wait_for(tmp_path / name)
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
    out, err = output(process)

    (stopped,) = runs()
    assert out == "caught True\n"
    assert err == f"Interrupted in step 'endless'. See: tally runs show {stopped.run.name}\n"
    assert process.returncode == -signal.SIGTERM, "signals mean what they did before"
    assert stopped.statuses == {"train": "completed", "train_2": "completed", "endless": "stopped"}
    assert stopped.value("train") == 1


def test_handlers_of_the_program_and_its_steps_stay(start: Script, tmp_path: Path) -> None:
    process = start("""
def own(number, frame): print("own handler", flush=True)
signal.signal(signal.SIGTERM, own)
@step
def work() -> None:
    signal.signal(signal.SIGHUP, own)
    os.kill(os.getpid(), signal.SIGTERM)
    os.kill(os.getpid(), signal.SIGHUP)
work()
assert signal.getsignal(signal.SIGTERM) is own
assert signal.getsignal(signal.SIGHUP) is own
assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
""")

    assert output(process) == ("own handler\nown handler\n", "")
    assert runs()[0].run.status is Status.COMPLETED


def test_processes_that_a_step_forks_end_by_signals_as_ever(start: Script) -> None:
    process = start("""
import multiprocessing
def endless():
    try:
        time.sleep(60)
    finally:
        print("unwound", flush=True)
@step
def work() -> int:
    child = multiprocessing.get_context("fork").Process(target=endless)
    child.start()
    time.sleep(0.3)
    child.terminate()
    child.join()
    return child.exitcode
print(work())
""")

    assert output(process) == (f"{-signal.SIGTERM}\n", "")


def test_pipelines_in_threads_leave_signals_alone(start: Script) -> None:
    process = start("""
import threading
@step
def work() -> str: return str(signal.getsignal(signal.SIGTERM))
thread = threading.Thread(target=lambda: print(work()))
thread.start()
thread.join()
""")

    assert output(process)[0] == f"{signal.SIG_DFL!s}\n"


def test_leaving_by_sys_exit_is_quiet_where_nobody_looks(start: Script) -> None:
    process = start("""
@step
def work() -> None: sys.exit(3)
work()
""")

    assert output(process) == ("", "")
    assert process.returncode == 3
    assert runs()[0].statuses == {"work": Status.STOPPED}
