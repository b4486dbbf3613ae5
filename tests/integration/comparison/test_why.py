"""Pipelines of which one thing is changed: `explain_difference` names it first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

import pandas as pd
import pytest

from tallystick import Client, Model, log_metadata, pipeline, step
from tallystick.comparison.causes.cause import Cause, CauseKind, Change, Standing
from tallystick.comparison.causes.explanation import Explanation
from tallystick.connect import forget_store
from tallystick.errors import PipelineFailedError
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


class Opaque:
    """Nothing is known of it but its bytes, which are never the same."""

    def __init__(self) -> None:
        self.noise = uuid4().hex


def test_files_that_are_never_the_same_are_not_to_blame(lab: Lab):
    @step(enable_cache=False)
    def fit(scaled: pd.DataFrame, depth: int, seed: int) -> Annotated[Opaque, "model"]:
        return Opaque()

    @step(enable_cache=False)
    def report(model: Opaque, digits: int) -> None:
        log_metadata({"report": {"digits": digits}})

    @pipeline(name="reporting")
    def reporting(path: str, digits: int) -> None:
        report(fit(load(path), 3, seed=7), digits)

    for name, digits in (("one", 2), ("two", 2), ("three", 4)):
        reporting.with_options(run_name=name)(path=str(lab.data), digits=digits)

    same, other = lab.why("one", "two"), lab.why("one", "three")

    assert [(c.kind, c.step, c.standing) for c in same.causes] == [
        (CauseKind.UNEXPLAINED, "fit", Standing.IDLE)
    ]
    assert same.is_explained
    assert [(c.kind, c.step, c.standing) for c in other.causes] == [
        (CauseKind.PARAMETER, "report", Standing.LIKELY),
        (CauseKind.UNEXPLAINED, "fit", Standing.POSSIBLE),
    ]


def test_a_parameter_that_changes_nothing_is_idle(lab: Lab):
    @step
    def fit(scaled: pd.DataFrame, depth: int, seed: int) -> Annotated[float, "model"]:
        return float(scaled["x"].mean())

    lab.run("one", fit=fit)
    lab.run("two", fit=fit, depth=5)

    explanation = lab.why("one", "two")

    assert [(c.kind, c.standing) for c in explanation.causes] == [
        (CauseKind.PARAMETER, Standing.IDLE)
    ]
    assert not explanation.effects


def test_a_step_that_failed(lab: Lab):
    @step
    def fit(scaled: pd.DataFrame, depth: int, seed: int) -> Annotated[float, "model"]:
        if depth > 4:
            raise ValueError("too deep")
        return 1.0

    lab.run("one", fit=fit)
    with pytest.raises(PipelineFailedError):
        lab.run("two", fit=fit, depth=5)

    explanation = lab.why("one", "two")
    (cause,) = explanation.causes

    assert (cause.kind, cause.step, cause.name) == (CauseKind.PARAMETER, "fit", "depth")
    assert ("status", "completed", "failed") in [
        (effect.change.path, effect.change.before, effect.change.after)
        for effect in explanation.effects
    ]


def test_another_step_at_its_place_and_the_parameter_that_chose_it(lab: Lab):
    @step
    def fit_other(scaled: pd.DataFrame) -> Annotated[float, "model"]:
        return 0.5

    @pipeline(name="choosing")
    def choosing(path: str, family: str) -> None:
        scaled = scale(load(path))
        evaluate(fit(scaled, 3, seed=7) if family == "first" else fit_other(scaled))

    for family in ("first", "other"):
        choosing.with_options(run_name=family)(path=str(lab.data), family=family)

    first, second = lab.why("first", "other").causes

    assert (first.kind, first.step, first.name) == (CauseKind.PARAMETER, "", "family")
    assert (second.kind, second.before, second.after) == (CauseKind.STEP, "fit", "fit_other")
    assert second.chain == ("fit_other", "evaluate")


def test_a_new_step(lab: Lab):
    @step
    def clean(measurements: pd.DataFrame) -> Annotated[pd.DataFrame, "clean"]:
        return measurements[measurements["x"] > 2]

    @pipeline(name="training")
    def cleaning(path: str, depth: int) -> None:
        evaluate(fit(scale(clean(load(path))), depth, seed=7))

    cleaning.with_options(run_name="after")(path=str(lab.data), depth=3)

    first, *_ = lab.why().causes

    assert (first.kind, first.step, first.name) == (CauseKind.STEP, "scale", "measurements")
    assert (first.before, first.after) == ("load", "clean")
    assert moved(lab.why()) == BOTH


def test_what_an_earlier_run_made(lab: Lab):
    @pipeline(name="preparing")
    def preparing(path: str, rows: int) -> None:
        take(load(path), rows)

    @step
    def take(measurements: pd.DataFrame, rows: int) -> Annotated[pd.DataFrame, "prepared"]:
        return measurements.tail(rows)

    @pipeline(name="using")
    def using() -> None:
        prepared = lab.client.get_artifact_version("prepared")
        evaluate(fit(scale(prepared), 3, seed=7))

    for name, rows in (("one", 6), ("two", 8)):
        preparing.with_options(run_name=f"prepare-{name}")(path=str(lab.data), rows=rows)
        using.with_options(run_name=name)()

    (cause,) = lab.why("one", "two").causes

    assert (cause.kind, cause.step, cause.name) == (CauseKind.PARAMETER, "preparing::take", "rows")
    assert cause.chain == ("preparing::take", "scale", "fit", "evaluate")


def test_data_that_was_given_from_outside(lab: Lab):
    @step
    def start(data: pd.DataFrame) -> Annotated[pd.DataFrame, "measurements"]:
        return data

    @pipeline(name="given")
    def given(data: pd.DataFrame) -> None:
        evaluate(fit(scale(start(data)), 3, seed=7))

    for name, rows in (("one", 6), ("two", 8)):
        given.with_options(run_name=name)(pd.DataFrame({"x": range(rows)}))

    (cause,) = lab.why("one", "two").causes

    assert (cause.kind, cause.step, cause.name) == (CauseKind.INPUT, "start", "data")
    assert [(c.before, c.after) for c in cause.changes if c.path == "row_count"] == [(6, 8)]


@pytest.mark.parametrize("kind", ["artifacts", "steps", "models"])
def test_other_kinds_are_explained_through_what_made_them(lab: Lab, kind: str):
    lab.run("after", depth=5)
    things = {
        "artifacts": ("model@1", "model@2"),
        "steps": ("before::fit", "after::fit"),
        "models": ("forest@1", "forest@2"),
    }
    if kind == "models":
        for name in ("before", "after"):
            model = Model(name="forest", version=None)
            training().with_options(run_name=f"{name}-for-model", model=model)(
                path=str(lab.data), depth=3 if name == "before" else 5
            )

    explanation = lab.client.explain_difference(*things[kind], kind=kind)

    assert explanation.primary is not None
    assert explanation.primary.kind is CauseKind.PARAMETER
    assert (explanation.primary.step, explanation.primary.name) == ("fit", "depth")


def test_a_status_is_moved_by_the_step_that_failed(client: Client):
    @step
    def count(n: int) -> int:
        log_metadata({"counted": n})
        return n

    @step
    def check(n: int, fail: bool) -> None:
        if fail:
            raise RuntimeError("as asked")

    @pipeline(name="checking")
    def body(n: int, fail: bool) -> None:
        check(count(n), fail)

    with pytest.raises(PipelineFailedError):
        body.with_options(run_name="before")(n=1, fail=True)
    body.with_options(run_name="after")(n=2, fail=False)

    explanation = client.explain_difference("before", "after")

    assert [(one.change.path, one.step) for one in explanation.effects] == [
        ("status", "check"),
        ("counted", "count"),
    ]
    moved = {one.name: [e.change.path for e in one.effects] for one in explanation.causes}
    assert moved == {"n": ["status", "counted"], "fail": ["status"]}
    assert "moved status" in str(explanation)


def test_notes_on_data_are_no_other_content(lab: Lab):
    """Nor do they hide how it moved."""
    lab.write(range(20))
    lab.run("after", load=load.with_options(enable_cache=False))
    plain = lab.why()
    assert "measurements.row_count" in known(plain)
    first, second = (
        lab.client.get_pipeline_run(name).steps["load"].outputs["measurements"][0]
        for name in ("before", "after")
    )

    log_metadata({"a": 1}, artifact_name="measurements", artifact_version=first.version)
    log_metadata({"b": 1}, artifact_name="measurements", artifact_version=second.version)

    assert lab.why().to_dict() == plain.to_dict()
    log_metadata({"row_count": "few"}, artifact_name="measurements", artifact_version=first.version)
    assert known(plain) - known(lab.why()) == {"measurements.row_count"}


def known(explanation: Explanation) -> set[str]:
    """The paths of all that is known of how content moved."""
    return {change.path for cause in explanation.causes for change in changes(cause)}


def changes(cause: Cause) -> list[Change]:
    return [*cause.changes, *(one for told in cause.consequences for one in told.changes)]


def test_notes_on_a_run_that_ended_are_no_metrics_that_moved(lab: Lab):
    lab.run("after")

    log_metadata({"reviewed": True}, run_id_name_or_prefix="after")
    log_metadata({"checked": True}, step_name="fit", run_id_name_or_prefix="before")

    assert lab.why().causes == lab.why().effects == ()


def test_what_was_measured_on_both_runs_after_they_ended_counts(lab: Lab):
    lab.run("after", depth=5)

    for name, error in (("before", 0.3), ("after", 0.2)):
        log_metadata({"error": error}, run_id_name_or_prefix=name)

    assert "error" in {effect.change.path for effect in lab.why().effects}
