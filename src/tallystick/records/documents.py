"""Documents: large facts that many records share, stored once by content."""

from __future__ import annotations

import hashlib
from uuid import UUID

import msgspec

from tallystick.records.ids import derived_id


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A text stored once; `sha256` is that of its UTF-8 bytes."""

    sha256: str
    text: str


def document(text: str) -> Document:
    """`text` as a document, with its hash."""
    return Document(sha256=hashlib.sha256(text.encode()).hexdigest(), text=text)


def document_command_id(sha256: str) -> UUID:
    """The id of the command that records the document with this hash, the same everywhere."""
    return derived_id("document", sha256)
