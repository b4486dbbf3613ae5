"""Texts that say what they are, as files of that sort."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tallystick.artifacts.materializers.base import BaseMaterializer
from tallystick.artifacts.text import CSVString, HTMLString, JSONString, MarkdownString
from tallystick.artifacts.types import ArtifactType, VisualizationType

_FILES: dict[type[str], tuple[str, VisualizationType]] = {
    HTMLString: ("text.html", VisualizationType.HTML),
    MarkdownString: ("text.md", VisualizationType.MARKDOWN),
    CSVString: ("text.csv", VisualizationType.CSV),
    JSONString: ("text.json", VisualizationType.JSON),
}


class TextMaterializer(BaseMaterializer):
    """`HTMLString`, `MarkdownString`, `CSVString` and `JSONString`; the file is the preview."""

    ASSOCIATED_TYPES = tuple(_FILES)
    ASSOCIATED_ARTIFACT_TYPE = ArtifactType.DATA_ANALYSIS
    SKIP_REGISTRATION = True
    SAFE = True

    def save(self, data: str) -> None:
        name, _ = _FILES[type(data)]
        Path(self.uri, name).write_bytes(data.encode("utf-8", "surrogatepass"))

    def load(self, data_type: type[Any]) -> str:
        for kind, (name, _) in _FILES.items():
            if (file := Path(self.uri, name)).exists():
                return kind(file.read_bytes().decode("utf-8", "surrogatepass"))
        raise FileNotFoundError(f"no text file in {self.uri}")

    def save_visualizations(self, data: str) -> dict[str, VisualizationType]:
        name, sort = _FILES[type(data)]
        return {str(Path(self.uri, name)): sort}

    def extract_metadata(self, data: str) -> dict[str, Any]:
        return {"length": len(data)}
