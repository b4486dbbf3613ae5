"""The older way to give a step its parameters: one object of them."""

from __future__ import annotations

from typing import Any, ClassVar

import msgspec


class _KeywordOnly(type(msgspec.Struct)):  # type: ignore[misc]  # its type is not public
    """Fields may have defaults in any order, since they are given by name."""

    def __new__(cls, name: str, bases: Any, namespace: Any, **options: Any) -> Any:
        made = super().__new__(cls, name, bases, namespace, **{"kw_only": True, **options})
        made.__gathers_parameters__ = made.__struct_fields__
        return made


class BaseParameters(msgspec.Struct, metaclass=_KeywordOnly):
    """Parameters of a step as attributes with defaults.

        class TrainParameters(BaseParameters):
            depth: int = 3

        TrainParameters(depth=5).depth

    A step's parameter of such a type that is not given is made of its defaults and of what is
    configured under the names of its fields.
    Raises `TypeError` for a name that is not declared and for a declared one without a value.
    """

    # What binding looks for; the metaclass fills it in.
    __gathers_parameters__: ClassVar[tuple[str, ...]]

    def model_dump(self) -> dict[str, Any]:
        """The parameters as a dictionary."""
        return msgspec.structs.asdict(self)

    dict = model_dump
