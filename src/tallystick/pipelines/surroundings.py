"""Local names that annotations written as text refer to, kept where a step is made in a function.

Python keeps for a function the local names that its code uses, but not those of annotations that
`from __future__ import annotations` turned into text. They can be had only while they are there.
"""

from __future__ import annotations

import sys
from typing import Any
from weakref import WeakKeyDictionary

_local_names: WeakKeyDictionary[Any, dict[str, Any]] = WeakKeyDictionary()


def keep_surroundings(function: Any) -> None:
    """Keep what `local_names` gives later; to be called where `function` is decorated."""
    texts = [a for a in getattr(function, "__annotations__", {}).values() if isinstance(a, str)]
    if not texts or "<locals>" not in function.__qualname__ or function in _local_names:
        return
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_globals["__name__"].startswith("tallystick."):
        frame = frame.f_back
    around = frame.f_locals
    names = {name for text in texts for name in _names(text) if name in around}
    _local_names[function] = {name: around[name] for name in names}


def local_names(function: Any) -> dict[str, Any]:
    """The local names, with their values when `function` was decorated; empty for others."""
    try:
        return _local_names.get(function, {})
    except TypeError:  # an object that cannot be a key
        return {}


def _names(annotation: str) -> tuple[str, ...]:
    try:
        return compile(annotation, "<annotation>", "eval").co_names
    except (SyntaxError, ValueError):
        return ()
