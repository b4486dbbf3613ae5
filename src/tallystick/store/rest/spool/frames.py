"""Frames: payloads one after the other in a file, each with its length and checksum.

A frame is the mark, then as big-endian 32-bit numbers the length of the payload, how many commands
are in it and the CRC-32 of both, then the payload. The mark lets a reader go on after damage.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple
from zlib import crc32

MARK = b"\xf6TS\n"
_HEADER = struct.Struct(">4sIII")
_pack = _HEADER.pack


class Frame(NamedTuple):
    """A payload, and how many commands are in it."""

    payload: bytes
    commands: int


class Damage(NamedTuple):
    """Bytes that were a frame once, or several."""

    start: int
    data: bytes


class Truncated(NamedTuple):
    """The beginning of a frame that was being written when its process ended.

    It was never accepted: the call that wrote it had not returned.
    """

    start: int
    size_bytes: int


def framed(payload: bytes, commands: int) -> bytes:
    """`payload` as a frame."""
    return _pack(MARK, len(payload), commands, crc32(payload, commands)) + payload


def frames(data: bytes) -> Iterator[Frame | Damage | Truncated]:
    """The frames of a file in order, and what is between and behind them that is none."""
    place = 0
    while place < len(data):
        frame = _frame_at(data, place)
        if frame is None:
            end = _next_frame(data, place + 1)
            if end is None and _is_cut_short(data, place):
                yield Truncated(place, len(data) - place)
                return
            end = len(data) if end is None else end
            yield Damage(place, data[place:end])
            place = end
        else:
            yield frame
            place += _HEADER.size + len(frame.payload)


def _frame_at(data: bytes, place: int) -> Frame | None:
    start = place + _HEADER.size
    if start > len(data):
        return None
    mark, length, commands, checksum = _HEADER.unpack_from(data, place)
    if mark != MARK:
        return None
    payload = data[start : start + length]
    if len(payload) != length or crc32(payload, commands) != checksum:
        return None
    return Frame(payload, commands)


def _next_frame(data: bytes, place: int) -> int | None:
    """Where the next whole frame begins."""
    while (place := data.find(MARK, place)) >= 0:
        if _frame_at(data, place) is not None:
            return place
        place += 1
    return None


def _is_cut_short(data: bytes, place: int) -> bool:
    """Whether the bytes to the end are as a write leaves them that was not finished."""
    header = data[place : place + _HEADER.size]
    if len(header) < _HEADER.size:
        return header.startswith(MARK[: len(header)])
    mark, length, _, _ = _HEADER.unpack(header)
    return bool(mark == MARK and place + _HEADER.size + length > len(data))
