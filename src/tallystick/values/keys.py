"""Keys: the names values are logged under."""

from __future__ import annotations

from tallystick.errors import InvalidArgumentError, InvalidValueError

MAX_KEY_LENGTH = 255


def check_key(key: object) -> str:
    """The key as plain text, if it can be one: 1 to 255 characters without `::`.

    Subclasses of `str`, such as members of a `StrEnum`, become `str`.

    Raises `InvalidValueError` for a key that is not text, and `InvalidArgumentError` for text that
    is empty or too long, or has `::`, a NUL character or a lone surrogate in it.
    """
    if not isinstance(key, str):
        raise InvalidValueError(
            f"Keys are text, and {key!r} is of type {type(key).__name__}. Pass str(key).",
            path="",
            type=type(key).__name__,
        )
    text = key if type(key) is str else str.__str__(key)
    if problem := _problem(text):
        raise InvalidArgumentError(f"The key {_shown(text)} {problem}", key=text)
    return text


def _problem(key: str) -> str | None:
    if not key:
        return "is empty. Name what the value is."
    if len(key) > MAX_KEY_LENGTH:
        return f"has {len(key)} characters; a key has at most {MAX_KEY_LENGTH}."
    if "::" in key:
        return "has '::' in it, which stands between a step and its key. Use '.', '/' or ':'."
    if "\0" in key:
        return "has a NUL character in it. Remove it."
    if not key.isascii() and not is_utf8(key):
        return "has a lone surrogate in it, which UTF-8 cannot hold. Remove it."
    return None


def is_utf8(text: str) -> bool:
    """Whether the text can be written as UTF-8, that is, has no lone surrogate."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _shown(key: str) -> str:
    return ascii(key if len(key) <= 40 else key[:40] + "...")
