"""Outputs, as return annotations declare them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, NoReturn, Optional

import pytest
from tests.pipelining import failed, of_steps, ran

from tallystick import ArtifactConfig, ArtifactType, step
from tallystick.errors import InvalidArgumentError, InvalidValueError
from tallystick.pipelines.annotations import UNRESOLVED
from tallystick.pipelines.outputs import NamedOutputs as Output

if TYPE_CHECKING:
    import not_there


def names(function: Any) -> list[tuple[str, Any]]:
    return [(output.name, output.type) for output in step(function).outputs]


def test_single_outputs() -> None:
    def plain() -> int: ...
    def named() -> Annotated[int, "n"]: ...
    def optional() -> Optional[int]: ...  # noqa: UP045  as people write it
    def configured() -> Annotated[int, ArtifactConfig(name="n", version="3")]: ...
    def unnamed_configuration() -> Annotated[int, ArtifactConfig(tags=["a"])]: ...
    def any_tuple() -> tuple[int, ...]: ...
    def bare() -> tuple: ...  # type: ignore[type-arg]  # as people write it

    assert names(plain) == [("output", int)]
    assert names(named) == [("n", int)]
    assert names(optional) == [("output", Optional[int])]  # noqa: UP045  as people write it
    assert names(configured) == [("n", int)]
    assert names(unnamed_configuration) == [("output", int)]
    assert names(any_tuple) == [("output", tuple[int, ...])]
    assert names(bare) == [("output", tuple)]


def test_no_outputs() -> None:
    def none() -> None: ...
    def never() -> NoReturn: ...
    def unannotated(): ...  # type: ignore[no-untyped-def]
    def bare_return():  # type: ignore[no-untyped-def]
        if never:
            return
        return

    for function in (none, never, unannotated, bare_return):
        assert names(function) == []


def test_unannotated_functions_that_return_something_have_one() -> None:
    def one():  # type: ignore[no-untyped-def]
        return 1

    def inner_only():  # type: ignore[no-untyped-def]
        def inner():  # type: ignore[no-untyped-def]
            return 1

        inner()

    assert names(one) == [("output", Any)]
    assert names(inner_only) == []
    assert names(lambda: 3) == [("output", Any)]


def test_several_outputs() -> None:
    def plain() -> tuple[int, str]: ...
    def named() -> tuple[Annotated[int, "n"], Annotated[str, ArtifactConfig(name="s")]]: ...
    def mixed() -> tuple[Annotated[int, "n"], str]: ...
    def one_tuple() -> Annotated[tuple[int, str], "pair"]: ...

    assert names(plain) == [("output_0", int), ("output_1", str)]
    assert names(named) == [("n", int), ("s", str)]
    assert names(mixed) == [("n", int), ("output_1", str)]
    assert names(one_tuple) == [("pair", tuple[int, str])]


def test_the_older_way_to_name_outputs() -> None:
    def old() -> Output(n=int, s=str): ...  # type: ignore[valid-type]  # as people wrote it

    assert names(old) == [("n", int), ("s", str)]


def test_equal_names_are_refused() -> None:
    def twice() -> tuple[Annotated[int, "n"], Annotated[int, "n"]]: ...

    with pytest.raises(InvalidArgumentError, match=r"called 'n'; give each its own name"):
        of_steps(step(twice)).program()


def test_names_for_type_checkers_only_do_not_cost_the_rest() -> None:
    def partly(x: not_there.Frame) -> Annotated[not_there.Frame, "frame"]: ...
    def union() -> not_there.A | None: ...
    def broken() -> "1 +": ...  # noqa: F722  # type: ignore[syntax]

    assert names(partly) == [("frame", UNRESOLVED)]
    assert names(union) == [("output", Any)]
    assert names(broken) == [("output", Any)]
    assert step(partly).signature.parameters["x"].annotation is UNRESOLVED


def test_annotations_may_name_what_surrounds_the_function() -> None:
    label = "local"

    def inside() -> Annotated[int, label]:
        return len(label)

    assert names(inside) == [("local", int)]


def test_artifacts_are_named_after_where_they_come_from() -> None:
    @step
    def two() -> tuple[int, Annotated[str, "s"]]:
        return 1, "a"

    made = ran(of_steps(two, lambda: two(id="again")))

    assert made.version("two", "output_0").artifact == "wiring::two::output_0"
    assert made.version("again", "output_0").artifact == "wiring::again::output_0"
    assert made.version("two", "s").artifact == "s"
    assert made.value("two", "s") == "a"


def test_configuration_of_an_output_reaches_the_artifact_version() -> None:
    config = ArtifactConfig(
        name="classifier_{kind}",
        version="v-{date}",
        tags=["a"],
        run_metadata={"source": "config", "own": "config"},
        is_model_artifact=True,
    )

    @step(substitutions={"kind": "rf"})
    def train() -> Annotated[int, config]:
        from tallystick import log_metadata

        log_metadata({"own": "logged"}, infer_artifact=True)
        return 1

    made = ran(of_steps(train))

    version = made.version("train", "classifier_{kind}")
    assert version.artifact == "classifier_rf"
    assert version.version == f"v-{made.run.started_at:%Y_%m_%d}"
    assert version.tags == ("a",)
    assert version.type is ArtifactType.MODEL
    assert made.of_output("train", "classifier_{kind}")["source"] == "config"
    assert made.of_output("train", "classifier_{kind}")["own"] == "logged"


def test_without_automatic_metadata_what_people_say_is_kept() -> None:
    from tallystick import log_metadata

    @step(enable_artifact_metadata=False)
    def train() -> Annotated[int, ArtifactConfig(run_metadata={"said": 1})]:
        log_metadata({"logged": 2}, infer_artifact=True)
        return 1

    assert ran(of_steps(train)).of_output("train") == {"said": 1, "logged": 2}


@pytest.mark.parametrize(
    ("error", "arguments", "message"),
    [
        (InvalidValueError, {"name": 3}, "name=.*is text; got 3"),
        (InvalidArgumentError, {"name": ""}, "is empty"),
        (InvalidArgumentError, {"artifact_type": "Model"}, "Model"),
        (InvalidValueError, {"tags": "abc"}, "list of tags"),
    ],
)
def test_configurations_that_make_no_sense(
    error: type[Exception], arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(error, match=message):
        ArtifactConfig(**arguments)


def test_keywords_of_other_releases_are_passed_over() -> None:
    config = ArtifactConfig(name="n", model_name="m", model_version="1")

    assert repr(config) == "ArtifactConfig(name='n')"


@pytest.mark.parametrize("returned", [1, (1,), (1, 2, 3), None, {"a": 1, "b": 2}])
def test_a_wrong_number_of_values_fails_the_step(returned: object) -> None:
    @step
    def two() -> tuple[int, int]:
        return returned  # type: ignore[return-value]  # what is refused

    lost = failed(of_steps(two))

    assert "declares 2 outputs (output_0, output_1) but returned" in str(lost.error)
    assert lost.steps["two"].outputs == {}


def test_a_value_from_a_step_without_outputs_fails_it() -> None:
    @step
    def none() -> None:
        return 3  # type: ignore[return-value]  # what is refused

    lost = failed(of_steps(none))

    assert "declares no output but returned a value of type int" in str(lost.error)


def test_configurations_of_another_type_are_refused() -> None:
    with pytest.raises(InvalidValueError, match=r"ArtifactConfig\(tags=...\) is a list.*got 5"):
        ArtifactConfig(tags=5)  # type: ignore[arg-type]  # what is refused
    with pytest.raises(InvalidValueError, match=r"\(run_metadata=...\) is a mapping; got 'x'"):
        ArtifactConfig(run_metadata="x")  # type: ignore[arg-type]  # what is refused
    with pytest.raises(InvalidArgumentError, match=r"no artifact type '\[\]'"):
        ArtifactConfig(artifact_type=[])  # type: ignore[arg-type]  # what is refused
