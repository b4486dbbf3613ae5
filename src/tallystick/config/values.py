"""What each setting can be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tallystick.config.places import check_store, path_problem
from tallystick.errors import InvalidArgumentError, close_matches

_LONGEST_NAME = 255
_LEVELS = ("NOTSET", "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
_OTHER_LEVELS = {"WARN": "WARNING", "FATAL": "CRITICAL"}
_DURABILITIES = ("normal", "full")
_TRUE = ("1", "true", "yes", "on")
_FALSE = ("0", "false", "no", "off")


def checked(name: str, given: Any, where: str, *, as_text: bool) -> Any:
    """The value of a setting, as it is kept.

    `where` names the place that said it, as the beginning of a sentence: `TALLYSTICK_AUTHOR`.
    `as_text` is for places that know nothing but text, where a number is written as one.
    Raises `InvalidArgumentError` that says what was given, where, and what there can be.
    """
    try:
        return _CHECKS[name](_read(name, given) if as_text else given)
    except _SenselessError as error:
        said = "empty" if isinstance(given, str) and not given.strip() else repr(given)
        raise InvalidArgumentError(
            f"{where} is {said}. {error}", given=given, setting=name, source=where
        ) from None


def _read(name: str, text: str) -> Any:
    """What text says where it is all there is; itself where that is text, or cannot be read."""
    word = text.strip().lower()
    if name == "allow_unsafe" and word in (*_TRUE, *_FALSE):
        return word in _TRUE
    if name == "max_parallelism" and word.lstrip("-").isdecimal():
        return int(word)
    return text


class _SenselessError(Exception):
    """Says what there can be."""


def _name_of(what: str) -> Callable[[Any], str]:
    def name(given: Any) -> str:
        if isinstance(given, str) and given.strip() and len(given) <= _LONGEST_NAME:
            return given
        raise _SenselessError(f"{what} is a name: text of 1 to {_LONGEST_NAME} characters.")

    return name


def _store(given: Any) -> str:
    if not isinstance(given, str):
        raise _SenselessError("A store is named by text: a folder or URL.")
    try:
        check_store(given)
    except InvalidArgumentError as error:
        raise _SenselessError(str(error)) from None
    return given


def _place_of(what: str, example: str) -> Callable[[Any], str]:
    def place(given: Any) -> str:
        problem = path_problem(given) if isinstance(given, str) else "That is no text."
        if problem:
            raise _SenselessError(f"{problem} {what}, such as {example}.")
        return str(given)

    return place


def _durability(given: Any) -> str:
    if given in _DURABILITIES:
        return str(given)
    raise _SenselessError(
        "durability is 'normal' (what was logged survives the end of the process) or 'full' "
        "(the loss of power, too)."
    )


def _token(given: Any) -> str:
    if isinstance(given, str) and given.strip() and given.isascii() and given.isprintable():
        return given.strip()
    raise _SenselessError("token is what a server gave you: a text of letters and digits.")


def _truth(given: Any) -> bool:
    if isinstance(given, bool):
        return given
    raise _SenselessError(
        "allow_unsafe says whether artifacts may be loaded whose loading executes code: true or "
        "false."
    )


def _count(given: Any) -> int:
    if isinstance(given, int) and not isinstance(given, bool) and given >= 1:
        return given
    raise _SenselessError(
        "max_parallelism is how many steps may be executed at a time: a whole number, 1 or more."
    )


def _level(given: Any) -> str:
    level = given.strip().upper() if isinstance(given, str) else ""
    level = _OTHER_LEVELS.get(level, level)
    if level in _LEVELS:
        return level
    near = close_matches(level, _LEVELS)
    hint = f" Did you mean {near[0]}?" if near else ""
    raise _SenselessError(f"log_level is one of {', '.join(_LEVELS)}.{hint}")


_CHECKS: dict[str, Callable[[Any], Any]] = {
    "home": _place_of("home is a folder", "~/.tallystick"),
    "store": _store,
    "artifact_storage": _place_of(
        "artifact_storage is a folder or URL", "./artifacts or s3://bucket/artifacts"
    ),
    "logs": _place_of("logs is a folder", "./logs"),
    "project": _name_of("project"),
    "author": _name_of("author"),
    "durability": _durability,
    "allow_unsafe": _truth,
    "token": _token,
    "max_parallelism": _count,
    "log_level": _level,
}
