"""Texts as PostgreSQL keeps them, which has no NUL: the first characters are written as two.

The first six code points become pairs of a lead (U+0004 or U+0005) and a second (U+0001 to U+0003);
all others stay as they are. So texts keep their order, and as no lead is a second, what is within a
text, at its beginning or at its end is so in what is written, too.
"""

from __future__ import annotations

import re
from itertools import product

LEADS = "\x04\x05"
_SECONDS = "\x01\x02\x03"
_PAIRS = ["".join(pair) for pair in product(LEADS, _SECONDS)]
_WRITTEN = dict(enumerate(_PAIRS))
_CHARACTERS = {pair: chr(code) for code, pair in _WRITTEN.items()}
_PAIR = re.compile(f"[{LEADS}].")


def is_plain(text: str) -> bool:
    """Whether the text is written as it is."""
    # One look after the other takes a tenth of what a pattern does.
    return not (
        "\0" in text
        or "\x01" in text
        or "\x02" in text
        or "\x03" in text
        or "\x04" in text
        or "\x05" in text
    )


def written(text: str) -> str:
    """The text as it is kept."""
    return text if is_plain(text) else text.translate(_WRITTEN)


def read(kept: str) -> str:
    """The text that was written so."""
    return (
        kept if is_plain(kept) else _PAIR.sub(lambda pair: _CHARACTERS.get(pair[0], pair[0]), kept)
    )
