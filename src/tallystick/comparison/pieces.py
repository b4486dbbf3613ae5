"""Lines of text in pieces that say what they are."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple


class Role(StrEnum):
    """What a piece of text is, for those who give it a style."""

    PLAIN = "plain"
    TITLE = "title"
    QUIET = "quiet"
    BEST = "best"
    WORST = "worst"
    ADDED = "added"
    REMOVED = "removed"


class Piece(NamedTuple):
    """Some text of a line."""

    text: str
    role: Role = Role.PLAIN


Line = Sequence[Piece]
