"""Projects, and large facts that many records share."""

from __future__ import annotations

from litestar import get
from litestar.params import FromQuery

from tallystick.errors import RequestTooLargeError
from tallystick.records.documents import Document
from tallystick.server.access import NEEDS, Need
from tallystick.server.service import Served
from tallystick.wire.limits import MOST_HASHES


@get("/projects", opt={NEEDS: Need.READ}, sync_to_thread=True)
def list_projects(service: Served) -> tuple[str, ...]:
    """The projects that have something in them, by name."""
    return service.store.projects()


@get("/document", opt={NEEDS: Need.READ}, sync_to_thread=True)
def show_document(service: Served, sha256: FromQuery[str]) -> Document:
    """The document with this hash."""
    return service.store.document(sha256)


@get("/documents", opt={NEEDS: Need.READ}, sync_to_thread=True)
def list_documents(
    service: Served, sha256: FromQuery[list[str] | None] = None
) -> tuple[Document, ...]:
    """The documents with these hashes, each once, in this order, without those that are not there.

    `sha256` may stand in the address up to a hundred times.
    """
    hashes = sha256 or []
    if len(hashes) > MOST_HASHES:
        raise RequestTooLargeError(
            f"At most {MOST_HASHES} documents are asked for at once; got {len(hashes)}."
        )
    return service.store.documents(hashes)


ROUTES = [list_projects, show_document, list_documents]
