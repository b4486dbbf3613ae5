"""Figures of Matplotlib and Plotly come back, and can be looked at."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest
from matplotlib.figure import Figure
from PIL import Image

from tallystick.artifacts import ArtifactType, open_storage, save
from tallystick.artifacts.materializers.matplotlib import MatplotlibMaterializer
from tallystick.artifacts.materializers.plotly import PlotlyMaterializer
from tallystick.testing.materializer_contract import MaterializerContract


def drawn(size: tuple[float, float] = (4, 3)) -> Figure:
    figure = Figure(figsize=size)
    axes = figure.subplots()
    axes.plot([1, 2], [3, 4])
    axes.set_title("Loss")
    return figure


class TestMatplotlib(MaterializerContract):
    materializer = MatplotlibMaterializer
    # Pickles of figures have sets in them.
    is_reproducible = False

    @pytest.fixture
    def value(self) -> Figure:
        return drawn()

    def equal(self, loaded: Any, value: Any) -> bool:
        lines = [figure.axes[0].lines[0].get_xydata().tolist() for figure in (loaded, value)]
        return type(loaded) is type(value) and lines[0] == lines[1]


class TestPlotly(MaterializerContract):
    materializer = PlotlyMaterializer
    # The page has an id of its own.
    is_reproducible = False

    @pytest.fixture
    def value(self) -> go.Figure:
        return go.Figure(go.Scatter(x=[1, 2], y=[3, 4]), layout={"title": "Loss"})

    def equal(self, loaded: Any, value: Any) -> bool:
        return type(loaded) is type(value) and loaded.to_dict() == value.to_dict()


def test_a_figure_can_be_seen_without_loading(tmp_path: Path) -> None:
    """The picture is a file like any other, of bounded size."""
    saved = save(open_storage(tmp_path), "v", drawn((100, 50)))

    (preview,) = saved.previews
    assert saved.artifact_type is ArtifactType.DATA_ANALYSIS
    assert preview.type == "image"
    assert saved.facts["titles"] == ["Loss"]
    with Image.open(tmp_path / "v" / preview.path) as picture:
        assert picture.size == (2000, 1000)


def test_saving_leaves_the_figure_as_it_was(tmp_path: Path) -> None:
    """Resolution and canvas are those that it had."""
    figure = drawn()
    canvas, dpi = figure.canvas, figure.dpi

    save(open_storage(tmp_path), "v", figure)

    assert figure.canvas is canvas
    assert figure.dpi == dpi
