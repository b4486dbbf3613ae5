"""How a refused value is described: where it is, what it is, what to do."""

from __future__ import annotations

from typing import Final

from tallystick.errors import InvalidValueError, ValueTooLargeError
from tallystick.values.keys import is_utf8
from tallystick.values.paths import format_segment

MAX_SIZE_BYTES = 1_048_576
MAX_DEPTH = 64

# The step into a set, whose elements have neither key nor index.
ELEMENT: Final = None


class RefusedError(Exception):
    """Carries a refusal out of nested containers, each of which adds its step on the way."""

    def __init__(self, kind: type, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.kind = kind
        self.problem = problem
        self.remedy = remedy
        self._steps: list[str | int | None] = []
        self._containers: list[object] = []

    def within(self, container: object, step: str | int | None) -> None:
        self._containers.append(container)
        self._steps.append(step)

    def error(self, path: str) -> InvalidValueError:
        kind, steps = self.kind, self._steps[::-1]
        problem, remedy = self.problem, self.remedy
        containers = self._containers[::-1]
        if (start := _start_of_cycle(containers)) is not None:
            kind, steps = type(containers[start]), steps[:start]
            problem, remedy = "contains itself", "Break the cycle."
        where = path + _format_steps(steps)
        where = where if path else where.removeprefix(".")
        return InvalidValueError(
            f"{where or 'The value'} {problem}. {remedy}", path=where, type=type_text(kind)
        )


class TooManyElementsError(Exception):
    """So many elements that the encoded value is certainly above the limit."""

    def __init__(self, at_least: int) -> None:
        super().__init__(at_least)
        self.at_least = at_least


def too_large(path: str, kind: type, size: int, *, exactly: bool = True) -> ValueTooLargeError:
    about = "is" if exactly else "is at least"
    return ValueTooLargeError(
        f"{path or 'The value'} {about} {size:,} bytes when encoded; the limit is "
        f"{MAX_SIZE_BYTES:,}. Save it as an artifact, and log what matters about it.",
        path=path,
        type=type_text(kind),
        size=size,
        limit=MAX_SIZE_BYTES,
    )


def type_text(kind: type) -> str:
    """The type's name as a person would look it up: `decimal.Decimal`, `complex`."""
    if kind.__module__ == "builtins":
        return kind.__qualname__
    return f"{kind.__module__}.{kind.__qualname__}"


def _start_of_cycle(containers: list[object]) -> int | None:
    """The position of the first container that is one of those around it."""
    seen = set()
    for position, container in enumerate(containers):
        if id(container) in seen:
            return position
        seen.add(id(container))
    return None


def _format_steps(steps: list[str | int | None]) -> str:
    return "".join(map(_format_step, steps))


def _format_step(step: str | int | None) -> str:
    if step is ELEMENT:
        return "{}"
    if isinstance(step, int):
        return f"[{step}]"
    return "." + (format_segment(step) if is_utf8(step) else ascii(step))
