"""The registry of materializers as an object, and classes that load when they are asked for."""

from __future__ import annotations

from typing import Any

from tallystick.artifacts.materializers.base import BaseMaterializer
from tallystick.artifacts.materializers.registered import register_materializer
from tallystick.artifacts.materializers.registry import find_materializer, load_materializer

_OPTIONAL = {
    "NumpyMaterializer": "numpy",
    "PandasMaterializer": "pandas",
    "PillowImageMaterializer": "pillow.PillowMaterializer",
    "PydanticMaterializer": "pydantic",
}
"""Classes whose modules import packages that may not be installed, by the name they have there."""


class MaterializerRegistry:
    """Which materializer saves and loads values of a type."""

    def register_materializer_type(self, key: type[Any], type_: type[BaseMaterializer]) -> None:
        """Values of type `key` are saved by `type_` from now on."""
        register_materializer(type_, key)

    register_and_overwrite_type = register_materializer_type

    def __getitem__(self, key: type[Any]) -> type[BaseMaterializer]:
        """The materializer for a type; that which pickles where there is no other."""
        return find_materializer(key)

    def get_default_materializer(self) -> type[BaseMaterializer]:
        """The materializer for types that no other is for."""
        return find_materializer(object)

    def is_registered(self, key: type[Any]) -> bool:
        """Whether there is a materializer for the type, besides the one that pickles."""
        return find_materializer(key) is not self.get_default_materializer()


materializer_registry = MaterializerRegistry()


def optional_materializer(name: str) -> type[BaseMaterializer]:
    """A materializer that needs a package of an extra; serves as a module's `__getattr__`.

    Raises `MissingDependencyError` (an `ImportError`) where the package is not installed.
    """
    if name not in _OPTIONAL:
        raise AttributeError(f"There is no materializer {name!r} here.", name=name)
    module, _, other = _OPTIONAL[name].partition(".")
    return load_materializer(f"tallystick.artifacts.materializers.{module}.{other or name}")
