"""The description of the API: what Litestar knows of routes, and what msgspec knows of records.

python -m tallystick.server.openapi > docs/reference/openapi.json
"""

from __future__ import annotations

import json
import re
import sys
from typing import Any

import msgspec
from litestar import Litestar

from tallystick.server.app import application
from tallystick.server.schemas import PLACE, named
from tallystick.server.service import Service
from tallystick.store.memory import MemoryStore


def description(app: Litestar) -> dict[str, Any]:
    """The OpenAPI document of the application."""
    document: dict[str, Any] = app.openapi_schema.to_schema()
    _, components = msgspec.json.schema_components(
        list(named.values()), ref_template=PLACE + "{name}"
    )
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas.update(components)
    return _readable(document)


def _readable(document: dict[str, Any]) -> dict[str, Any]:
    """`Page_Run_` is called `RunPage`."""
    text = json.dumps(document, sort_keys=False)
    renamed: dict[str, Any] = json.loads(re.sub(r"\b(Page|Snapshot)_(\w+?)_\b", r"\2\1", text))
    schemas = renamed["components"]["schemas"]
    renamed["components"]["schemas"] = dict(sorted(schemas.items()))
    return renamed


def main() -> None:
    """Write the document to the standard output."""
    json.dump(
        description(application(Service(MemoryStore()))), sys.stdout, indent=1, sort_keys=True
    )
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
