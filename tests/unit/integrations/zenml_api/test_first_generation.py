"""Pipelines that take their steps as arguments."""

from __future__ import annotations

from pathlib import Path

import pytest

from tallystick import Client
from tallystick import step as newer_step
from tallystick.integrations.zenml_api.first_generation import pipeline, step
from tallystick.integrations.zenml_api.parameters import BaseParameters
from tallystick.pipelines.outputs import NamedOutputs as Output
from tallystick.tracking.step_context import StepContext


class TrainParameters(BaseParameters):
    depth: int = 3
    rate: float


class Unrelated(BaseParameters):
    name: str = "x"


@step
def load() -> Output(numbers=list, size=int):  # type: ignore[valid-type]
    return [1, 2], 2


@step
def train(params: TrainParameters, numbers: list[int], context: StepContext, size: int) -> Output(
    fit=float
):  # type: ignore[valid-type]
    assert context.step_name in ("train", "fit")
    return params.depth * params.rate * len(numbers) * size


@pipeline(enable_cache=False, required_integrations=["sklearn"])
def training(loading, fitting):  # type: ignore[no-untyped-def]
    """Two steps, whichever they are."""
    numbers, size = loading()
    fitting(numbers=numbers, size=size)


def test_a_pipeline_called_with_steps_waits_for_run() -> None:
    made = training(loading=load(), fitting=train(TrainParameters(depth=2, rate=0.5)))

    assert Client().list_pipeline_runs().total == 0
    run = made.run(run_name="first", schedule=None)

    assert run.name == "first"
    assert run.pipeline.name == "training"
    assert made.__doc__ == "Two steps, whichever they are."
    assert run.steps["train"].output.load() == 4.0
    assert list(run.steps["train"].outputs) == ["fit"]
    assert run.steps["train"].config.parameters["params"] == {"depth": 2, "rate": 0.5}


def test_parameters_come_from_a_file_too(tmp_path: Path) -> None:
    file = tmp_path / "run.yaml"
    file.write_text("steps:\n  train:\n    parameters: {depth: 5, rate: 1.0}\n")

    made = training(load(), train()).with_config(str(file))

    assert made.run().steps["train"].output.load() == 20.0


def test_steps_that_are_passed_may_be_configured() -> None:
    made = training(load(), train(params=TrainParameters(rate=1.0)).configure(name="fit"))

    assert list(made.run().steps) == ["load", "fit"]


def test_parameters_that_lack_a_value_are_named() -> None:
    with pytest.raises(TypeError, match=r"Step 'train' is called without 'params'.*rate"):
        training(load(), train()).run()


def test_parameters_of_another_step_are_refused() -> None:
    with pytest.raises(TypeError, match="no parameter annotated with Unrelated"):
        train(Unrelated())


def test_steps_and_pipelines_work_as_the_newer_ones_do() -> None:
    @step
    def add(a: int, b: int = 1) -> int:
        return a + b

    @pipeline(name="adding")
    def adding(a: int = 1):  # type: ignore[no-untyped-def]
        add(add(a), b=2, id="second")

    assert add(1, 2) == 3
    assert adding(4).steps["second"].output.load() == 7
    assert adding.run().steps["second"].output.load() == 4
    assert add.with_options(enable_cache=False)(1, b=3) == 4


def test_newer_steps_make_what_one_object_holds() -> None:
    class Threshold(BaseParameters):
        least: float = 0.9

    @newer_step
    def decide(accuracy: float, config: Threshold) -> bool:
        return accuracy > config.least

    assert decide(0.95) is True
    assert decide(0.95, Threshold(least=0.99)) is False
    assert decide.with_options(parameters={"least": 0.99})(0.95) is False


def test_materializers_by_the_older_call() -> None:
    made = load().with_return_materializers({"numbers": "tallystick.artifacts.BuiltInMaterializer"})

    assert made.name == "load"
