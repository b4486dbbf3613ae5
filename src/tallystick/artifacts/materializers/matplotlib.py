"""Matplotlib figures: a picture to look at, and a pickle to work on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from tallystick.artifacts.materializers.base import BaseMaterializer
from tallystick.artifacts.materializers.pickled import load_pickled, save_pickled
from tallystick.artifacts.types import ArtifactType, VisualizationType

PICTURE = "figure.png"
LONGEST_SIDE_PIXELS = 2000


class MatplotlibMaterializer(BaseMaterializer):
    """Figures, drawn in `figure.png`.

    Matplotlib's only form for a figure that can be changed again is a pickle, so loading one
    needs an allowance where the store is shared; the picture never does.
    """

    ASSOCIATED_TYPES = (Figure,)
    ASSOCIATED_ARTIFACT_TYPE = ArtifactType.DATA_ANALYSIS
    SKIP_REGISTRATION = True
    # The pickle is looked at only when it is allowed; see `load_pickled`.
    SAFE = True

    def save(self, data: Any) -> None:
        save_pickled(self, data, because="Matplotlib has no other form for figures")
        dots_per_inch = min(data.dpi, LONGEST_SIDE_PIXELS / max(data.get_size_inches()))
        # Without the version of Matplotlib in it, equal figures give equal files.
        data.savefig(
            Path(self.uri, PICTURE), format="png", dpi=dots_per_inch, metadata={"Software": None}
        )

    def load(self, data_type: type[Any]) -> Any:
        return load_pickled(self, data_type)

    def extract_metadata(self, data: Any) -> dict[str, Any]:
        titles = [axes.get_title() for axes in data.axes if axes.get_title()]
        facts: dict[str, Any] = {"axes_count": len(data.axes)}
        return facts | ({"titles": titles} if titles else {})

    def save_visualizations(self, data: Any) -> dict[str, VisualizationType]:
        return {str(Path(self.uri, PICTURE)): VisualizationType.IMAGE}
