"""Configuration files."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.pipelining import ran

from tallystick import get_pipeline_context, pipeline, step
from tallystick.errors import (
    EntityExistsError,
    InvalidArgumentError,
    InvalidValueError,
    NoContextError,
)
from tallystick.plan.options import ExecutionMode, ModelSpec


@step
def train(depth: int, rate: float = 0.5) -> float:
    return depth * rate


@step
def evaluate(x: float) -> float:
    return x


@pipeline(extra={"owner": "me"})
def training(depth: int = 1) -> None:
    evaluate(train(depth))
    train(depth, id="second")


@pytest.fixture
def configured(tmp_path: Path):  # type: ignore[no-untyped-def]
    def with_file(text: str, **options: object):  # type: ignore[no-untyped-def]
        path = tmp_path / "config.yaml"
        path.write_text(text)
        return training.with_options(config_path=path, **options)

    return with_file


def test_all_that_a_file_may_say(configured) -> None:  # type: ignore[no-untyped-def]
    made = ran(
        configured("""
run_name: trained_{date}_{kind}
enable_cache: false
enable_step_logs: true
parameters: {depth: 4}
model: {name: churn, tags: [a]}
tags: [nightly]
settings: {docker: {requirements: [pandas]}}
extra: {team: x}
substitutions: {kind: rf}
execution_mode: stop_on_failure
max_parallelism: 2
retry: {max_retries: 1, delay: 0}
build: ignored
schedule: {cron: "* * * * *"}
steps:
  train:
    parameters: {rate: 0.25}
    enable_cache: true
    settings: {resources: {cpu: 2}}
    step_operator: modal
  second:
    parameters: {rate: 2.0}
    outputs: {output: {materializer_source: x}}
""")
    )

    assert made.value("train") == 1.0
    assert made.value("second") == 8.0
    assert made.run.name == f"trained_{made.run.started_at:%Y_%m_%d}_rf"
    assert made.run.tags == ("nightly",)
    assert made.run.config["extra"] == {"owner": "me", "team": "x"}
    assert made.run.config["model"]["name"] == "churn"
    assert made.run.config["enable_cache"] is False
    assert made.steps["train"].config["enable_cache"] is True
    assert made.steps["train"].config["settings"]["resources"] == {"cpu": 2}
    assert made.steps["train"].config["infrastructure"] == {"step_operator": "modal"}
    assert made.steps["evaluate"].config["enable_cache"] is False


def test_code_comes_after_the_file(configured) -> None:  # type: ignore[no-untyped-def]
    text = "enable_cache: true\nsteps: {train: {parameters: {rate: 0.25}, enable_cache: true}}"

    changed = configured(
        text, enable_cache=False, model={"name": "m"}, steps={"train": {"enable_cache": False}}
    )
    made = ran(changed, 4)

    assert changed.enable_cache is False
    assert changed.options.model == ModelSpec(name="m")
    assert made.value("train") == 1.0
    assert made.steps["train"].config["enable_cache"] is False


def test_an_empty_file_says_nothing(configured) -> None:  # type: ignore[no-untyped-def]
    assert configured("").options == training.options
    assert configured("steps:").execution_mode is ExecutionMode.CONTINUE_ON_FAILURE


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("enable_cahce: true", r"'enable_cahce'. Did you mean 'enable_cache'"),
        ("steps: {train: {parametrs: {}}}", r"steps.train called 'parametrs'.*'parameters'"),
        ("steps: {train: 3}", r"steps.train.*is a mapping; got 3"),
        ("steps: [train]", r"'steps'.*is a mapping.*got list"),
        ("parameters: [1]", r"'parameters'.*is a mapping.*got list"),
        ("- a\n- b", r"is a mapping such as.*got list"),
        ("a: [", r"is not YAML"),
        ("model: {name: churn, versoin: 3}", r"'versoin'.*'version'"),
        ("retry: {max_retry: 3}", r"'max_retry'.*'max_retries'"),
        ("execution_mode: stop", r"execution mode 'stop'"),
        ("max_parallelism: 0", r"max_parallelism is 1 or more"),
    ],
    ids=range(11),
)
def test_files_that_make_no_sense(configured, text: str, message: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InvalidArgumentError, match=message):
        configured(text)


def test_blocks_for_the_program_itself_are_left_out(configured, caplog) -> None:  # type: ignore[no-untyped-def]
    made = ran(configured("compliance: {threshold: 0.8}\nsteps: {train: , evaluate: {}}"), 4)

    assert made.value("train") == 2.0
    assert "'compliance' in" in caplog.text
    assert "left out" in caplog.text


def test_the_model_by_the_key_of_older_files(configured) -> None:  # type: ignore[no-untyped-def]
    changed = configured("model_version: {name: churn, version: first}")

    assert changed.options.model == ModelSpec(name="churn", version="first")


def test_files_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(InvalidArgumentError, match=r"cannot be read.*No such file"):
        training.with_options(config_path=tmp_path / "nothing.yaml")
    with pytest.raises(InvalidArgumentError, match=r"cannot be read"):
        training.with_options(config_path=tmp_path)
    (tmp_path / "binary.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InvalidArgumentError, match=r"cannot be read"):
        training.with_options(config_path=tmp_path / "binary.yaml")
    for path in ("a\0b", "\ud800"):
        with pytest.raises(InvalidArgumentError, match=r"configuration .* cannot be read"):
            training.with_options(config_path=path)
    with pytest.raises(InvalidValueError, match=r"config_path is the path .*; got 5"):
        training.with_options(config_path=5)  # type: ignore[arg-type]  # what is refused


def test_unknown_parameters_of_steps_and_pipelines(configured) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(
        InvalidArgumentError, match=r"parameter of step 'train' called 'dept'.*'depth'"
    ):
        configured("steps: {train: {parameters: {dept: 3}}}").program()
    with pytest.raises(
        InvalidArgumentError, match=r"parameter of pipeline 'training' called 'dep'"
    ):
        configured("parameters: {dep: 3}").program()


def test_a_parameter_said_twice_is_an_error(configured) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InvalidArgumentError, match=r"'depth' of pipeline.*5 in the code and 4"):
        configured("parameters: {depth: 4}").program(5)
    assert configured("parameters: {depth: 4}").program(4).plan.invocations


def test_steps_that_were_not_called_are_told(configured, caplog) -> None:  # type: ignore[no-untyped-def]
    configured("steps: {trian: {enable_cache: false}}").program()

    assert "Options given for a step are not used" in caplog.text
    assert "'trian'. Did you mean 'train'?" in caplog.text


def test_a_taken_run_name_is_refused_before_anything_is_made(configured) -> None:  # type: ignore[no-untyped-def]
    made = ran(configured("run_name: fixed"))
    before = len(list(made.session.store.changes()))

    with pytest.raises(EntityExistsError, match=r"run named 'fixed'.*\{date\}"):
        ran(configured("run_name: fixed", model="churn"))

    assert len(list(made.session.store.changes())) == before


def test_the_context_in_a_body() -> None:
    seen = []

    @pipeline(name="asked", enable_cache=False, extra={"a": 1}, model="churn")
    def asking() -> None:
        context = get_pipeline_context()
        seen.append((context.name, context.enable_cache, context.extra, context.model.name))
        train(1)

    asking.program()

    assert seen == [("asked", False, {"a": 1}, "churn")]
    with pytest.raises(NoContextError, match=r"only in the body of a pipeline"):
        get_pipeline_context()
