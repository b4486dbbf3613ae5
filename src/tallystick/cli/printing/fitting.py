"""How wide the columns of a table are where it has to fit a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

GAP = 2

_READABLE = 16
_SHORT = 8


class Need(NamedTuple):
    """What a column would like: the width of its title, whole and at least, and of its widest cell.

    Cells of columns that give 1 are shortened first, then those that give 2; of those that give 0
    never.
    """

    title: int
    title_least: int
    cells: int
    gives: int

    @property
    def whole(self) -> int:
        """The width at which nothing is shortened."""
        return max(self.title, self.cells)


def fitted(needs: Sequence[Need], width: int) -> list[int]:
    """The widths of columns that fit into `width`, with gaps between them, if they can.

    Titles are shortened before cells, the widest of a kind first, and cells down to what can still
    be read before others are.
    """
    widths = [need.whole for need in needs]
    room = width - GAP * (len(needs) - 1)
    _shorten(widths, [max(need.cells, need.title_least) for need in needs], room)
    for least in (_READABLE, _SHORT):
        for gives in (1, 2):
            floors = [
                min(widths[place], least) if need.gives == gives else widths[place]
                for place, need in enumerate(needs)
            ]
            _shorten(widths, floors, room)
    return widths


def _shorten(widths: list[int], floors: Sequence[int], room: int) -> None:
    """Take from the widest that are above their floor until all fit into the room."""
    over = sum(widths) - room
    while over > 0:
        above = [place for place, width in enumerate(widths) if width > floors[place]]
        if not above:
            return
        widest = max(above, key=lambda place: widths[place])
        widths[widest] -= 1
        over -= 1
