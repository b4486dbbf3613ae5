"""Warnings about questions that were understood and can find nothing."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

from tallystick.client.filters.places import said_of_nowhere
from tallystick.client.session import Session
from tallystick.errors import QueryWarning
from tallystick.query.conditions import Condition
from tallystick.records.targets import Kind

_PACKAGE = str(Path(__file__).parents[1])


def warn_of_nowhere(session: Session, kind: Kind, where: Condition) -> None:
    """A `QueryWarning`, at the line that asked, for each path that nothing has, or never so."""
    said = said_of_nowhere(session, kind, where)
    level = _level_of_asker() if said else 1
    for sentence in said:
        warnings.warn(sentence, QueryWarning, stacklevel=level)


def _level_of_asker() -> int:
    """How many frames above the caller somebody else's code is."""
    level, frame = 1, sys._getframe(1)
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_PACKAGE):
        level, frame = level + 1, frame.f_back
    return level
