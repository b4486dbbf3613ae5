"""What routes take and answer with, in the description of the API: structs as msgspec has them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, get_origin

import msgspec
from litestar.openapi.spec import OpenAPIMediaType, Operation, RequestBody, Schema
from litestar.openapi.spec.enums import OpenAPIFormat, OpenAPIType
from litestar.plugins import OpenAPISchemaPlugin
from litestar.typing import FieldDefinition

from tallystick.wire.payloads import TAR
from tallystick.wire.protocol import JSON

PLACE = "#/components/schemas/"


def answers(handler: Callable[..., Any], kind: Any) -> Callable[..., Any]:
    """The handler, saying that it answers with a `kind` that only the program knows."""
    handler.__annotations__["return"] = kind
    return handler


def takes(kind: Any) -> type[Operation]:
    """What says that a route's body is JSON of a `kind`, which the route decodes itself."""

    @dataclass
    class Taking(Operation):
        def __post_init__(self) -> None:
            content = {JSON: OpenAPIMediaType(schema=_Named(kind))}
            self.request_body = RequestBody(content=content, required=True)

    return Taking


def takes_archive() -> type[Operation]:
    """What says that a route's body is an archive."""

    @dataclass
    class Taking(Operation):
        def __post_init__(self) -> None:
            whatever = Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY)
            self.request_body = RequestBody(
                content={TAR: OpenAPIMediaType(schema=whatever)}, required=True
            )

    return Taking


class StructSchemas(OpenAPISchemaPlugin):
    """Structs are described by msgspec, which knows how they are written."""

    @staticmethod
    def is_plugin_supported_type(value: Any) -> bool:
        kind = get_origin(value) or value
        return isinstance(kind, type) and issubclass(kind, msgspec.Struct)

    @staticmethod
    def is_undefined_sentinel(value: Any) -> bool:
        return value is msgspec.UNSET

    @staticmethod
    def is_constrained_field(field_definition: FieldDefinition) -> bool:  # noqa: ARG004  the interface
        return False

    def to_openapi_schema(self, field_definition: FieldDefinition, schema_creator: Any) -> Schema:  # noqa: ARG002  as above
        return _Named(field_definition.raw)


named: dict[str, Any] = {}
"""The structs that descriptions refer to, by what msgspec calls them."""


class _Named(Schema):
    """Refers to the description of a struct."""

    def __init__(self, kind: Any) -> None:
        super().__init__()
        (self._reference,), _ = msgspec.json.schema_components(
            [kind], ref_template=PLACE + "{name}"
        )
        named[self._reference["$ref"]] = kind

    def to_schema(self) -> dict[str, Any]:
        return self._reference
