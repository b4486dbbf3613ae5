import os

from utils.page import page
from utils.state import ResearchState
from zenml.enums import ArtifactType, VisualizationType
from zenml.io import fileio
from zenml.materializers import PydanticMaterializer


class ResearchStateMaterializer(PydanticMaterializer):
    """Keeps the state as the base class does, and shows it."""

    ASSOCIATED_TYPES = (ResearchState,)
    ASSOCIATED_ARTIFACT_TYPE = ArtifactType.DATA

    def save_visualizations(self, data: ResearchState) -> dict[str, VisualizationType]:
        path = os.path.join(self.uri, "state.html")
        body = "".join(f"<p>{name}: {found.text}</p>" for name, found in data.findings.items())
        with fileio.open(path, "w") as file:
            file.write(page(data.query, body))
        return {path: VisualizationType.HTML}

    def extract_metadata(self, data: ResearchState) -> dict[str, object]:
        return {"stage": data.get_current_stage(), "part_count": len(data.parts)}
