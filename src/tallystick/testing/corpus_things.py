"""The things that the corpus of queries is asked about."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec import Raw
from msgspec.structs import replace

from tallystick.records.artifacts import ArtifactType
from tallystick.records.commands import Command, RecordArtifact, StartRun, StartStep
from tallystick.records.models import Stage
from tallystick.records.runs import Status
from tallystick.testing.commands import (
    a_model_version,
    a_pipeline,
    a_run,
    a_step,
    an_artifact,
    fail,
    finish,
    link,
    log,
    promote,
)
from tallystick.values import DType, Path, StorageSize, Uri, encode

_NAN = float("nan")

NAMES = ("alpha", "beta", "gamma", "delta-rf", "rf-2")
RUNS = {
    name: UUID(f"0198c0de-0000-7000-8000-{number:012x}") for number, name in enumerate(NAMES, 1)
}
"""The ids of the runs, by their names."""

_STARTED = {
    "alpha": datetime(2026, 1, 1, 9, tzinfo=UTC),
    "beta": datetime(2026, 1, 15, 12, tzinfo=UTC),
    "gamma": datetime(2026, 1, 30, 23, 59, 59, tzinfo=UTC),
    "delta-rf": datetime(2026, 1, 31, 6, tzinfo=UTC),
    "rf-2": datetime(2026, 1, 31, 11, 59, tzinfo=UTC),
}

METADATA: dict[str, dict[str, Any]] = {
    "alpha": {
        "metrics": {"accuracy": 0.91, "loss": 0.3, "top-1 (%)": 91.0},
        "memory": StorageSize(5 * 1024**2),
        "took": timedelta(minutes=90),
        "note": "first try",
        "sound": True,
        "checked": datetime(2026, 1, 15, 12, tzinfo=UTC),
        "due": date(2026, 1, 31),
        "labels": ["a", "b", 3],
        "version": 3,
        "epochs": 10,
        "status": "green",
        "parameters": {"depth": 99},
    },
    "beta": {
        "metrics": {"accuracy": 0.85, "loss": _NAN},
        "memory": StorageSize(1_500_000),
        "took": timedelta(seconds=-30),
        "note": "Second try",
        "sound": False,
        "checked": datetime(2026, 1, 31, 6),  # noqa: DTZ001  # counts as UTC
        "due": date(2026, 2, 1),
        "labels": [],
        "version": "3",
        "epochs": 10.0,
        "nothing": None,
    },
    "gamma": {
        "metrics": {"accuracy": 0.97, "deep": {"er": 1}},
        "note": "",
        "sound": 1,
        "labels": ("x", None, date(2026, 1, 31)),
        "data": Uri("s3://bucket/gamma.csv"),
        "file": Path("/data/gamma.csv"),
        "precision": DType("float32"),
        "id of it": UUID("0198c0de-0000-7000-8000-0000000000ff"),
        "odd.key": 7,
        "a b": {"c.d": 1, "e": 2},
    },
    "delta-rf": {
        "metrics": 5,
        "big": 2**60,
        "huge": 10**400,
        "word": "na\u00efve",
        "signs": "50%_[x]*?",
        "quotes": 'it\'s "so"',
        "lines": "one\ntwo",
        "nested": {"empty": {}, "list": [1, 2, 3]},
        "true": "true",
        "any": 1,
        "not": 2,
    },
}
"""What was logged on the runs; `rf-2` has none."""


def corpus_things() -> list[Command]:
    """Five runs with steps, what these made, and two versions of a model."""
    things = _Things()
    return [*things.first(), *things.others()]


class _Things:
    def __init__(self) -> None:
        self.model = a_model_version("forest", at=_at("alpha"))
        self.raw = an_artifact("raw", facts={"license": "nc", "rows": 1000}, at=_at("alpha", 1))
        self.weights = an_artifact(
            "weights",
            type=ArtifactType.MODEL,
            size_bytes=5 * 1024**2,
            tags=("rc-1",),
            at=_at("alpha", 60),
        )

    def first(self) -> list[Command]:
        """A run that loads, trains and is promoted."""
        run = _run(
            "alpha",
            tags=("best", "eu"),
            parameters={"depth": 3, "lr": 0.1, "mode": "fast", "net": {"width": 8}, "nan": _NAN},
        )
        load = a_step(run, "load", at=_at("alpha"))
        read = {"data": (self.raw.artifact_version_id,)}
        train = _step(run, "train", at=_at("alpha", 2), inputs=read, parameters={"lr": 0.1})
        return [
            a_pipeline("training", description="Trains a forest", at=_at("alpha")),
            self.model,
            run,
            load,
            _made(self.raw, by=load),
            finish(load, outputs={"raw": self.raw}, at=_at("alpha", 2)),
            train,
            log(train, {"loss": 0.3, "status": "fine"}, at=_at("alpha", 30)),
            _made(self.weights, by=train),
            finish(train, outputs={"weights": self.weights}, at=_at("alpha", 60)),
            log(run, {"note": "superseded", "gone": 1}, at=_at("alpha", 60)),
            log(run, METADATA["alpha"], at=_at("alpha", 61)),
            finish(run, at=_at("alpha", 90)),
            link(self.model, self.weights, run, at=_at("alpha", 91)),
            log(self.model, {"score": 0.91}, at=_at("alpha", 92)),
            promote(self.model, Stage.PRODUCTION, at=_at("alpha", 93)),
        ]

    def others(self) -> list[Command]:
        """A run that fails, one that goes on, and two that use what the first made."""
        beta = _run("beta", tags=("eu",), parameters={"depth": 5, "lr": 0.01, "mode": "slow"})
        once = a_step(beta, "train", at=_at("beta"))
        again = a_step(beta, "train", at=_at("beta", 3), attempt=2)
        gamma = _run("gamma", pipeline="evaluation", tags=("draft", "rc-2"))
        read = {"model": (self.weights.artifact_version_id,)}
        score = _step(gamma, "score", at=_at("gamma", 1), inputs=read)
        delta = _run("delta-rf", pipeline="evaluation")
        last = _run("rf-2")
        fit = a_step(last, "train", at=_at("rf-2"))
        second = a_model_version("forest", "second", at=_at("rf-2", 1))
        return [
            beta,
            once,
            log(once, {"loss": 0.9}, at=_at("beta", 1)),
            finish(once, Status.RETRIED, at=_at("beta", 2)),
            again,
            log(again, {"loss": 0.8}, at=_at("beta", 4)),
            fail(again, at=_at("beta", 5)),
            log(beta, METADATA["beta"], at=_at("beta", 6)),
            fail(beta, at=_at("beta", 10)),
            gamma,
            score,
            log(gamma, METADATA["gamma"], at=_at("gamma", 2)),
            delta,
            log(delta, METADATA["delta-rf"], at=_at("delta-rf", 1)),
            finish(delta, at=_at("delta-rf", 3600)),
            last,
            fit,
            log(fit, {"loss": 0.05}, at=_at("rf-2", 1)),
            finish(fit, at=_at("rf-2", 2)),
            finish(last, at=_at("rf-2", 3)),
            second,
            link(second, last, at=_at("rf-2", 4)),
        ]


def _at(run: str, seconds: float = 0) -> datetime:
    """So many seconds after a run began."""
    return _STARTED[run] + timedelta(seconds=seconds)


def _run(name: str, *, parameters: dict[str, Any] | None = None, **fields: Any) -> StartRun:
    return a_run(
        name, run_id=RUNS[name], at=_at(name), parameters=_wire(parameters or {}), **fields
    )


def _step(
    run: StartRun, name: str, *, parameters: dict[str, Any] | None = None, **fields: Any
) -> StartStep:
    return a_step(run, name, parameters=_wire(parameters or {}), **fields)


def _wire(values: dict[str, Any]) -> dict[str, Raw]:
    return {name: Raw(encode(value)) for name, value in values.items()}


def _made(version: RecordArtifact, *, by: StartStep) -> RecordArtifact:
    """The version as an output of a step."""
    return replace(
        version,
        producer_step_run_id=by.step_run_id,
        producer_run_id=by.run_id,
        output=version.artifact,
    )
