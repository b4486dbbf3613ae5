"""The materializers that this program defined, by type and by name."""

from __future__ import annotations

from typing import Any, TypeAlias

from tallystick.artifacts.materializers.names import dotted_name
from tallystick.errors import MaterializerError

# A subclass of BaseMaterializer, which imports this module to register its subclasses.
MaterializerClass: TypeAlias = type[Any]

by_type: dict[type[Any], MaterializerClass] = {}
# Classes in functions and notebooks are found again by this alone.
by_name: dict[str, MaterializerClass] = {}
# Answers of the registry, valid until the next registration.
found: dict[type[Any], MaterializerClass] = {}


def register_materializer(materializer: MaterializerClass, *types: type[Any]) -> None:
    """Use `materializer` for these types and their subclasses, or for its `ASSOCIATED_TYPES`.

    The newest registration of a type wins.
    Raises `MaterializerError` for something that is not a type.
    """
    wanted = types or materializer.ASSOCIATED_TYPES
    for each in wanted:
        if not isinstance(each, type):
            raise MaterializerError(
                f"{dotted_name(materializer)} names {each!r} among its types, which is not one. "
                "Give the types themselves, as in ASSOCIATED_TYPES = (MyType,)."
            )
    by_type.update(dict.fromkeys(wanted, materializer))
    found.clear()


def remember(materializer: MaterializerClass) -> None:
    """Let the class be found by its name, which for one in a function no import does."""
    by_name[dotted_name(materializer)] = materializer
