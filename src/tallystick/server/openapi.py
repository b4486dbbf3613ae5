"""The description of the API: what Litestar knows of routes, and what msgspec knows of records.

It is written by `python -m tallystick.server.openapi > docs/reference/openapi.json`.
"""

from __future__ import annotations

import inspect
import json
import re
import sys
from typing import Any

import msgspec
from litestar import Litestar

from tallystick.artifacts.storage import open_storage
from tallystick.server.app import application
from tallystick.server.schemas import PLACE, named
from tallystick.server.service import Service
from tallystick.store.memory import MemoryStore
from tallystick.wire.problems import Problem
from tallystick.wire.protocol import PROBLEM

_REFUSED = {
    "description": "Why it was refused.",
    "content": {PROBLEM: {"schema": {"$ref": f"{PLACE}Problem"}}},
}


def description(app: Litestar) -> dict[str, Any]:
    """The OpenAPI document of the application."""
    document: dict[str, Any] = app.openapi_schema.to_schema()
    for item in document["paths"].values():
        for operation in item.values():
            # What Litestar says of refusals is what it would answer by itself.
            operation["responses"].pop("400", None)
            operation["responses"]["default"] = _REFUSED
    _, schemas = msgspec.json.schema_components(
        [*named.values(), Problem], ref_template=PLACE + "{name}"
    )
    for schema in schemas.values():
        schema["description"] = inspect.cleandoc(schema.get("description", ""))
    document.setdefault("components", {}).setdefault("schemas", {}).update(schemas)
    return _readable(document)


def _readable(document: dict[str, Any]) -> dict[str, Any]:
    """`Page_Run_` is called `RunPage`."""
    text = json.dumps(document)
    readable: dict[str, Any] = json.loads(re.sub(r"\b(Page|Snapshot)_(\w+?)_\b", r"\2\1", text))
    return readable


def written() -> str:
    """The OpenAPI document of the API as text."""
    app = application(Service(MemoryStore(), storage=open_storage("artifacts")))
    return json.dumps(description(app), indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    sys.stdout.write(written())
