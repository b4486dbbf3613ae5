"""What turning values into their stored forms costs: it is part of every `log_metadata`."""

from __future__ import annotations

import json
import timeit
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from bench._figure import Figure
from tallystick.values import Uri, decode, encode, fetched, leaves

CALLS = 20_000
ROUNDS = 7

METRICS = {"accuracy": 0.9385964912280702, "loss": 0.1234, "f1": 0.91}
AT = datetime(2026, 1, 31, tzinfo=UTC)


def call_us(code: Callable[[], object]) -> float:
    """The fastest round: the others were disturbed."""
    return min(timeit.repeat(code, number=CALLS, repeat=ROUNDS)) / CALLS * 1e6


def measure() -> Iterable[Figure]:
    """Beside the standard library's JSON, which keeps fewer types."""
    metrics = encode(METRICS)
    reference = call_us(lambda: json.dumps(METRICS))
    for name, code, at_most in (
        ("encode a float", lambda: encode(0.9385964912280702), 2),
        ("encode a Uri", lambda: encode(Uri("s3://bucket/data.csv")), 2),
        ("encode a dict of three floats", lambda: encode(METRICS), 5),
        ("decode a dict of three floats", lambda: decode(metrics), 3),
        ("leaves of a dict of three floats", lambda: leaves("metrics", metrics), 10),
        ("fetched float", lambda: fetched(0.5, logged_at=AT), 2),
    ):
        yield Figure(
            name=name,
            value=call_us(code),
            unit="µs",
            at_most=at_most,
            reference=reference,
            against="json.dumps of three floats",
        )
