"""Text that fits a width: shortened with a mark, or folded into several lines."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from tallystick.comparison.pieces import Line, Piece

MARK = "…"
_DEEPER = 2
# How much of what is the same is shown before the place where long texts begin to differ.
_LEAD = 4


def text_width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(map(_character_width, text))


def _character_width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def clipped(text: str, most: int | None) -> str:
    """The beginning of a text that is too wide, and a mark."""
    if most is None or text_width(text) <= most:
        return text
    return _beginning(text, most - 1) + MARK


def clipped_in_the_middle(text: str, most: int | None) -> str:
    """The beginning and the end of a text that is too wide, and a mark between them."""
    if most is None or text_width(text) <= most:
        return text
    end = _beginning(text[::-1], (most - 1) // 2)[::-1]
    return _beginning(text, most - 1 - text_width(end)) + MARK + end


def clipped_apart(texts: Sequence[str], most: int | None) -> list[str]:
    """Each text clipped; those that would look the same from where they begin to differ."""
    alike: dict[str, set[str]] = {}
    for text in texts:
        alike.setdefault(clipped(text, most), set()).add(text)
    return [_from(text, alike[clipped(text, most)], most) for text in texts]


def _from(text: str, alike: set[str], most: int | None) -> str:
    if len(alike) == 1:
        return clipped(text, most)
    same = 0
    for characters in zip(*alike, strict=False):
        if len(set(characters)) > 1:
            break
        same += 1
    return clipped(MARK + text[max(0, same - _LEAD) :], most)


def _beginning(text: str, most: int) -> str:
    kept = width = 0
    for character in text:
        width += _character_width(character)
        if width > most:
            break
        kept += 1
    return text[:kept]


def shared(widths: Sequence[int], room: int, least: int) -> list[int]:
    """Widths that fit into the room together, the widest shortened first, none below `least`."""
    given = list(widths)
    while sum(given) > room and max(given) > least:
        given[given.index(max(given))] -= 1
    return given


def folded(line: Line, width: int | None) -> Iterator[Line]:
    """The line in several where it is too wide, broken between words, those below indented."""
    whole = "".join(piece.text for piece in line)
    if width is None or text_width(whole.rstrip()) <= width:
        yield line
        return
    margin = len(whole) - len(whole.lstrip()) + _DEEPER
    margin = margin if margin < width // 2 else 0
    begun: list[Piece] = []
    room, is_new = width, True
    for text, role in _words(line):
        rest = text
        while text_width(rest.rstrip()) > room:
            if is_new:
                part = _beginning(rest, room) or rest[0]
                begun.append(Piece(part, role))
                rest = rest[len(part) :]
            yield begun
            rest = rest.lstrip(" ")
            begun, room, is_new = [Piece(" " * margin)], width - margin, True
        begun.append(Piece(rest, role))
        room, is_new = room - text_width(rest), False
    yield begun


def _words(line: Line) -> Iterator[Piece]:
    """The line word by word, each with the blanks before the first and those after it."""
    for text, role in line:
        for word in _WORD.findall(text):
            yield Piece(word, role)


_WORD = re.compile(r" *[^ ]+ *| +")
