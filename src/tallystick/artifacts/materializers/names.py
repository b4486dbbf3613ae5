"""Types by dotted name, both ways."""

from __future__ import annotations

import importlib
import sys
from typing import Any


def dotted_name(kind: type[Any]) -> str:
    """The name by which a type can be found again, as `pandas.DataFrame`."""
    return f"{kind.__module__}.{kind.__qualname__}"


def find_by_name(dotted: str, *, importing: bool) -> Any:
    """What a dotted name stands for.

    Without `importing` only modules that are loaded already are looked at.
    Raises `ImportError` if a module is not there and `AttributeError` if a name in it is not.
    """
    parts = dotted.split(".")
    for cut in range(len(parts) - 1, 0, -1):
        module = _module(".".join(parts[:cut]), importing=importing)
        if module is not None:
            found = module
            for part in parts[cut:]:
                found = getattr(found, part)
            return found
    raise ImportError(f"There is no module {parts[0]!r} loaded.", name=parts[0])


def _module(name: str, *, importing: bool) -> Any:
    if not importing and sys.modules.get(name) is None:
        return None
    # Also for modules that are there: another thread may be half-way through importing one.
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        # The name itself may be a class in the module above; other names are real failures.
        if error.name and (name == error.name or name.startswith(error.name + ".")):
            if "." not in name:
                raise
            return None
        raise
