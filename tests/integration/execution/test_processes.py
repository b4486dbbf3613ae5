"""Pipelines in real processes, on a store in a folder: how they end, and what stays."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.pipelining import Ran, of_steps, ran

from tallystick import Client, step
from tallystick.client.recovery import finish_lost_runs
from tallystick.client.session import Session, default_session
from tallystick.query.query import Query
from tallystick.records.runs import Status
from tallystick.records.targets import Kind

Script = Callable[..., "subprocess.Popen[str]"]
HEAD = """
import os, sys, time
from pathlib import Path
from tallystick import log_metadata, pipeline, step
"""


@pytest.fixture
def start(tmp_path: Path) -> Script:
    """Start a program: `start(text, *arguments)`."""

    def started(text: str, *arguments: str, **options: object) -> subprocess.Popen[str]:
        path = tmp_path / "program.py"
        if not path.exists() or path.read_text() != HEAD + text:
            # Not while another process reads it.
            path.write_text(HEAD + text)
        return subprocess.Popen(
            [sys.executable, str(path), *arguments],
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **options,  # type: ignore[call-overload]  # whatever the test needs
        )

    return started


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


@pytest.mark.parametrize("parallel", ["1", "2"])
def test_ctrl_c_is_recorded_as_stopped(start: Script, tmp_path: Path, parallel: str) -> None:
    process = start(ENDLESS, parallel)
    wait_for(tmp_path / "working")
    time.sleep(0.2)

    process.send_signal(signal.SIGINT)
    _, err = output(process)

    assert process.returncode in (-signal.SIGINT, 130, 1)
    assert "KeyboardInterrupt" in err
    (lost,) = runs()
    assert lost.run.status is Status.STOPPED
    assert set(lost.statuses.values()) == {Status.STOPPED}
    assert lost.of_step("work") == {"epoch": 1, "rows": 2}
    assert lost.log("work").startswith("at work\n")


def test_a_killed_process_is_found_by_the_next_run(start: Script, tmp_path: Path) -> None:
    process = start(ENDLESS, "1")
    wait_for(tmp_path / "working")
    process.kill()
    output(process)
    (lost,) = runs()
    assert lost.run.status is Status.RUNNING

    time.sleep(0.2)
    ran(of_steps(step(name="next")(lambda: 1)))

    assert lost.run.status is Status.FAILED
    assert lost.run.failure is not None
    assert "ended without saying so" in lost.run.failure.message
    assert lost.statuses == {"work": Status.FAILED}
    assert lost.of_step("work") == {"epoch": 1, "rows": 2}
    assert lost.of_run == {"epoch": 1}
    assert lost.log("work") == "at work\n"
    (next_one, _) = runs()
    assert lost.run.ended_at is not None
    assert (next_one.run.started_at - lost.run.ended_at).total_seconds() > 0.2


def test_who_looks_sees_that_a_process_was_killed(start: Script, tmp_path: Path) -> None:
    process = start(ENDLESS, "2")
    wait_for(tmp_path / "working")
    client = Client()
    run = client.get_pipeline_run()
    assert run.status is Status.RUNNING
    assert client.list_pipeline_runs(status="running").total == 1

    process.kill()
    killed_at = datetime.now(UTC)
    output(process)
    time.sleep(1)

    assert run.refresh().status is Status.FAILED
    (found,) = client.list_pipeline_runs(status="failed")
    assert found.failure is not None
    assert f"({process.pid} on " in found.failure.message
    assert found.ended_at is not None
    assert found.started_at < found.ended_at < killed_at
    assert {one.status for one in found.step_runs} == {Status.FAILED}
    assert found.steps["work"].logs == "at work\n"
    assert found.steps["work"].run_metadata == {"epoch": 1, "rows": 2}
    assert runs()[0].run == found.record


def test_living_runs_are_left_alone(start: Script, tmp_path: Path) -> None:
    process = start(ENDLESS, "1")
    wait_for(tmp_path / "working")

    assert finish_lost_runs(default_session()) == 0

    assert runs()[0].run.status is Status.RUNNING
    process.kill()
    output(process)
    assert finish_lost_runs(default_session()) == 1


def test_a_script_is_cached_from_one_process_to_the_next(start: Script) -> None:
    text = """
LIMIT = 3
def helper(x): return x[:LIMIT]
class Config:
    def rows(self): return 5
@step
def load() -> list:
    print("loading")
    return list(range(Config().rows()))
@step
def first(values: list) -> list: return helper(values)
@pipeline
def training(): first(load())
print([(name, str(one.status)) for name, one in training().steps.items()])
"""
    executed = run_well(start(text))
    cached = run_well(start(text))
    changed = run_well(start(text.replace("LIMIT = 3", "LIMIT = 4")))

    assert "loading" in executed
    assert cached == "[('load', 'cached'), ('first', 'cached')]\n"
    assert changed == "[('load', 'cached'), ('first', 'completed')]\n"
    explained = runs()[0].steps["first"].cache_explanation
    assert explained.endswith("constant __main__.LIMIT changed.")


def test_without_a_terminal_nothing_is_added_to_what_steps_print(start: Script) -> None:
    process = start("@step\ndef talk() -> None:\n    print('said')\ntalk()")

    assert output(process) == ("said\n", "")


def test_in_a_terminal_each_step_has_a_line(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(
        HEAD + "@step\ndef talk() -> None:\n    print('said', sys.stderr.isatty())\ntalk()"
    )
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "program.py"], cwd=tmp_path, stderr=follower, stdout=follower
    )
    os.close(follower)
    shown = b""
    try:
        while part := os.read(leader, 4096):
            shown += part
    except OSError:  # how the end of a terminal is told
        pass
    assert process.wait(60) == 0
    os.close(leader)

    text = shown.decode()
    assert "talk-20" in text
    assert "said True" in text
    assert "✓" in text
    assert "completed in" in text


def test_warnings_and_logging_in_a_plain_process(start: Script) -> None:
    process = start("""
import logging, warnings
@step
def talk() -> None:
    warnings.warn("be careful")
    logging.getLogger("a").warning("unconfigured")
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)
    logging.getLogger("a").info("configured")
    os.system("echo of another process")
talk()
logging.getLogger("a").info("after")
""")

    out, err = output(process)

    assert out.splitlines() == ["configured", "of another process", "after"]
    assert err.count("UserWarning: be careful") == 1
    assert err.count("unconfigured") == 1
    log = runs()[0].log("talk")
    assert [
        log.count(line) for line in ("Warning: be careful", ": unconfigured", ": configured")
    ] == [1] * 3
    assert "after" not in log


def test_failures_show_the_users_own_frames_first(start: Script) -> None:
    _, err = output(
        start("""
def helper(): raise ValueError("in the helper")
@step
def work() -> None: helper()
@pipeline
def training(): work()
training()
""")
    )

    first, _, rest = err.partition("The above exception was the direct cause")
    assert first.splitlines()[0] == "Traceback (most recent call last):"
    assert "tallystick" not in first
    assert first.rstrip().endswith("ValueError: in the helper")
    assert rest.count("tallystick/") == 1, "the call itself, and nothing beneath it"
    assert "failed in step 'work'" in rest


def test_processes_that_a_step_forks_log_for_it(start: Script) -> None:
    run_well(
        start("""
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
def score(n):
    log_metadata({f"score {n}": n})
    print(f"scored {n}", flush=True)
    return n
@step
def work() -> int:
    log_metadata({"begun": True})
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(2, mp_context=context) as pool:
        total = sum(pool.map(score, range(4)))
    pid = os.fork()
    if pid == 0:
        log_metadata({"forked": True})
        os._exit(0)
    os.waitpid(pid, 0)
    log_metadata({"total": total})
    return total
work()
""")
    )

    (made,) = runs()
    expected = {"begun": True, "total": 6, "forked": True, **{f"score {n}": n for n in range(4)}}
    assert made.of_step("work") == expected
    assert sorted(made.log("work").splitlines()) == [f"scored {n}" for n in range(4)]


def test_how_a_forked_process_ends_is_not_how_the_step_does(start: Script) -> None:
    process = start("""
@step
def work() -> int:
    pid = os.fork()
    if pid == 0:
        raise ValueError("only the child")
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
@step
def leave() -> int:
    pid = os.fork()
    if pid == 0:
        sys.exit(3)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
@pipeline
def training():
    work()
    leave()
training()
""")
    output(process)

    (made,) = runs()
    assert made.statuses == {"work": "completed", "leave": "completed"}
    assert (made.value("work"), made.value("leave")) == (1, 3)
    history = [change.command for change in made.session.store.changes()]
    assert sum(type(command).__name__ == "FinishRun" for command in history) == 1


def test_steps_are_called_in_other_processes_by_name(start: Script) -> None:
    run_well(
        start("""
import multiprocessing
@step
def double(n: int) -> int: return 2 * n
@step
def work() -> list:
    with multiprocessing.get_context("fork").Pool(2) as pool:
        return pool.map(double, [1, 2])
assert work() == [2, 4]
""")
    )


def test_lines_typed_into_an_interpreter(tmp_path: Path) -> None:
    text = (
        HEAD
        + """
@step
def typed() -> int: return 41 + 1

assert typed() == 42
"""
    )
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-"],
            input=text,
            text=True,
            cwd=tmp_path,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    assert [one.statuses["typed"] for one in runs()] == ["cached", "completed"]


def test_processes_that_start_at_once(start: Script, tmp_path: Path) -> None:
    text = """
while not Path("go").exists():
    time.sleep(0.001)
@step(enable_cache=False)
def work(n: int) -> int:
    log_metadata({"n": n})
    return n
@pipeline
def training(n: int): work(n)
training(int(sys.argv[1]))
"""
    processes = [start(text, str(n)) for n in range(4)]
    (tmp_path / "go").touch()
    for process in processes:
        run_well(process)

    assert sorted(one.of_step("work")["n"] for one in runs()) == [0, 1, 2, 3]
    assert {one.run.status for one in runs()} == {Status.COMPLETED}


def test_a_store_that_cannot_be_written_begins_nothing(
    start: Script, home: Path, tmp_path: Path
) -> None:
    home.write_text("a file in the way")

    process = start("@step\ndef work() -> None: Path('ran').touch()\nwork()")
    _, err = output(process)

    assert process.returncode == 1
    assert "StoreUnwritableError" in err
    assert not (tmp_path / "ran").exists()


def test_artifact_versions_of_finished_runs_are_inputs() -> None:
    @step
    def load() -> dict[str, int]:
        return {"x": 1}

    @step
    def take(d: dict[str, int]) -> int:
        return d["x"]

    @step
    def take_all(several: list[dict[str, int]]) -> int:
        return len(several)

    outputs = of_steps(load)().steps["load"].outputs["output"]
    made = ran(
        of_steps(
            lambda: take(outputs[0]),
            lambda: take(outputs, id="the only one"),
            lambda: take_all([outputs[0], outputs[0]]),
            lambda: take_all([load(), outputs[0]], id="mixed"),
        )
    )

    assert made.value("take") == made.value("the only one") == 1
    assert made.value("take_all") == made.value("mixed") == 2
    assert made.steps["take"].inputs == {"d": (outputs[0].id,)}


def test_this_process_sees_what_the_others_did(start: Script) -> None:
    run_well(start("@step\ndef work() -> int: return 7\nwork()"))

    session = default_session()
    assert isinstance(session, Session)
    assert runs()[0].value("work") == 7
