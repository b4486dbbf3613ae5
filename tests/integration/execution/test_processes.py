"""Pipelines in real processes, on a store in a folder: how they end, and what stays."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from tests.integration.execution.processes import (
    ENDLESS,
    HEAD,
    Script,
    output,
    run_well,
    runs,
    wait_for,
)
from tests.pipelining import of_steps, ran

from tallystick import Client, step
from tallystick.client.recovery import finish_lost_runs
from tallystick.client.session import Session, default_session
from tallystick.records.runs import Status


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


def test_failures_show_the_step_and_the_users_own_frames(start: Script) -> None:
    process = start("""
def helper(): raise ValueError("in the helper")
@step
def work() -> None: helper()
@pipeline
def training(): work()
training()
""")
    _, err = output(process)

    assert process.returncode == 1
    assert err.splitlines()[:3] == ["Step 'work' failed.", "", "Traceback (most recent call last):"]
    assert "ValueError: in the helper\n" in err
    assert "The pipeline was called at program.py:11.\n" in err
    assert err.endswith(f"  tally runs show {runs()[0].run.name}\n")
    assert "src/tallystick" not in err


def test_failures_that_the_program_shows_itself(start: Script) -> None:
    """The cause first, which has the user's frames alone, and one line about the run."""
    _, err = output(
        start("""
import traceback
@step
def work() -> None: raise ValueError("within")
@pipeline
def training(): work()
try:
    training()
except RuntimeError:
    traceback.print_exc()
""")
    )

    first, _, rest = err.partition("The above exception was the direct cause")
    assert first.rstrip().endswith("ValueError: within")
    assert "tallystick" not in first
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
