"""Pipelines of which one thing is changed: `explain_difference` names it first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

import pandas as pd
import pytest

from tallystick import Client, log_metadata, pipeline, step
from tallystick.comparison.causes.cause import CauseKind, Standing
from tallystick.comparison.causes.explanation import Explanation
from tallystick.connect import forget_store
from tallystick.execution import environment
from tallystick.pipelines.pipelines import Pipeline


@pytest.fixture(params=["memory", "sqlite"])
def client(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch) -> Iterator[Client]:
    """The same is found in every store."""
    url = f"memory://{uuid4()}" if request.param == "memory" else str(tmp_path / "store")
    monkeypatch.setenv("TALLYSTICK_STORE", url)
    yield Client()
    forget_store(url)


@step
def load(path: str) -> Annotated[pd.DataFrame, "measurements"]:
    return pd.read_csv(path)


@step
def scale(measurements: pd.DataFrame) -> Annotated[pd.DataFrame, "scaled"]:
    return measurements / measurements.max()


@step
def fit(scaled: pd.DataFrame, depth: int, seed: int) -> Annotated[float, "model"]:
    model = float(scaled["x"].mean()) * depth
    log_metadata({"training": {"loss": 1 / (1 + model)}})
    return model


@step
def evaluate(model: float) -> None:
    log_metadata({"evaluation": {"accuracy": model / (1 + model)}})


Body = Callable[..., None]


def training(*, load: Any = load, scale: Any = scale, fit: Any = fit) -> Pipeline:
    """The pipeline, with other steps for some of its own."""

    @pipeline(name="training")
    def body(path: str, depth: int) -> None:
        evaluate(fit(scale(load(path)), depth, seed=7))

    return body


class Lab:
    """Runs the pipeline under names, and explains the second by the first."""

    def __init__(self, client: Client, folder: Path) -> None:
        self.client = client
        self.data = folder / "measurements.csv"
        self.write(range(10))

    def write(self, numbers: range) -> None:
        self.data.write_text("x\n" + "\n".join(map(str, numbers)))

    def run(self, name: str, *, depth: int = 3, **steps: Any) -> None:
        training(**steps).with_options(run_name=name)(path=str(self.data), depth=depth)

    def why(self, before: str = "before", after: str = "after") -> Explanation:
        return self.client.explain_difference(before, after)


@pytest.fixture
def lab(client: Client, tmp_path: Path) -> Lab:
    lab = Lab(client, tmp_path)
    lab.run("before")
    return lab


def moved(explanation: Explanation) -> set[str]:
    assert explanation.primary is not None
    return {effect.change.path for effect in explanation.primary.effects}


BOTH = {"training.loss", "evaluation.accuracy"}


def test_nothing_differs(lab: Lab):
    lab.run("after")

    explanation = lab.why()

    assert explanation.causes == explanation.effects == ()
    assert str(explanation) == "before → after: nothing recorded differs"


def test_a_parameter(lab: Lab):
    lab.run("after", depth=5)

    (cause,) = lab.why().causes

    assert (cause.kind, cause.step, cause.name) == (CauseKind.PARAMETER, "fit", "depth")
    assert (cause.before, cause.after) == (3, 5)
    assert cause.chain == ("fit", "evaluate")
    assert moved(lab.why()) == BOTH


def test_the_code_of_a_step(lab: Lab):
    def other() -> Any:
        @step
        def scale(measurements: pd.DataFrame) -> Annotated[pd.DataFrame, "scaled"]:
            return measurements / measurements.mean()

        return scale

    lab.run("after", scale=other())

    (cause,) = lab.why().causes

    assert (cause.kind, cause.step) == (CauseKind.CODE, "scale")
    assert cause.chain == ("scale", "fit", "evaluate")
    assert "-    return measurements / measurements.max()" in cause.diff
    assert "+    return measurements / measurements.mean()" in cause.diff
    assert [(one.step, one.input) for one in cause.consequences] == [
        ("fit", "scaled"),
        ("evaluate", "model"),
    ]
    assert "mean.x" in {change.path for change in cause.consequences[0].changes}


def test_what_a_step_reads_from_elsewhere(lab: Lab):
    lab.write(range(5, 20))
    lab.run("after", load=load.with_options(enable_cache=False))

    explanation = lab.why()
    (cause,) = explanation.causes

    assert (cause.kind, cause.step) == (CauseKind.UNEXPLAINED, "load")
    assert cause.chain == ("load", "scale", "fit", "evaluate")
    assert cause.note.startswith("Not explained by anything recorded. The recorded seeds are the")
    assert cause.changes[0].path == "measurements.row_count"
    assert (cause.changes[0].before, cause.changes[0].after) == (10, 15)
    assert moved(explanation) == BOTH
    assert not explanation.is_explained


def test_a_package(lab: Lab, monkeypatch: pytest.MonkeyPatch):
    machine = environment._machine()
    packages = {**machine["packages"], "pandas": "99.0", "a-package": "1"}
    monkeypatch.setattr(environment, "_machine", lambda: {**machine, "packages": packages})

    # What another version of a package does is done here by other data.
    lab.write(range(5, 20))
    lab.run("after", load=load.with_options(enable_cache=False))

    first, *others = lab.why().causes

    assert (first.kind, first.step, first.name) == (CauseKind.PACKAGE, "load", "pandas")
    assert (first.before, first.after) == (machine["packages"]["pandas"], "99.0")
    assert first.note == "The step uses pandas."
    assert moved(lab.why()) == BOTH
    assert ("a-package", Standing.LIKELY) in [(one.name, one.standing) for one in others]


def test_a_result_from_the_cache(lab: Lab):
    lab.write(range(5, 20))
    lab.run("between", load=load.with_options(enable_cache=False))
    lab.run("after")

    (cause,) = lab.why().causes

    assert (cause.kind, cause.step) == (CauseKind.CACHE, "load")
    assert (cause.before, cause.after) == ("executed", "cached from between")
    assert moved(lab.why()) == BOTH


def test_an_environment_that_had_no_part_in_it_comes_last(lab: Lab, monkeypatch):
    machine = environment._machine()
    monkeypatch.setattr(environment, "_machine", lambda: {**machine, "host": "elsewhere"})
    lab.run("after", depth=5)

    first, second = lab.why().causes

    assert (first.kind, first.standing) == (CauseKind.PARAMETER, Standing.LIKELY)
    assert (second.kind, second.standing) == (CauseKind.HOST, Standing.POSSIBLE)


def test_two_changes_the_one_upstream_first(lab: Lab):
    def other() -> Any:
        @step
        def scale(measurements: pd.DataFrame) -> Annotated[pd.DataFrame, "scaled"]:
            return measurements * 2

        return scale

    lab.run("after", depth=5, scale=other())

    assert [(one.kind, one.step) for one in lab.why().causes] == [
        (CauseKind.CODE, "scale"),
        (CauseKind.PARAMETER, "fit"),
    ]
