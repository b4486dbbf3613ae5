"""Times and numbers as `--as-of` takes them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tallystick.errors import InvalidArgumentError

if TYPE_CHECKING:
    from tallystick.store.as_of import AsOf


def parse_as_of(text: str) -> AsOf:
    """The number or time that is written.

    A time without a zone is UTC, a day is its beginning. Raises `InvalidArgumentError` for text
    that is neither.
    """
    from tallystick.query.language.moments import Day, read_moment
    from tallystick.query.now import moment_at

    if text.isascii() and text.isdigit():
        return int(text)
    try:
        read = read_moment(text, 0)
    except (ValueError, OverflowError):
        read = None
    if read is None or read[1] != len(text):
        raise InvalidArgumentError(
            "--as-of is a time such as 2026-01-31T12:00, one before now such as -2d, or a number "
            f"of the journal; got {text!r}.",
            given=text,
        )
    moment = read[0].begin if isinstance(read[0], Day) else read[0]
    return moment_at(moment, datetime.now(UTC))
