"""Forks: no thread is within SQLite while the process is copied.

SQLite has locks of its own that a copy of the process would find held for ever, by a thread that
was not copied. So a fork waits for calls that are under way, and the child begins with fresh
locks and connections.
"""

from __future__ import annotations

import os
from typing import Protocol
from weakref import WeakSet


class Forkable(Protocol):
    """What has locks and connections."""

    def before_fork(self) -> None:
        """Return when no thread uses a connection, and let none begin."""

    def after_fork_in_parent(self) -> None:
        """Go on."""

    def after_fork_in_child(self) -> None:
        """Forget the parent's locks and connections."""


_open: WeakSet[Forkable] = WeakSet()
_held: list[Forkable] = []


def heed_forks(one: Forkable) -> None:
    """Tell `one` about forks for as long as it lives."""
    _open.add(one)


def _before() -> None:
    for one in list(_open):
        one.before_fork()
        _held.append(one)


def _in_parent() -> None:
    while _held:
        _held.pop().after_fork_in_parent()


def _in_child() -> None:
    _held.clear()
    for one in list(_open):
        one.after_fork_in_child()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_before, after_in_parent=_in_parent, after_in_child=_in_child)
