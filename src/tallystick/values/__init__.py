"""Typed metadata values: what is accepted, its wire form, its leaves, how it is shown."""

from tallystick.values.display import Card, cards, display
from tallystick.values.fetched import fetched
from tallystick.values.keys import check_key
from tallystick.values.leaves import Leaf, flat, leaf_at, leaves
from tallystick.values.normalize import normalize
from tallystick.values.paths import format_path, parse_path
from tallystick.values.plain import plain
from tallystick.values.types import (
    DType,
    MetadataType,
    MetadataTypeEnum,
    Path,
    StorageSize,
    Uri,
    Value,
)
from tallystick.values.wire import decode, decode_all, encode, type_name, wire_type

__all__ = [
    "Card",
    "DType",
    "Leaf",
    "MetadataType",
    "MetadataTypeEnum",
    "Path",
    "StorageSize",
    "Uri",
    "Value",
    "cards",
    "check_key",
    "decode",
    "decode_all",
    "display",
    "encode",
    "fetched",
    "flat",
    "format_path",
    "leaf_at",
    "leaves",
    "normalize",
    "parse_path",
    "plain",
    "type_name",
    "wire_type",
]
