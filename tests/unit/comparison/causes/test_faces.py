"""An explanation as text, as data and in a notebook."""

from __future__ import annotations

import json

import pytest
from tests.unit.comparison.causes.recorded import ENVIRONMENT, Recorded
from tests.unit.comparison.test_html import Reader

from tallystick.comparison.causes.explanation import Explanation


@pytest.fixture
def explanation() -> Explanation:
    recorded = Recorded()
    for name, rows in (("a", 100), ("b", 120)):
        run = recorded.run(name, environment={**ENVIRONMENT, "host": name}, code={"commit": name})
        run.step(
            "load",
            makes="data",
            content=name,
            code=name,
            source=f"def load():\n    return {rows}  # <rows>\n",
            facts={"row_count": rows, "mean": {"x": rows / 2, "y": rows / 3}},
        )
        run.step("train", reads=("data",), makes="m", content=name, metadata={"m": {"loss": rows}})
    return recorded.why("a", "b")


def test_the_text(explanation):
    assert str(explanation) == explanation.to_text()
    assert str(explanation).splitlines() == [
        "a → b: 1 likely cause, 1 possible, 1 metric moved",
        "",
        "1. code of step load",
        "   @@ -1,2 +1,2 @@",
        "    def load():",
        "   -    return 100  # <rows>",
        "   +    return 120  # <rows>",
        "   by way of load → train",
        "   moved m.loss",
        (
            "   so input data of step train: data@1 → data@2"
            "  (row_count 100 → 120, mean.x 50.0 → 60.0, 1 more)"
        ),
        "",
        "may have had a part in it",
        "2. machine host: a → b",
        "   by way of load → train",
        "   moved m.loss",
        "",
        "moved",
        "  m.loss  100 → 120  +20 (+20 %)",
    ]


def test_nothing_differs():
    recorded = Recorded()
    for name in "ab":
        recorded.run(name).step("load", makes="data")

    explanation = recorded.why("a", "b")

    assert str(explanation) == "a → b: nothing recorded differs"
    assert explanation.primary is None
    assert explanation.is_explained
    assert explanation.to_dict()["causes"] == []


def test_the_data(explanation):
    data = json.loads(json.dumps(explanation.to_dict(), allow_nan=False))

    first, second = data["causes"]
    assert (data["before"], data["after"], data["explained"]) == ("a", "b", True)
    assert (first["kind"], first["title"], first["standing"]) == (
        "code",
        "code of step load",
        "likely",
    )
    assert first["diff"] == explanation.causes[0].diff
    assert first["before"] == {"value": "a", "type": "str"}
    assert first["chain"] == ["load", "train"]
    assert first["consequences"][0]["changes"][0] == {
        "path": "row_count",
        "before": {"value": 100, "type": "int"},
        "after": {"value": 120, "type": "int"},
        "delta": {"absolute": 20, "percent": 20.0},
    }
    assert second["kind"] == "host"
    assert data["effects"] == first["effects"]
    assert data["effects"][0]["step"] == "train"


def test_the_notebook(explanation):
    page = explanation._repr_html_()

    reader = Reader(page)

    assert "1. code of step load" in reader.texts
    assert "+    return 120  # <rows>" in reader.texts
    assert "<rows>" not in page
    assert "may have had a part in it" in reader.texts
