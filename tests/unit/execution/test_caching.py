"""The cache: hits, misses, and the reasons that are given for them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import pytest
from tests.pipelining import Ran, failed, of_steps, ran

from tallystick import ArtifactConfig, Model, log_metadata, pipeline, step
from tallystick.pipelines.steps import Step
from tallystick.records.commands import Delete
from tallystick.records.runs import Status
from tallystick.records.targets import Kind, Target

executed: list[str] = []


@pytest.fixture(autouse=True)
def nothing_executed() -> None:
    executed.clear()


@step
def load(rows: int = 3) -> list[int]:
    executed.append("load")
    return list(range(rows))


@step
def total(values: list[int], factor: int = 1) -> int:
    executed.append("total")
    return sum(values) * factor


def body(rows: int = 3, factor: int = 1) -> None:
    total(load(rows), factor)


summing = pipeline(name="summing")(body)


def explanation(made: Ran, name: str = "total") -> str:
    return made.steps[name].cache_explanation


def test_nothing_changed_nothing_executed() -> None:
    first, second, third = ran(summing), ran(summing), ran(summing)

    assert executed == ["load", "total"]
    assert explanation(first) == "Executed: no earlier result."
    assert second.statuses == third.statuses == {"load": "cached", "total": "cached"}
    for later in (second, third):
        assert later.steps["total"].original_step_run_id == first.steps["total"].id
        assert later.steps["total"].outputs == first.steps["total"].outputs
        assert explanation(later) == (
            f"Cached: nothing it depends on changed since step run {first.steps['total'].id}."
        )
    assert third.value("total") == 3


def test_a_cached_step_does_not_end_before_it_began() -> None:
    ran(summing)
    durations = [step.duration_s for step in ran(summing).steps.values()]

    assert durations == [0, 0]


def test_a_changed_parameter_is_named() -> None:
    first = ran(summing)

    second = ran(summing, factor=2)

    assert second.statuses == {"load": Status.CACHED, "total": Status.COMPLETED}
    assert explanation(second) == (
        f"Executed: since step run {first.steps['total'].id}: parameter factor changed."
    )


def test_a_changed_input_is_named_and_an_equal_one_is_none() -> None:
    @step
    def same(rows: int) -> list[int]:
        return [0, 1, 2] if rows < 10 else [5]

    varied = pipeline(name="varied")(lambda rows: total(same(rows)))
    ran(varied, 1)

    equal, other = ran(varied, 2), ran(varied, 20)

    assert equal.statuses == {"same": Status.COMPLETED, "total": Status.CACHED}
    assert "input values changed" in explanation(other)


def test_of_several_earlier_ones_the_nearest_is_compared() -> None:
    near = ran(summing, rows=3, factor=2)
    ran(summing, rows=7, factor=3)

    explained = explanation(ran(summing, rows=3, factor=4))

    assert explained == (
        f"Executed: since step run {near.steps['total'].id}: parameter factor changed."
    )


def test_changed_configuration_is_named() -> None:
    ran(summing)
    changed = pipeline(name="summing", extra={"a": 1})(body)
    unmeasured = pipeline(name="summing", enable_artifact_metadata=False)(body)

    assert "configuration changed" in explanation(ran(changed))
    assert "configuration changed" in explanation(ran(unmeasured))
    assert ran(pipeline(name="summing", tags=["x"])(body)).statuses["total"] == "cached"


def made_of(function: Callable[..., Any]) -> Any:
    return of_steps(step(name="made")(function))


def test_changed_code_helpers_and_constants_are_named(tmp_path: Path) -> None:
    text = "LIMIT = 1\ndef helper():\n    return LIMIT\ndef made() -> int:\n    return helper()\n"

    def run(text: str) -> str:
        import linecache
        import sys
        from types import ModuleType

        linecache.clearcache()
        (tmp_path / "users_code.py").write_text(text)
        module = ModuleType("users_code")
        module.__file__ = str(tmp_path / "users_code.py")
        sys.modules["users_code"] = module
        exec(compile(text, str(tmp_path / "users_code.py"), "exec"), vars(module))
        try:
            return explanation(ran(made_of(module.made)), "made").partition(": ")[2]
        finally:
            del sys.modules["users_code"]

    run(text)

    assert run(text.replace("= 1", "= 2")).endswith(": constant users_code.LIMIT changed.")
    assert "helper users_code.helper changed" in run(text.replace("return LIMIT", "return 7"))
    assert "code changed" in run(text.replace("return helper()", "return helper() + 1"))
    assert run(text).startswith("nothing it depends on changed since step run")


def test_caching_can_be_switched_off() -> None:
    ran(summing)

    off = ran(summing.with_options(enable_cache=False))
    one_off = ran(summing.with_options(steps={"total": {"enable_cache": False}}))
    one_on = ran(summing.with_options(enable_cache=False, steps={"total": {"enable_cache": True}}))

    assert set(off.statuses.values()) == {Status.COMPLETED}
    assert explanation(off) == "Executed: caching is switched off."
    assert one_off.statuses == {"load": Status.CACHED, "total": Status.COMPLETED}
    assert one_on.statuses == {"load": Status.COMPLETED, "total": Status.CACHED}


def test_gone_bytes_are_a_miss() -> None:
    first = ran(summing)
    folder = Path(first.session.settings.artifact_storage)
    shutil.rmtree(folder / first.version("total").uri)

    second = ran(summing)

    assert second.statuses == {"load": Status.CACHED, "total": Status.COMPLETED}
    assert f"a result of step run {first.steps['total'].id} was there, but" in explanation(second)
    assert ran(summing).statuses["total"] == "cached", "the newer result is intact"


def test_altered_bytes_are_a_miss() -> None:
    first = ran(summing)
    folder = Path(first.session.settings.artifact_storage) / first.version("load").uri
    for path in folder.rglob("*"):
        if path.is_file():
            path.write_bytes(b"[9]")

    second = ran(summing)

    assert second.statuses == {"load": Status.COMPLETED, "total": Status.CACHED}
    assert "was there, but" in explanation(second, "load")


def test_a_deleted_result_is_a_miss() -> None:
    first = ran(summing)
    target = Target(Kind.ARTIFACT_VERSION, first.version("total").id)
    first.session.store.apply(first.session.command(Delete, target=target))

    second = ran(summing)

    assert second.statuses["total"] is Status.COMPLETED
    assert "its output 'output' has been deleted" in explanation(second)


def test_results_of_failed_steps_are_not_taken_over() -> None:
    fail = [True]

    @step
    def sometimes() -> int:
        if fail.pop():
            raise ValueError("first time")
        return 1

    flaky = of_steps(sometimes)
    failed(flaky)
    fail.append(False)

    assert ran(flaky).statuses == {"sometimes": Status.COMPLETED}


def test_steps_without_outputs_are_cached_too() -> None:
    @step
    def told() -> None:
        executed.append("told")
        log_metadata({"n": 1})

    first, second = ran(of_steps(told)), ran(of_steps(told))

    assert executed == ["told"]
    assert second.steps["told"].original_step_run_id == first.steps["told"].id
    assert second.of_step("told") == {"n": 1}


def test_entries_are_carried_to_the_new_step_run_run_and_model_version() -> None:
    @step
    def train() -> Annotated[int, "classifier"]:
        log_metadata({"bare": 1})
        log_metadata({"of output": 2}, infer_artifact=True)
        log_metadata({"of model": 3}, infer_model=True)
        print("training")  # noqa: T201  what is looked for
        return 1

    modelled = of_steps(train, model=Model(name="churn"))
    first, second = ran(modelled), ran(modelled)

    before, after = first.steps["train"], second.steps["train"]
    assert after.status is Status.CACHED
    assert before.model_version_id != after.model_version_id
    assert second.of_step("train") == {"bare": 1}
    assert second.of_run == {"bare": 1}
    assert second.metadata(Kind.MODEL_VERSION, after.model_version_id) == {"of model": 3}
    assert second.of_output("train", "classifier")["of output"] == 2
    assert second.log("train") == "training\n"


def test_a_cached_step_passes_its_outputs_on() -> None:
    ran(of_steps(load))
    listed = pipeline(name="wiring")(lambda: total(load()))

    made = ran(listed)

    assert made.statuses == {"load": Status.CACHED, "total": Status.COMPLETED}
    assert made.value("total") == 3


def versioned(value: int) -> Step:
    @step(parameters={"value": value})
    def train(value: int) -> Annotated[int, ArtifactConfig(name="fixed", version="v1")]:
        executed.append("train")
        return value

    return train


def test_a_fixed_version_is_cached() -> None:
    ran(of_steps(versioned(1)))

    assert ran(of_steps(versioned(1))).statuses == {"train": Status.CACHED}


def test_a_fixed_version_that_exists_fails_before_any_work() -> None:
    ran(of_steps(versioned(1)))

    lost = failed(of_steps(versioned(2)))

    assert executed == ["train"]
    assert "would be version 'v1' of artifact 'fixed', which exists" in str(lost.error)
    assert lost.steps["train"].cache_explanation == "Not executed: it could not begin."


def test_registered_files_count_by_their_version() -> None:
    from tallystick.execution.cache import key_of
    from tallystick.plan.options import Options
    from tallystick.plan.plan import Invocation

    made = ran(summing)
    import msgspec

    version = msgspec.structs.replace(made.version("load"), sha256="")
    invocation = Invocation(name="a", step="a")

    def key(version: Any) -> str:
        return key_of(invocation, {"x": (version,)}, Options()).digest

    assert key(version) == key(version)
    assert key(version) != key(msgspec.structs.replace(version, id=made.id))
