"""Plotly figures, as their JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import plotly.io
from plotly.basedatatypes import BaseFigure

from tallystick.artifacts.materializers.base import BaseMaterializer
from tallystick.artifacts.materializers.bounds import PREVIEW_BYTES, preview_file
from tallystick.artifacts.types import ArtifactType, VisualizationType

FIGURE = "figure.json"


class PlotlyMaterializer(BaseMaterializer):
    """Figures in `figure.json`; the preview is a page that fetches plotly.js when it is shown."""

    ASSOCIATED_TYPES = (BaseFigure,)
    ASSOCIATED_ARTIFACT_TYPE = ArtifactType.DATA_ANALYSIS
    SKIP_REGISTRATION = True
    SAFE = True

    def save(self, data: Any) -> None:
        Path(self.uri, FIGURE).write_text(data.to_json(), encoding="utf-8")

    def load(self, data_type: type[Any]) -> Any:
        return plotly.io.from_json(Path(self.uri, FIGURE).read_text(encoding="utf-8"))

    def extract_metadata(self, data: Any) -> dict[str, Any]:
        facts: dict[str, Any] = {"traces": [trace.type for trace in data.data]}
        title = data.layout.title.text
        return facts | ({"title": title} if title else {})

    def save_visualizations(self, data: Any) -> dict[str, VisualizationType]:
        if Path(self.uri, FIGURE).stat().st_size > PREVIEW_BYTES:
            return {}
        file = preview_file(self, "figure.html")
        file.write_text(data.to_html(include_plotlyjs="cdn"), encoding="utf-8")
        return {str(file): VisualizationType.HTML}
