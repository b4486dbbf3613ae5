"""What becomes of deliveries in forked processes and at the end of one."""

from __future__ import annotations

import atexit
import os
import sys
from typing import Protocol
from weakref import WeakSet


class Ending(Protocol):
    """What is begun anew in a forked process, and closed at the end of one."""

    def begin_anew(self) -> None:
        """Forget what the parent has; it goes on having it."""

    def close(self) -> None:
        """Finish, within a bounded time."""


_known: WeakSet[Ending] = WeakSet()


def heed(one: Ending) -> None:
    """Have `one` begun anew after each fork, and closed at the end of the process."""
    _known.add(one)


def close_at_end() -> None:
    """In a forked process, have all closed at its end, too.

    Workers of `multiprocessing` pass by what `atexit` knows, and forget at their beginning what
    was to be done at their end.
    """
    global _is_fork  # noqa: PLW0603  once is enough
    util = sys.modules.get("multiprocessing.util")
    if _is_fork and util is not None:
        util.Finalize(None, _ended, exitpriority=0)
        _is_fork = False


_is_fork = False


def _forked() -> None:
    global _is_fork  # noqa: PLW0603  of the process
    _is_fork = True
    for one in list(_known):
        one.begin_anew()


def _ended() -> None:
    for one in list(_known):
        one.close()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)
atexit.register(_ended)
