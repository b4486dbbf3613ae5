"""Documents that commands refer to, said to each store once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from tallystick.records.commands import Command, RecordDocument
from tallystick.records.documents import Document, document_command_id

if TYPE_CHECKING:
    from tallystick.client.session import Session
    from tallystick.store.base import Store

_said: WeakKeyDictionary[Store, set[str]] = WeakKeyDictionary()


def apply_with(session: Session, documents: Iterable[Document], *commands: Command) -> None:
    """Apply `commands`, and keep the documents with them, in one transaction.

    A document that this process has given to this very store is not sent again.
    Raises what `Store.apply` does.
    """
    said = _said.setdefault(session.store, set())
    new = [one for one in documents if one.sha256 not in said]
    session.store.apply(*(_kept(session, one) for one in new), *commands)
    # Only now: what was refused is not kept, and has to be said again.
    said.update(one.sha256 for one in new)


def _kept(session: Session, one: Document) -> RecordDocument:
    from msgspec.structs import replace

    command = session.command(RecordDocument, sha256=one.sha256, text=one.text)
    # Derived from the content: a store that has the document passes the command over.
    return replace(command, id=document_command_id(one.sha256))
