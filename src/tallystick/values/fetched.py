"""Fetched values: what was logged, which also knows its type and when it was logged.

A fetched value is of a subclass of the logged value's class, so it is equal to it, hashes like it
and works wherever it works. Computing, copying or pickling gives the bare class again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, TypeAlias
from uuid import UUID

from tallystick.values.types import TYPE_NAMES, MetadataTypeEnum

# Within Fetched, `type` is something else.
Class: TypeAlias = type[Any]


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
    arguments = _arguments(kind, value)
    # A UUID takes its arguments in `__init__` alone, the others in `__new__` or in both.
    made = object.__new__(cls) if kind is UUID else kind.__new__(cls, *arguments)
    kind.__init__(made, *arguments)
    # Not an assignment: a UUID refuses those.
    object.__setattr__(made, "logged_at", logged_at)
    return made


class Fetched:
    """What fetched values have in common."""

    __slots__ = ()

    logged_at: datetime
    type: ClassVar[MetadataTypeEnum]
    _bare: ClassVar[Class]

    # Reached when Python computes a value of this class from another: that one was not logged.
    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        return cls._bare(*args, **kwargs)

    @property
    def value(self) -> Any:
        """The bare value."""
        return self._bare(*_arguments(self._bare, self))

    def __repr__(self) -> str:
        return repr(self.value)

    # Pickles and copies are bare, and so can be read without Tallystick.
    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        return self._bare, _arguments(self._bare, self.value)


def _arguments(kind: Class, value: Any) -> tuple[Any, ...]:
    """What constructs an equal value."""
    arguments = _ARGUMENTS.get(kind)
    return arguments(value) if arguments else (value,)


_SUBCLASSES: dict[Class, Class] = {}

# Other types are constructed from the value itself.
_ARGUMENTS: dict[Class, Callable[[Any], tuple[Any, ...]]] = {
    datetime: lambda value: (
        value.year,
        value.month,
        value.day,
        value.hour,
        value.minute,
        value.second,
        value.microsecond,
        value.tzinfo,
    ),
    date: lambda value: (value.year, value.month, value.day),
    timedelta: lambda value: (value.days, value.seconds, value.microseconds),
    UUID: lambda value: (str(value),),
}
# Python forbids slots in their subclasses.
_WITHOUT_SLOTS = (int, tuple)


def _subclass(kind: Class) -> Class:
    """The subclass for fetched values of a class, made when it is first needed."""
    namespace: dict[str, Any] = {"type": TYPE_NAMES[kind], "_bare": kind}
    if not issubclass(kind, _WITHOUT_SLOTS):
        namespace["__slots__"] = ("logged_at",)
    name = kind.__name__
    cls = type(f"Fetched{name[0].upper()}{name[1:]}", (Fetched, kind), namespace)
    return _SUBCLASSES.setdefault(kind, cls)
