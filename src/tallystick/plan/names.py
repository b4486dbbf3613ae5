"""Names with placeholders: `{date}`, `{time}` and a pipeline's own substitutions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def fill_in(template: str, at: datetime, substitutions: Mapping[str, str] = {}) -> str:
    """`template` with known placeholders replaced; unknown ones stay as they are.

    >>> fill_in("run-{date}-{x}", datetime(2026, 1, 31), {"x": "a"})
    'run-2026_01_31-a'
    """
    known = {
        "date": at.strftime("%Y_%m_%d"),
        "time": at.strftime("%H_%M_%S_%f"),
        **substitutions,
    }
    return _PLACEHOLDER.sub(lambda found: known.get(found[1], found[0]), template)


def default_run_name(pipeline: str, at: datetime) -> str:
    """The name of a run that was given none: pipeline, date and time to the microsecond."""
    return fill_in(f"{pipeline}-{{date}}-{{time}}", at)
