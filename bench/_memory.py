"""How much memory of its own a process comes to need; on Linux, which says it apart from files."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from pathlib import Path

_OFTEN_S = 0.02


def grown_mb(call: Callable[[], object]) -> float:
    """Megabytes by which this process grew at most during the call.

    Pages of the store's file that are mapped are the system's to give away, and not counted.
    """
    before = most = _used_mb()
    done = threading.Event()

    def watch() -> None:
        nonlocal most
        while not done.wait(_OFTEN_S):
            most = max(most, _used_mb())

    watching = threading.Thread(target=watch)
    watching.start()
    call()
    done.set()
    watching.join()
    return most - before


def _used_mb() -> float:
    (kilobytes,) = re.findall(r"RssAnon:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(kilobytes) / 1024
