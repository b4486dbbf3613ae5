"""Processes: which one this is, and whether the one that executes a run still lives."""

from __future__ import annotations

import os
import platform
from functools import lru_cache
from pathlib import Path

from tallystick.records.runs import Process

_ENDED = ("Z", "X", "x")
"""States of a process that has ended and whose parent has not asked how."""


def host_name() -> str:
    """The machine's name."""
    return platform.node()


def this_process() -> Process:
    """This process, so that others can see later whether it still lives."""
    _, started_at_ticks = _state(os.getpid()) or ("", None)
    return Process(
        host=host_name(), pid=os.getpid(), started_at_ticks=started_at_ticks, boot_id=_boot_id()
    )


def is_alive(process: Process) -> bool | None:
    """Whether the process lives; None where this machine cannot know.

    It can on Linux, for processes of its own that have numbers of the same space: a container
    knows nothing of those outside. A later process of the same number is told apart by its start.
    """
    here = _boot_id()
    if process.host != host_name() or process.boot_id is None or here is None:
        return None
    boot, _, space = process.boot_id.partition("/")
    boot_here, _, space_here = here.partition("/")
    if boot != boot_here:
        return False
    if space != space_here:
        return None
    state = _state(process.pid)
    if state is None:
        return None if _exists(process.pid) else False
    return state[0] not in _ENDED and state[1] == process.started_at_ticks


def _state(pid: int) -> tuple[str, int] | None:
    """The process's state, and its start in clock ticks since boot; None where it is not shown."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    # The name in parentheses may hold anything; field 3 is the first after it, field 22 the start.
    fields = stat.rpartition(")")[2].split()
    return fields[0], int(fields[19])


def _exists(pid: int) -> bool:
    """Whether there is such a process: systems may hide those of other users."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


@lru_cache(maxsize=1)
def _boot_id() -> str | None:
    """The boot and, after a slash, the space of process numbers: containers share a boot."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return f"{boot}/{Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return None
