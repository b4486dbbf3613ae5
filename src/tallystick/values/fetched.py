"""Fetched values: what was logged, which also knows its type and when it was logged.

A fetched value is of a subclass of the logged value's class, so it is equal to it, hashes like it
and works wherever it works. Computing, copying or pickling gives the bare class again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from tallystick.values.types import TYPE_NAMES, MetadataTypeEnum


def fetched(value: Any, *, logged_at: datetime) -> Any:
    """The value with `.value` (bare), `.type` (a `MetadataTypeEnum`) and `.logged_at`.

    `value` is as `decode` returns it, and `logged_at` is aware.
    `None` and booleans come back bare, because Python lets nobody subclass them.
    Values inside a container are bare.
    """
    kind = type(value)
    if kind is bool or value is None:
        return value
    cls = _SUBCLASSES.get(kind) or _subclass(kind)
    arguments = cls._arguments(value)
    made = kind.__new__(cls, *arguments)
    kind.__init__(made, *arguments)
    # Not an assignment: a UUID refuses those.
    object.__setattr__(made, "logged_at", logged_at)
    return made


class Fetched:
    """What fetched values have in common."""

    __slots__ = ()

    logged_at: datetime
    type: ClassVar[MetadataTypeEnum]
    _bare: ClassVar[Callable[..., Any]]
    _arguments: ClassVar[Callable[[Any], tuple[Any, ...]]]

    # Reached when Python computes a value of this class from another: that one was not logged.
    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        return cls._bare(*args, **kwargs)

    @property
    def value(self) -> Any:
        """The bare value."""
        return self._bare(*self._arguments(self))

    def __repr__(self) -> str:
        return repr(self.value)

    # Pickles and copies are bare, and so can be read without Tallystick.
    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        return self._bare, self._arguments(self.value)


_SUBCLASSES: dict[type, type[Any]] = {}

# What constructs an equal value; for other types the value itself does.
_ARGUMENTS: dict[type, Callable[[Any], tuple[Any, ...]]] = {
    datetime: lambda value: (
        *value.timetuple()[:6],
        value.microsecond,
        value.tzinfo,
    ),
    date: lambda value: (value.year, value.month, value.day),
    timedelta: lambda value: (value.days, value.seconds, value.microseconds),
    UUID: lambda value: (str(value),),
}
# Python forbids slots in their subclasses.
_WITHOUT_SLOTS = (int, tuple)


def _subclass(kind: type) -> type[Any]:
    """The subclass for fetched values of a class, made when it is first needed."""
    arguments = _ARGUMENTS.get(kind, lambda value: (value,))
    namespace: dict[str, Any] = {
        "type": TYPE_NAMES[kind],
        "_bare": kind,
        "_arguments": staticmethod(arguments),
    }
    if not issubclass(kind, _WITHOUT_SLOTS):
        namespace["__slots__"] = ("logged_at",)
    cls = type(f"Fetched{kind.__name__.title()}", (Fetched, kind), namespace)
    return _SUBCLASSES.setdefault(kind, cls)
