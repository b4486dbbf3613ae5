"""Threads follow the step they work for.

Python hands a context variable on to tasks, but, before 3.14 and unless asked there, not to
threads. People start threads in steps, directly and through pools; what those log belongs to the
step. See decision 0005.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any, TypeVar

T = TypeVar("T")

_followed: set[ContextVar[Any]] = set()


def follow_into_threads(variable: ContextVar[T | None]) -> None:
    """From now on, threads and pools of this process know `variable` as where work comes from.

    A thread has the value that was set where it was started. A task of a `ThreadPoolExecutor`
    has the one, or the absence of one, where it was submitted: the pool's threads may have been
    started for somebody else. Saying it again changes nothing.
    """
    if variable in _followed:
        return
    _followed.add(variable)
    _follow_starts(variable)
    _follow_submissions(variable)


def _follow_starts(variable: ContextVar[T | None]) -> None:
    start = threading.Thread.start

    @wraps(start)
    def start_following(self: threading.Thread) -> None:
        value = variable.get(None)
        if value is not None:
            run = self.run

            def run_following() -> None:
                variable.set(value)
                try:
                    run()
                finally:
                    # Else the thread would hold itself, and what it worked on, in a circle.
                    self.__dict__.pop("run", None)

            self.run = run_following  # type: ignore[method-assign]  # the point of it
        start(self)

    threading.Thread.start = start_following  # type: ignore[method-assign]  # the point of it


def _follow_submissions(variable: ContextVar[T | None]) -> None:
    from concurrent.futures import ThreadPoolExecutor

    submit: Callable[..., Any] = ThreadPoolExecutor.submit

    @wraps(submit)
    def submit_following(
        self: ThreadPoolExecutor, fn: Callable[..., Any], /, *args: Any, **kwargs: Any
    ) -> Any:
        value = variable.get(None)

        def task(*args: Any, **kwargs: Any) -> Any:
            token = variable.set(value)
            try:
                return fn(*args, **kwargs)
            finally:
                variable.reset(token)

        return submit(self, task, *args, **kwargs)

    ThreadPoolExecutor.submit = submit_following  # type: ignore[assignment, method-assign]  # the point of it
