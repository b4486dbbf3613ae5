"""Times of the past in an address: `as_of=5` and `as_of=2026-01-31T12:00:00Z`."""

from __future__ import annotations

from datetime import UTC, datetime

from tallystick.errors import InvalidArgumentError


def format_as_of(as_of: object) -> str | None:
    """A number of the journal or a time as text; None for the present.

    Raises `InvalidArgumentError` for what is neither.
    """
    if as_of is None:
        return None
    if isinstance(as_of, datetime):
        return (as_of if as_of.tzinfo is not None else as_of.replace(tzinfo=UTC)).isoformat()
    if not isinstance(as_of, int) or isinstance(as_of, bool):
        raise InvalidArgumentError(
            "as_of is a number of the journal or a datetime; "
            f"got {as_of!r} ({type(as_of).__name__}).",
            given=as_of,
        )
    return str(as_of)


def parse_as_of(text: str | None) -> int | datetime | None:
    """What the text says. Raises `InvalidArgumentError` for what is neither number nor time."""
    if text is None:
        return None
    try:
        # In an address, a plus that was not escaped is a space.
        return (
            int(text)
            if text.lstrip("-").isdecimal()
            else datetime.fromisoformat(text.replace(" ", "+"))
        )
    except ValueError:
        raise InvalidArgumentError(
            f"as_of is a number of the journal or a time such as 2026-01-31T12:00:00Z; "
            f"got {text!r}.",
            given=text,
        ) from None
