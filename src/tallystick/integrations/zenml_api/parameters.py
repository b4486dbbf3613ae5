"""The older way to give a step its parameters: one object of them."""

from __future__ import annotations

from typing import Any

import msgspec


class _KeywordOnly(type(msgspec.Struct)):  # type: ignore[misc]  # its type is not public
    """Fields may have defaults in any order, since they are given by name."""

    def __new__(cls, name: str, bases: Any, namespace: Any, **options: Any) -> Any:
        return super().__new__(cls, name, bases, namespace, **{"kw_only": True, **options})


class BaseParameters(msgspec.Struct, metaclass=_KeywordOnly):
    """Parameters of a step as attributes with defaults.

        class TrainParameters(BaseParameters):
            depth: int = 3

        TrainParameters(depth=5).depth

    Raises `TypeError` for a name that is not declared and for a declared one without a value.
    """

    def model_dump(self) -> dict[str, Any]:
        """The parameters as a dictionary."""
        return msgspec.structs.asdict(self)
