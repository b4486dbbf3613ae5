"""The materializers that this program defined, by type and by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tallystick.artifacts.materializers.names import dotted_name
from tallystick.errors import MaterializerError

if TYPE_CHECKING:
    from tallystick.artifacts.materializers.base import BaseMaterializer

by_type: dict[type[Any], type[BaseMaterializer]] = {}
# Classes in functions and notebooks are found again by this alone.
by_name: dict[str, type[BaseMaterializer]] = {}
# Answers of the registry, valid until the next registration.
found: dict[type[Any], type[BaseMaterializer]] = {}


def register_materializer(materializer: type[BaseMaterializer], *types: type[Any]) -> None:
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
    by_name[dotted_name(materializer)] = materializer
    found.clear()
