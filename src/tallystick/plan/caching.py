"""Cache keys: what a step's result depends on, part by part."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from tallystick.records.steps import CacheKey


def digest(*texts: str | bytes) -> str:
    """SHA-256 over texts, each kept apart from the next."""
    total = hashlib.sha256()
    for text in texts:
        data = text.encode() if isinstance(text, str) else text
        total.update(len(data).to_bytes(8, "big"))
        total.update(data)
    return total.hexdigest()


def cache_key(parts: Mapping[str, str]) -> CacheKey:
    """The key over parts: `name -> digest`, whatever their order."""
    flat = [text for name in sorted(parts) for text in (name, parts[name])]
    return CacheKey(digest=digest(*flat), parts=dict(parts))


def differing(before: CacheKey, now: CacheKey) -> int:
    """How many parts of the key are not the same."""
    names = {*before.parts, *now.parts}
    return sum(before.parts.get(name) != now.parts.get(name) for name in names)


def explain_difference(before: CacheKey, now: CacheKey) -> str:
    """In words, which parts of the key changed; empty where none did.

    >>> explain_difference(cache_key({"code": "a"}), cache_key({"code": "b", "input.x": "c"}))
    'code changed; input x is new'
    """
    said = []
    for name in sorted({*before.parts, *now.parts}):
        words = name.replace(".", " ", 1)
        if name not in before.parts:
            said.append(f"{words} is new")
        elif name not in now.parts:
            said.append(f"{words} is gone")
        elif before.parts[name] != now.parts[name]:
            said.append(f"{words} changed")
    return "; ".join(said)
