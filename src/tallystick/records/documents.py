"""Documents: large facts that many records share, stored once by content."""

from __future__ import annotations

import hashlib

import msgspec


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A text stored once; `sha256` is that of its UTF-8 bytes."""

    sha256: str
    text: str


def document(text: str) -> Document:
    """`text` as a document, with its hash."""
    return Document(sha256=hashlib.sha256(text.encode()).hexdigest(), text=text)
