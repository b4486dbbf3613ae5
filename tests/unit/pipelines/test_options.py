"""Arguments of the decorators: accepted, recorded, refused."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

import pytest
from tests.pipelining import of_steps, ran

from tallystick import Model, Retry, Tag, pipeline, step
from tallystick.client.session import Session
from tallystick.errors import InvalidArgumentError, InvalidValueError
from tallystick.pipelines.options import build_options, model_spec, plain, retry_policy
from tallystick.plan.options import ExecutionMode, ModelSpec, Options


def one() -> int:
    return 1


class TrackerSettings:
    def __init__(self) -> None:
        self.nested = True


STEP_ARGUMENTS: dict[str, Any] = {
    "name": "renamed",
    "enable_cache": False,
    "enable_artifact_metadata": False,
    "enable_artifact_visualization": False,
    "enable_step_logs": False,
    "experiment_tracker": "mlflow",
    "step_operator": "modal",
    "output_materializers": (
        "tallystick.artifacts.materializers.cloudpickle.CloudpickleMaterializer"
    ),
    "settings": {"docker": TrackerSettings()},
    "extra": {"owner": "me"},
    "on_failure": print,
    "on_success": print,
    "model": Model(name="churn"),
    "retry": Retry(max_retries=1),
    "substitutions": {"x": "y"},
    "cache_policy": "default",
    "step_type": "t",
    "environment": {"A": "b"},
    "secrets": ["s"],
    "on_start": print,
    "on_end": print,
    "runtime": "inline",
    "heartbeat_healthy_threshold": 3,
    "group": "g",
}
PIPELINE_ARGUMENTS: dict[str, Any] = {
    "name": "renamed",
    "enable_cache": False,
    "enable_artifact_metadata": False,
    "enable_artifact_visualization": False,
    "enable_step_logs": False,
    "settings": {"docker": {"requirements": ["a"]}},
    "tags": ["a", Tag(name="b")],
    "extra": {"owner": "me"},
    "on_failure": print,
    "on_success": print,
    "model": Model(name="churn"),
    "retry": Retry(max_retries=1),
    "substitutions": {"x": "y"},
    "dynamic": False,
    "depends_on": [],
    "environment": {"A": "b"},
    "secrets": ["s"],
    "enable_heartbeat": True,
    "enable_pipeline_logs": True,
    "execution_mode": "fail_fast",
    "cache_policy": "default",
    "max_parallelism": 2,
    "on_start": print,
    "on_end": print,
}


@pytest.mark.parametrize("argument", STEP_ARGUMENTS)
def test_step_takes_each_argument(argument: str) -> None:
    made = step(**{argument: STEP_ARGUMENTS[argument]})(one)

    assert of_steps(made).program().plan.invocations


@pytest.mark.parametrize("argument", PIPELINE_ARGUMENTS)
def test_pipeline_takes_each_argument(argument: str) -> None:
    made = pipeline(**{argument: PIPELINE_ARGUMENTS[argument]})(step(one).__call__)

    assert made.program().plan.invocations


def test_all_arguments_are_recorded() -> None:
    arguments = {k: v for k, v in STEP_ARGUMENTS.items() if k != "output_materializers"}
    made = ran(of_steps(step(**arguments)(one), enable_cache=True))

    config = made.steps["renamed"].config
    assert config["enable_cache"] is False
    assert config["extra"] == {"owner": "me"}
    assert config["settings"] == {"docker": {"nested": True}}
    assert config["model"]["name"] == "churn"
    assert config["retry"] == {"max_retries": 1, "delay": 0, "backoff": 1}
    assert config["infrastructure"]["step_operator"] == "modal"
    assert config["infrastructure"]["environment"] == {"A": "b"}
    assert made.run.config["enable_cache"] is True


def test_pipeline_arguments_are_recorded() -> None:
    made = ran(pipeline(**PIPELINE_ARGUMENTS)(step(one).__call__))

    assert made.run.pipeline == "renamed"
    assert made.run.tags == ("a", "b")
    assert made.run.config["settings"] == {"docker": {"requirements": ["a"]}}
    assert made.run.config["infrastructure"]["enable_heartbeat"] is True


def test_unknown_arguments_are_type_errors_with_close_matches() -> None:
    with pytest.raises(TypeError, match=r"argument of @step called 'enable_cahce'.*'enable_cache'"):
        step(enable_cahce=True)
    with pytest.raises(TypeError, match=r"argument of @pipeline called 'setings'.*'settings'"):
        pipeline(setings={})
    with pytest.raises(TypeError, match=r"'retries'.*'retry'"):
        step(one).with_options(retries=3)
    with pytest.raises(TypeError, match=r"run_nam"):
        pipeline(one).configure(run_nam="x")


def test_decorators_are_for_functions() -> None:
    with pytest.raises(InvalidValueError, match=r"@step is for functions; got 3"):
        step(3)  # type: ignore[call-overload]  # what is refused
    with pytest.raises(InvalidValueError, match=r"@pipeline is for functions"):
        pipeline("x")  # type: ignore[call-overload]  # what is refused
    with pytest.raises(InvalidValueError, match=r"@step is for functions; got <class"):
        step(TrackerSettings)
    with pytest.raises(InvalidValueError, match=r"@step is for functions; got <step"):
        step(step(one))


def test_generators_and_coroutines_are_refused_at_once() -> None:
    def generator() -> Any:
        yield 1

    async def coroutine() -> int:
        return 1

    for function in (generator, coroutine):
        with pytest.raises(InvalidValueError, match=r"plain functions.*asyncio\.run"):
            step(function)


@pytest.mark.parametrize(
    ("decorator", "given", "said"),
    [
        (step, {"settings": 5}, r"step\(settings=...\) is a mapping; got 5"),
        (step, {"extra": ["a"]}, r"step\(extra=...\) is a mapping; got \['a'\]"),
        (step, {"parameters": "a"}, r"step\(parameters=...\) is a mapping; got 'a'"),
        (step, {"substitutions": {"a": 1}}, r"mapping to texts; got \{'a': 1\}"),
        (pipeline, {"settings": 5}, r"pipeline\(settings=...\) is a mapping; got 5"),
        (pipeline, {"parameters": 5}, r"pipeline\(parameters=...\) is a mapping; got 5"),
        (pipeline, {"steps": [1]}, r"pipeline\(steps=...\) is a mapping; got \[1\]"),
        (pipeline, {"run_name": 5}, r"pipeline\(run_name=...\) is text; got 5"),
        (pipeline, {"tags": 5}, r"pipeline\(tags=...\) is a list of tags; got 5"),
        (pipeline, {"tags": [None]}, r"pipeline\(tags=...\) are texts and Tags; got None"),
    ],
    ids=range(10),
)
def test_arguments_of_another_type_are_refused(
    decorator: Any, given: dict[str, Any], said: str
) -> None:
    """By the decorator and by `with_options`."""
    with pytest.raises(InvalidValueError, match=said):
        decorator(**given)(one)
    with pytest.raises(InvalidValueError, match=said):
        decorator(one).with_options(**given)


@pytest.mark.parametrize("decorator", [step, pipeline], ids=["step", "pipeline"])
@pytest.mark.parametrize(
    "given",
    [
        {"extra": {"a": ["\ud800"]}},
        {"settings": {"\ud800": 1}},
        {"substitutions": {"a": "\ud800"}},
        {"environment": {"A": "\ud800"}},
    ],
    ids=ascii,
)
def test_text_that_no_record_can_hold_is_refused_at_once(
    decorator: Any, given: dict[str, Any]
) -> None:
    with pytest.raises(InvalidArgumentError, match=r"option '\\ud800' has a lone surrogate"):
        decorator(**given)(one)


@pytest.mark.parametrize("given", [5, [5], {"output": 5}], ids=str)
def test_materializers_of_another_type_are_refused(session: Session, given: Any) -> None:
    with pytest.raises(InvalidValueError, match=r"of step 'one' is a class or.*path; got 5"):
        step(output_materializers=given)(one)()

    assert not list(session.store.changes())


@pytest.mark.parametrize("given", ["", "\ud800", ["a\nb"], {"output": "\ud800"}], ids=ascii)
def test_paths_that_no_materializer_has_are_refused(session: Session, given: Any) -> None:
    with pytest.raises(InvalidArgumentError, match=r"its dotted path, such as .*; '.*' is none"):
        step(output_materializers=given)(one)()

    assert not list(session.store.changes())


@pytest.mark.parametrize("name", ["", "a::b"])
def test_impossible_names_are_refused(name: str) -> None:
    for decorator in (step, pipeline):
        with pytest.raises(InvalidArgumentError, match=r"not empty and has no '::'"):
            decorator(name=name)(one)
    with pytest.raises(InvalidValueError, match=r"is text; got 3"):
        step(name=3)(one)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a\0b", r"'a\\x00b' has a NUL character"),
        ("\ud800", r"'\\ud800' has a lone surrogate"),
        ("x" * 256, r"has 256 characters; a name has at most 255"),
    ],
    ids=ascii,
)
def test_names_that_nothing_can_have_are_refused_at_once(name: str, said: str) -> None:
    for what, decorator in {"step": step, "pipeline": pipeline}.items():
        with pytest.raises(InvalidArgumentError, match=f"The {what} name .*{said}"):
            decorator(name=name)(one)
    with pytest.raises(InvalidArgumentError, match=f"The tag name .*{said}"):
        pipeline(tags=["a", name])(one)


def test_flags_are_truth_values() -> None:
    with pytest.raises(InvalidValueError, match=r"enable_cache=.*True or False; got 'no'"):
        step(enable_cache="no")


def test_tags_are_a_list() -> None:
    with pytest.raises(InvalidValueError, match=r"list of tags; got 'abc'"):
        pipeline(tags="abc")(one)


def test_max_parallelism_is_a_positive_number() -> None:
    with pytest.raises(InvalidArgumentError, match=r"1 or more; got 0"):
        pipeline(max_parallelism=0)(one)
    with pytest.raises(InvalidValueError, match=r"whole number; got '2'"):
        pipeline(max_parallelism="2")(one)


def test_execution_mode_is_known() -> None:
    class Mode(Enum):
        STOP = "STOP_ON_FAILURE"

    assert pipeline(execution_mode=Mode.STOP)(one).execution_mode is ExecutionMode.STOP_ON_FAILURE
    with pytest.raises(InvalidArgumentError, match=r"'stop_on_fail'.*'stop_on_failure'"):
        pipeline(execution_mode="stop_on_fail")(one)


def test_models_from_all_that_people_give() -> None:
    assert model_spec("churn") == ModelSpec(name="churn")
    assert model_spec({"name": "churn", "version": 3}) == ModelSpec(name="churn", version=3)
    assert model_spec({"name": "m", "save_models_to_registry": True}) == ModelSpec(name="m")
    assert model_spec(Model(name="churn", tags=["a"])).tags == ("a",)  # type: ignore[union-attr]  # it is one
    with pytest.raises(InvalidArgumentError, match=r"'versoin'.*'version'"):
        model_spec({"name": "churn", "versoin": 3})
    with pytest.raises(InvalidArgumentError, match=r"name"):
        model_spec({"version": 3})
    with pytest.raises(InvalidValueError, match=r"model is a Model.*got int"):
        model_spec(3)


def test_retries_from_all_that_people_give() -> None:
    @dataclass
    class StepRetryConfig:
        max_retries: int = 2
        delay: int = 1
        backoff: int = 3

    assert retry_policy(StepRetryConfig()) == Retry(max_retries=2, delay=1, backoff=3)
    assert retry_policy({"max_retries": 2}) == Retry(max_retries=2)
    assert retry_policy(4) == Retry(max_retries=4)
    with pytest.raises(InvalidArgumentError, match=r"'max_retry'.*'max_retries'"):
        retry_policy({"max_retry": 1})
    with pytest.raises(InvalidValueError, match=r"max_retries, delay and backoff"):
        retry_policy(object())


@pytest.mark.parametrize("wrong", [{"max_retries": "3"}, {"delay": None}, {"max_retries": 1.5}])
def test_retries_are_numbers(wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidValueError, match=r"is a number; got"):
        Retry(**wrong)


@pytest.mark.parametrize(
    "wrong", [{"max_retries": -1}, {"delay": -1}, {"backoff": 0.5}, {"delay": float("nan")}]
)
def test_retries_make_sense(wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidArgumentError, match=r"max_retries >= 0"):
        Retry(**wrong)


def test_more_special_options_win_and_dictionaries_are_joined() -> None:
    base = Options(enable_cache=True, extra={"a": 1, "b": 1}, enable_step_logs=False)

    joined = Options(enable_cache=False, extra={"b": 2}).over(base)

    assert joined == Options(enable_cache=False, extra={"a": 1, "b": 2}, enable_step_logs=False)
    assert build_options("step", {"enable_cache": None}, also=frozenset()) == Options()


def test_objects_become_data() -> None:
    assert plain({"a": (1, {2}), 3: None}) == {"a": [1, [2]], "3": None}
    assert plain(TrackerSettings()) == {"nested": True}
    assert plain(one).endswith(".one")
    assert isinstance(plain(object()), str)
