"""The wire form: JSON bytes that keep every type.

`docs/reference/values.md` specifies it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from tallystick.errors import StoreCorruptError
from tallystick.values._lift import TAGS, Tree, lift
from tallystick.values._lower import value_to_tree
from tallystick.values._refusal import MAX_SIZE_BYTES, RefusedError, TooManyElementsError, too_large
from tallystick.values.types import TYPE_NAMES, Value

_dumps = msgspec.json.Encoder().encode
_loads = msgspec.json.Decoder().decode


def encode(value: object, *, path: str = "") -> bytes:
    """The value's wire form. Equal values of equal types, dicts in equal order, give equal bytes.

    `path` says in errors where the value stands; it is put before the path inside the value.

    Raises `InvalidValueError` with the `path` and `type` of the first part that metadata cannot
    hold, and `ValueTooLargeError` with `size` and `limit` if the wire form is above 1 MiB.
    """
    try:
        tree = value_to_tree(value)
    except RefusedError as refused:
        raise refused.error(path) from refused.__cause__
    except TooManyElementsError as too_many:
        raise too_large(path, type(value), too_many.at_least, exactly=False) from None
    wire = _dumps(tree)
    if len(wire) > MAX_SIZE_BYTES:
        raise too_large(path, type(value), len(wire))
    return wire


def decode(wire: bytes | msgspec.Raw) -> Value:
    """The value that was encoded, of the same type at every depth.

    Raises `StoreCorruptError` for bytes that are not a wire form, unknown tags among them.
    """
    wire = bytes(wire)
    value: Value = parse(wire)
    # A tag is a key that starts with a dollar, perhaps an escaped one.
    if b'"$' in wire or b"\\u0024" in wire:
        try:
            value = lift(value)
        except RecursionError:
            raise StoreCorruptError("A stored value is nested too deep.") from None
    return value


def decode_all(wires: Iterable[bytes | msgspec.Raw]) -> list[Value]:
    """What `decode` gives for each of many wire forms, in much less time.

    Raises `StoreCorruptError` where one is none.
    """
    forms = list(wires)
    values: Any = decode(b"[" + b",".join(forms) + b"]")
    if len(values) != len(forms):
        raise StoreCorruptError("Among stored values is one that is not one JSON value.")
    return values  # type: ignore[no-any-return]  # what the wire form of a list is


def parse(wire: bytes | msgspec.Raw) -> Tree:
    """The JSON of a wire form as Python objects, tags and all."""
    try:
        return _loads(wire)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise StoreCorruptError(f"A stored value is not JSON: {error}.") from None


def type_name(value: object) -> str:
    """The name of a value's type, or of that of a wire form (bytes): a `MetadataTypeEnum` text.

    Raises `InvalidValueError` for a value that metadata cannot hold.
    """
    if name := TYPE_NAMES.get(type(value)):
        return name.value
    if isinstance(value, bytes | msgspec.Raw):
        return wire_type(value)
    return wire_type(encode(value))


def wire_type(wire: bytes | msgspec.Raw) -> str:
    """The name of the type of a value in wire form, without decoding what is inside.

    Raises `StoreCorruptError` for an unknown tag or bytes that begin like no value.
    """
    wire = bytes(wire)
    first = wire[:1]
    if first == b"{":
        return _object_type(wire)
    if name := _TYPE_OF_FIRST_BYTE.get(first):
        return name
    if first in b"-0123456789" and first:
        return "float" if _FLOAT_MARKS.intersection(wire) else "int"
    raise StoreCorruptError(f"A stored value begins with {wire[:20]!r}, which is not a wire form.")


def _object_type(wire: bytes) -> str:
    if wire[1:3] != b'"$':
        return "dict"
    tag = wire[1:].split(b'"', 2)[1].decode(errors="replace")
    if tag not in TAGS:
        raise StoreCorruptError(f"A stored value has the tag {tag!r}; known are {', '.join(TAGS)}.")
    return TAGS[tag].name


_FLOAT_MARKS = frozenset(b".eE")
_TYPE_OF_FIRST_BYTE = {b'"': "str", b"[": "list", b"t": "bool", b"f": "bool", b"n": "None"}
