import json
import os
from typing import Any, Dict, Type

from zenml.enums import ArtifactType, VisualizationType
from zenml.io import fileio
from zenml.materializers.base_materializer import BaseMaterializer
from zenml.metadata.metadata_types import MetadataType


class Choice:
    """One configuration and how well it does."""

    def __init__(self, name: str, parameters: Dict[str, Any], score: float) -> None:
        self.name = name
        self.parameters = parameters
        self.score = score


class ChoiceMaterializer(BaseMaterializer):
    """Keeps a choice, or a dict, as JSON."""

    ASSOCIATED_TYPES = (Choice, dict)
    ASSOCIATED_ARTIFACT_TYPE = ArtifactType.STATISTICS
    SKIP_REGISTRATION = True

    def load(self, data_type: Type[Any]) -> Any:
        super().load(data_type)
        with fileio.open(os.path.join(self.uri, "choice.json"), "r") as file:
            held = json.loads(file.read())
        return Choice(**held) if issubclass(data_type, Choice) else held

    def save(self, data: Any) -> None:
        super().save(data)
        held = data if isinstance(data, dict) else vars(data)
        with fileio.open(os.path.join(self.uri, "choice.json"), "w+") as file:
            file.write(json.dumps(held))

    def save_visualizations(self, data: Any) -> Dict[str, VisualizationType]:
        path = os.path.join(self.uri, "choice.md")
        with fileio.open(path, "w") as file:
            file.write(f"**{getattr(data, 'name', 'a dict')}**")
        return {path: VisualizationType.MARKDOWN}

    def extract_metadata(self, data: Any) -> Dict[str, "MetadataType"]:
        return {"name": data.name, "parameters": data.parameters} if hasattr(data, "name") else {}
