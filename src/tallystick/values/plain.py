"""Values in JSON's own types, for programs that know no others."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from math import isfinite
from typing import Any

import msgspec

from tallystick.values.wire import encode


def plain(value: Any) -> Any:
    """A metadata value in JSON's own types, without what those cannot say.

    Special types become their texts and numbers, sets and tuples arrays, times ISO 8601, durations
    seconds. Numbers that are not finite stay in wire form: `{"$float": "nan"}`.
    """
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, set | frozenset):
        return [plain(item) for item in sorted(value, key=encode)]
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return float(value) if isfinite(value) else msgspec.json.decode(encode(float(value)))
    if isinstance(value, bool) or value is None:
        return value
    return int(value) if isinstance(value, int) else str(value)
