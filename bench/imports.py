"""What the import that every script pays for costs, as a whole process."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Iterable

from bench._figure import Figure

ROUNDS = 25


def process_ms(code: str) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return (time.perf_counter() - started) * 1000


def measure() -> Iterable[Figure]:
    """Empty and importing processes take turns, so that both see the same machine."""
    code = "from tallystick import step, pipeline, log_metadata"
    process_ms(code)
    pairs = [(process_ms("pass"), process_ms(code)) for _ in range(ROUNDS)]

    empty, importing = (statistics.median(times) for times in zip(*pairs, strict=True))
    yield Figure(
        name="import step, pipeline, log_metadata, above an empty process",
        value=importing - empty,
        unit="ms",
        at_most=80,
        reference=empty,
        against="empty process",
    )
