"""Pictures of arrays as PNG files, with the standard library alone."""

from __future__ import annotations

import struct
import zlib
from typing import Any

# By the number of channels: grey, RGB, RGBA.
_COLOUR_TYPES = {1: 0, 3: 2, 4: 6}


def is_picture(array: Any) -> bool:
    """Whether an array is most likely one: bytes by height, width and colour."""
    return (
        array.dtype.str == "|u1"
        and array.ndim == 3
        and array.shape[2] in _COLOUR_TYPES
        and min(array.shape) > 0
    )


def png(array: Any, *, most_pixels: int) -> bytes:
    """The picture as a PNG file; every n-th pixel of one with sides above `most_pixels`."""
    step = -(-max(array.shape[:2]) // most_pixels)
    picture = array[::step, ::step]
    height, width, channels = picture.shape
    # Each line starts with the number of its filter: none.
    lines = b"".join(b"\0" + line.tobytes() for line in picture)
    header = struct.pack(">IIBBBBB", width, height, 8, _COLOUR_TYPES[channels], 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(lines))
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)
