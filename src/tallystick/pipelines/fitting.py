"""Values for parameters: checked against what the function is annotated with.

A value of the right type goes through as it is. Others are converted where nothing is lost: a
whole number for another sort of number, a list for a tuple, a text for a path, a value for the
member of an enum, a dict for a Pydantic model or data class. What comes out of a configuration,
where numbers may be text, is read besides.
"""

from __future__ import annotations

import dataclasses
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from pathlib import PurePath
from typing import Any, Literal, NamedTuple, get_args, get_origin, get_type_hints
from uuid import UUID

from tallystick.errors import WrongTypeError, unknown
from tallystick.execution.types import accepts, alternatives, shown, type_name

_SEQUENCES = (list, tuple, set, frozenset)
_WHOLE = re.compile(r"[+-]?\d+")
_TRUTHS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def fitted(whose: str, name: str, value: Any, annotation: Any, *, as_text: bool = False) -> Any:
    """`value` as the annotation of parameter `name` wants it; the same object where it fits.

    `as_text` is for configurations, whose texts may stand for numbers and the like.
    Raises `WrongTypeError` (a `TypeError` and a `ValueError`) where it does not fit.
    """
    try:
        return _fit(value, annotation, _Ways(as_text))
    except _Misfit as misfit:
        place = f"{name}{misfit.place}" if misfit.place else repr(name)
        hint = f" {misfit.hint}" if misfit.hint else ""
        raise WrongTypeError(
            f"Parameter {place} of {whose} is annotated as {type_name(misfit.expected)}; "
            f"got {shown(misfit.value)}.{hint}",
            parameter=name,
            expected=misfit.expected,
            got=type(misfit.value),
        ) from None


class _Misfit(Exception):  # noqa: N818  an answer, which nobody else sees
    """A value that is not what is expected, `place` within the parameter."""

    def __init__(self, value: Any, expected: Any, *, place: str = "", hint: str = "") -> None:
        self.value = value
        self.expected = expected
        self.place = place
        self.hint = hint

    def within(self, place: str) -> _Misfit:
        self.place = place + self.place
        return self


class _Ways(NamedTuple):
    """What may be done to make a value fit."""

    as_text: bool
    converts: bool = True


def _fit(value: Any, annotation: Any, ways: _Ways) -> Any:
    kinds = list(alternatives(annotation))
    misfits: dict[int, _Misfit] = {}
    # As it is before anything is made of it: for `int | str` a text is a text.
    for converts in (False, True) if ways.converts else (False,):
        for number, kind in enumerate(kinds):
            try:
                return _fit_one(value, kind, ways._replace(converts=converts))
            except _Misfit as misfit:
                misfits[number] = misfit
    telling = [misfits[number] for number, kind in enumerate(kinds) if kind is not type(None)]
    if len(telling) != 1:
        raise _Misfit(value, annotation)
    if telling[0].place:
        raise telling[0]
    raise _Misfit(value, annotation, hint=telling[0].hint)


def _fit_one(value: Any, kind: Any, ways: _Ways) -> Any:
    if not accepts(kind, value):
        if not ways.converts:
            raise _Misfit(value, kind)
        value = _converted(value, kind, ways)
    origin, parts = get_origin(kind), get_args(kind)
    if not parts or origin is Literal:
        return value
    if isinstance(value, Mapping) and len(parts) == 2:
        return _fit_mapping(value, parts, ways)
    if isinstance(value, _SEQUENCES):
        return _fit_items(value, kind, ways)
    return value


def _fit_mapping(value: Mapping[Any, Any], parts: tuple[Any, ...], ways: _Ways) -> Any:
    fits: dict[Any, Any] = {}
    for key, item in value.items():
        try:
            fits[_fit(key, parts[0], ways)] = _fit(item, parts[1], ways)
        except _Misfit as misfit:
            raise misfit.within(f"[{key!r}]") from None
    same = all(a is b and value[a] is fits[b] for a, b in zip(value, fits, strict=True))
    return value if same else fits


def _fit_items(value: Any, kind: Any, ways: _Ways) -> Any:
    parts = get_args(kind)
    wanted: Iterable[Any]
    if get_origin(kind) is tuple and parts[-1:] != (Ellipsis,):
        if parts != ((),) and len(parts) != len(value):
            raise _Misfit(value, kind)
        wanted = parts
    else:
        wanted = (parts[0] for _ in value)
    fits = []
    for place, (item, part) in enumerate(zip(value, wanted, strict=True)):
        try:
            fits.append(_fit(item, part, ways))
        except _Misfit as misfit:
            raise misfit.within(f"[{place}]") from None
    same = all(a is b for a, b in zip(value, fits, strict=True))
    return value if same else type(value)(fits)


def _converted(value: Any, kind: Any, ways: _Ways) -> Any:
    """A value of the kind that says the same; `_Misfit` where there is none."""
    as_text = ways.as_text
    if get_origin(kind) is Literal:
        return _option(value, kind, as_text)
    kind_ = get_origin(kind) or kind
    if kind_ in _SEQUENCES and isinstance(value, _SEQUENCES):
        made = _tried(kind_, value, kind)
        if len(made) == len(value):
            return made
    elif issubclass(kind_, Enum):
        return _member(value, kind_, as_text)
    elif isinstance(value, Mapping):
        return _object(value, kind_, ways)
    elif issubclass(kind_, PurePath) and isinstance(value, str):
        return _tried(kind_, value, kind)
    elif kind_ is int and isinstance(value, float) and value.is_integer():
        return int(value)
    elif kind_ is bool and isinstance(value, float | int) and value in (0, 1):
        return bool(value)
    elif as_text and isinstance(value, str):
        return _read(value.strip(), kind_)
    elif as_text and kind_ is datetime and isinstance(value, date):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001  as YAML's own times are
    elif as_text and kind_ is str and isinstance(value, bool | int | float):
        # It was written in another way perhaps: 1.10, 0x10, yes.
        raise _Misfit(value, kind, hint="Put it in quotes.")
    raise _Misfit(value, kind)


def _option(value: Any, kind: Any, as_text: bool) -> Any:
    readable = as_text and isinstance(value, str)
    found = [one for one in get_args(kind) if readable and str(one) == value]
    if len(found) != 1:
        raise _Misfit(value, kind)
    return found[0]


def _member(value: Any, kind: type[Enum], as_text: bool) -> Any:
    for one in kind:
        if one.value == value and type(one.value) is type(value):
            return one
        if as_text and isinstance(value, str) and value in (one.name, str(one.value)):
            return one
    raise _Misfit(value, kind, hint=f"It is one of {', '.join(repr(one.value) for one in kind)}.")


def _object(value: Mapping[Any, Any], kind: type, ways: _Ways) -> Any:
    """A Pydantic model or data class of these fields."""
    model = getattr(sys.modules.get("pydantic"), "BaseModel", None)
    if model is not None and issubclass(kind, model):
        try:
            return kind.model_validate(dict(value))  # type: ignore[attr-defined]  # it is a model
        except ValueError as error:
            raise _Misfit(value, kind, hint=_problems(error)) from None
    if not dataclasses.is_dataclass(kind):
        raise _Misfit(value, kind)
    fields = [field.name for field in dataclasses.fields(kind) if field.init]
    for name in value:
        if name not in fields:
            hint = unknown(f"field of {kind.__name__} called", str(name), fields)
            raise _Misfit(value, kind, hint=hint)
    given = {}
    hints = _hints(kind)
    for name, part in value.items():
        try:
            given[name] = _fit(part, hints.get(name, Any), ways)
        except _Misfit as misfit:
            raise misfit.within(f".{name}") from None
    try:
        return kind(**given)
    except (TypeError, ValueError) as error:
        raise _Misfit(value, kind, hint=f"{error}.") from None


def _hints(kind: type) -> dict[str, Any]:
    try:
        return get_type_hints(kind)
    except Exception:  # noqa: BLE001  any error can come of evaluating people's annotations
        return {}


def _problems(error: ValueError) -> str:
    """What Pydantic says is wrong, place by place."""
    told: list[dict[str, Any]] = getattr(error, "errors", list)()
    problems = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in told]
    return f"{'; '.join(problems)}." if problems else str(error)


def _read(text: str, kind: type) -> Any:
    """What a text in a configuration stands for."""
    reader = _READERS.get(kind)
    if reader is None:
        raise _Misfit(text, kind)
    return _tried(reader, text, kind)


def _tried(make: Callable[[Any], Any], value: Any, kind: Any) -> Any:
    try:
        return make(value)
    except (ArithmeticError, KeyError, TypeError, ValueError):
        raise _Misfit(value, kind) from None


def _whole(text: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise ValueError(text)
    return int(text)


_READERS: dict[type, Callable[[str], Any]] = {
    bool: lambda text: _TRUTHS[text.lower()],
    int: _whole,
    float: float,
    complex: complex,
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    time: time.fromisoformat,
    Decimal: Decimal,
    UUID: UUID,
}
