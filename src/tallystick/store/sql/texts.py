"""Texts as bounds of a search, and lists as one parameter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from tallystick.store.sql.dialects import differs

_TO_JSON = msgspec.json.Encoder().encode
_LAST = "\U0010ffff"


def after_prefix(prefix: str) -> str:
    """The least text above every text that begins with `prefix`, by code point.

    A prefix of nothing but the last code point has none: what comes back then is above every text
    that people write.
    """
    head = prefix.rstrip(_LAST)
    if not head:
        return _LAST * (len(prefix) + 1)
    following = chr(ord(head[-1]) + 1)
    # Surrogates are no characters.
    return head[:-1] + ("\ue000" if "\ud800" <= following <= "\udfff" else following)


NUMBERS = "SELECT value FROM json_each(?)"
"""The whole numbers of a list that is one parameter, made by `as_list`."""

TEXTS = "SELECT atom FROM json_each(?)"
"""The texts of such a list."""

FRACTIONS = differs(
    "SELECT json_each.value FROM json_each(?)", postgresql="SELECT unnest(?numbers::numeric[])"
)
"""The numbers of such a list, whole or not."""


def as_list(items: Iterable[int] | Sequence[str]) -> str:
    """`items` as one parameter, for statements that have `NUMBERS` or `TEXTS` in them.

    So there may be any number of them, and the statement's text stays the same.
    """
    return _TO_JSON(list(items)).decode()
