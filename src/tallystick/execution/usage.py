"""What a step used: processor time and peak memory."""

from __future__ import annotations

import sys
import time
from pathlib import Path

_STATUS = Path("/proc/self/status")
_CLEAR = Path("/proc/self/clear_refs")
_RESET_PEAK = "5"


class Usage:
    """Measures from when it is made.

    Memory is the process's: steps that run at the same time share their peaks.
    """

    def __init__(self) -> None:
        self._cpu_s = time.process_time()
        try:
            _CLEAR.write_text(_RESET_PEAK)
            self._resets = True
        except OSError:
            self._resets = False

    def so_far(self) -> dict[str, float]:
        """`cpu_s`, and `peak_memory_bytes` where the system tells it."""
        used: dict[str, float] = {"cpu_s": time.process_time() - self._cpu_s}
        peak = self._peak_bytes()
        if peak is not None:
            used["peak_memory_bytes"] = peak
        return used

    def _peak_bytes(self) -> int | None:
        if self._resets:
            for line in _STATUS.read_text().splitlines():
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024
        try:
            import resource
        except ImportError:
            return None
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * 1024
