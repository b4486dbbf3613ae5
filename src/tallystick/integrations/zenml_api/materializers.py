"""The registry of materializers as an object."""

from __future__ import annotations

from typing import Any

from tallystick.artifacts.materializers.base import BaseMaterializer
from tallystick.artifacts.materializers.registered import register_materializer
from tallystick.artifacts.materializers.registry import find_materializer
from tallystick.errors import MaterializerError


class MaterializerRegistry:
    """Which materializer saves and loads values of a type."""

    def register_materializer_type(self, key: type[Any], type_: type[BaseMaterializer]) -> None:
        """Values of type `key` are saved by `type_` from now on."""
        register_materializer(type_, key)

    register_and_overwrite_type = register_materializer_type

    def __getitem__(self, key: type[Any]) -> type[BaseMaterializer]:
        """The materializer for a type; `MaterializerError` where there is none."""
        return find_materializer(key)

    def is_registered(self, key: type[Any]) -> bool:
        """Whether there is a materializer for the type."""
        try:
            find_materializer(key)
        except MaterializerError:
            return False
        return True


materializer_registry = MaterializerRegistry()
