"""Pydantic models: their fields as JSON, and their schema as a fact."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from tallystick.artifacts.materializers.builtin import BuiltInMaterializer


class PydanticMaterializer(BuiltInMaterializer):
    """Models by their fields, in `value.json`; loading restores them without validation.

    The files say the class by name, so loading needs it importable under that name.
    """

    ASSOCIATED_TYPES = (BaseModel,)
    SKIP_REGISTRATION = True
    SAFE = True

    def extract_metadata(self, data: BaseModel) -> dict[str, Any]:
        return {"schema": data.model_json_schema()}
