"""Values and records as plain JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from tallystick.values import decode, plain

if TYPE_CHECKING:
    from tallystick.client.handles import Handle
    from tallystick.records.metadata import Entry

__all__ = ["entry", "fact", "moment", "plain", "print_json", "thing"]


def thing(handle: Handle[Any]) -> dict[str, Any]:
    """The facts of a thing under the names they have in its record, and its current metadata."""
    facts = {name: fact(getattr(handle.record, name)) for name in handle.record.__struct_fields__}
    if hasattr(handle.record, "duration_s"):
        facts["duration_s"] = handle.record.duration_s
    return {**facts, "metadata": plain(handle.run_metadata)}


def entry(one: Entry) -> dict[str, Any]:
    """One logged key."""
    return {
        "key": one.key,
        "type": one.type,
        "value": plain(decode(one.value)),
        "logged_at": moment(one.logged_at),
        "author": one.author,
        "index": one.index,
        "publisher": None if one.publisher is None else str(one.publisher),
        "sequence": one.sequence,
    }


def moment(time: datetime) -> str:
    """A time as records in JSON have it: ISO 8601, in UTC with a `Z`."""
    text: str = msgspec.to_builtins(time)
    return text


def fact(given: Any) -> Any:
    """A fact of a record."""
    if isinstance(given, Mapping):
        return {key: fact(item) for key, item in given.items()}
    if isinstance(given, msgspec.Raw):
        return plain(decode(given))
    return msgspec.to_builtins(given)


def print_json(answer: Any) -> None:
    """Write one JSON document to standard output."""
    sys.stdout.write(json.dumps(answer, indent=2, ensure_ascii=False, allow_nan=False) + "\n")
