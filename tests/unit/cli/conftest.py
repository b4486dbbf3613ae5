"""`tally` in this process, on a store in memory, and things to find in that."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Annotated, Any, NamedTuple
from uuid import uuid4

import pytest

from tallystick import (
    ArtifactConfig,
    Client,
    Model,
    StorageSize,
    Uri,
    get_step_context,
    log_metadata,
    pipeline,
    step,
)
from tallystick.cli.app import run as run_tally
from tallystick.cli.failing import ExitCode
from tallystick.errors import PipelineFailedError


class Answer(NamedTuple):
    """What a command ended with and wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


Tally = Callable[..., Answer]


@pytest.fixture
def tally(capsys: pytest.CaptureFixture[str]) -> Tally:
    """Run `tally` with these words. A command that fails says so without a traceback."""

    def run(*words: str) -> Answer:
        capsys.readouterr()
        code = run_tally(words)
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        assert ("Error: " in err) is (code != ExitCode.OK)
        return Answer(code, out, err)

    return run


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Client:
    """A client of an empty store in memory, which is the one that settings name."""
    monkeypatch.setenv("TALLYSTICK_STORE", f"memory://{uuid4()}")
    monkeypatch.setenv("TALLYSTICK_AUTHOR", "ada")
    return Client()


@step
def load(rows: int = 3) -> Annotated[list[int], "numbers"]:
    log_metadata({"source": Uri("s3://data/numbers.csv")}, infer_artifact=True)
    sys.stdout.write(f"read {rows} rows\n")
    return list(range(rows))


@step
def train(
    numbers: list[int], depth: int
) -> Annotated[dict[str, int], ArtifactConfig(name="classifier", is_model_artifact=True)]:
    """Learn from numbers."""
    for epoch in range(3):
        log_metadata({"loss": 1 / (epoch + 1 + depth)}, index=epoch)
    metrics = {"evaluation_metrics": {"accuracy": depth / 10, "size": StorageSize(2048)}}
    log_metadata(metrics)
    log_metadata(metrics, infer_model=True)
    return {"depth": depth}


@step
def divide(by: int) -> float:
    log_metadata({"by": by})
    return 1 / by


@step(retry={"max_retries": 2})
def try_again() -> int:
    attempt = get_step_context().step_run.attempt
    if attempt < 3:
        raise RuntimeError("not yet")
    return attempt


@pipeline
def persistence() -> None:
    try_again()


@step
def double(number: float) -> float:
    return 2 * number


@step
def report(number: float) -> None:
    pass


@pipeline
def ratios() -> None:
    report(double(divide(0)))


@pipeline
def training(depth: int) -> None:
    train(load(), depth)


@pipeline
def division() -> None:
    divide(0)


class World:
    """Makes things for commands to find."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def trained(self, name: str = "first", *, depth: int = 9, tags: tuple[str, ...] = ()) -> Any:
        """A run, and a version of the model `churn` of the same name."""
        model = Model(name="churn", version=name, license="MIT")
        configured = training.with_options(model=model, run_name=name, tags=list(tags))
        return configured(depth)

    def persisted(self) -> Any:
        """A run with a step that worked at its third attempt."""
        return persistence()

    def stopped_short(self) -> Any:
        """A run with steps after the one that failed."""
        with pytest.raises(PipelineFailedError) as raised:
            ratios()
        return self.client.runs.get(raised.value.run_id)

    def failed(self) -> Any:
        """A run that failed."""
        with pytest.raises(PipelineFailedError) as raised:
            division()
        return self.client.runs.get(raised.value.run_id)


@pytest.fixture
def world(client: Client) -> World:
    return World(client)
