"""Whether a process lives."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from tallystick.client import processes
from tallystick.client.processes import is_alive, this_process
from tallystick.records.runs import Process

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks /proc")


def test_this_process_is_known_again() -> None:
    assert is_alive(this_process()) is True


def test_a_later_process_of_the_same_number_is_another_one() -> None:
    assert is_alive(replace(this_process(), started_at_ticks=1)) is False


def test_no_process_outlives_the_machine() -> None:
    process = this_process()

    assert is_alive(replace(process, boot_id=f"before/{process.boot_id}")) is False


def test_of_other_machines_and_containers_nothing_is_known() -> None:
    process = this_process()
    boot = str(process.boot_id).partition("/")[0]

    assert is_alive(replace(process, host="elsewhere")) is None
    assert is_alive(replace(process, boot_id=f"{boot}/pid:[1]")) is None
    assert is_alive(Process(host=process.host, pid=1)) is None


def test_who_has_ended_and_was_not_asked_how_is_dead() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    process = replace(
        this_process(),
        pid=child.pid,
        started_at_ticks=processes._state(child.pid)[1],  # type: ignore[index]  # it lives
    )
    assert is_alive(process) is True

    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)

    assert Path(f"/proc/{child.pid}").exists()
    assert is_alive(process) is False
    child.communicate()
    assert is_alive(process) is False


def test_of_processes_that_the_system_hides_nothing_is_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(processes, "_state", lambda pid: None)

    assert is_alive(this_process()) is None
