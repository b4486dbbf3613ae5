"""Wiring steps: arguments, parameters, order, names."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from pydantic import BaseModel
from tests.pipelining import of_steps, ran

from tallystick import ExternalArtifact, pipeline, step
from tallystick.errors import InvalidArgumentError, InvalidValueError
from tallystick.plan.plan import FromMany, FromStep, FromValue
from tallystick.records.artifacts import SaveType


@step
def one() -> int:
    return 1


@step
def two() -> tuple[int, int]:
    return 1, 2


@step
def nothing() -> None: ...


@step
def add(x: int, y: int = 10, *, z: int = 100) -> int:
    return x + y + z


@step
def listed(values: list) -> list:  # type: ignore[type-arg]  # as people write it
    return values


@dataclass
class Shape:
    width: int
    tags: list[str]


class Config(BaseModel):
    depth: int = 3


def invocations(body: Any, **options: Any) -> dict[str, Any]:
    return {one.name: one for one in pipeline(**options)(body).program().plan.invocations}


def test_outputs_become_inputs_and_values_parameters() -> None:
    made = ran(of_steps(lambda: add(one(), y=2)))

    step_run = made.steps["add"]
    assert step_run.inputs == {"x": made.steps["one"].outputs["output"]}
    assert {k: bytes(v) for k, v in step_run.parameters.items()} == {"y": b"2", "z": b"100"}
    assert step_run.upstream == ("one",)
    assert made.value("add") == 103


def test_several_outputs_are_unpacked_or_taken_as_one_list() -> None:
    def body() -> None:
        outputs = two()
        first, second = outputs
        add(first, second)
        listed(outputs)
        listed([one(), 5, outputs[1]], id="mixed")

    made = ran(pipeline(body))

    assert made.value("add") == 103
    assert made.value("listed") == [1, 2]
    assert made.value("mixed") == [1, 5, 2]
    assert len(made.steps["mixed"].inputs["values"]) == 3


def test_outputs_hidden_in_other_things_are_refused() -> None:
    for wrap in (
        lambda x: {"a": x},
        lambda x: {"a": [x]},
        lambda x: [[x]],
        lambda x: [1, {"b": x}],
    ):
        with pytest.raises(InvalidArgumentError, match=r"Argument 'values' of step 'listed'.*list"):
            of_steps(lambda wrap=wrap: listed(wrap(one()))).program()


def test_a_step_without_outputs_gives_nothing_to_pass_on() -> None:
    with pytest.raises(InvalidArgumentError, match=r"'nothing' has no outputs to pass as 'values'"):
        of_steps(lambda: listed(nothing())).program()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (add, r"Step 'add' is called without 'x'"),
        (lambda: add(1, 2, 3), r"Step 'add': too many positional arguments"),
        (lambda: add(1, x=1), r"Step 'add': multiple values for argument 'x'"),
        (lambda: add(xx=1), r"parameter of step 'add' called 'xx'.*Known: x, y, z"),
    ],
    ids=range(4),
)
def test_arguments_that_do_not_fit(call: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        of_steps(call).program()


def test_parameters_of_all_kinds() -> None:
    @step
    def keep(a: int, /, b: int, *, c: int = 3, **rest: int) -> list[int]:
        return [a, b, c, *rest.values()]

    made = ran(of_steps(lambda: keep(1, b=2, extra=4), lambda: keep(one(), 2)))

    assert made.value("keep") == [1, 2, 3, 4]
    assert made.value("keep_2") == [1, 2, 3]
    with pytest.raises(InvalidArgumentError, match=r"takes \*values; give its values as one list"):
        of_steps(lambda: step(lambda *values: 1)(1, 2)).program()


def test_parameters_are_in_the_order_of_the_signature() -> None:
    """Whoever said them, and in whichever order."""
    configured = add.with_options(parameters={"y": 2})

    def body() -> None:
        add(z=3, y=2, x=1, id="called")
        configured(z=3, x=1, id="configured")
        add(z=3, x=1, id="by default")

    made = invocations(body)

    assert set(made) == {"called", "configured", "by default"}
    assert all(list(one.parameters) == ["x", "y", "z"] for one in made.values())


def test_parameters_reach_the_step_as_they_were_passed() -> None:
    seen = []

    @step
    def see(shape: Shape, config: Config, pair: tuple[int, ...], number: Any) -> None:
        seen.extend([shape, config, pair, number])

    made = ran(of_steps(lambda: see(Shape(2, ["a"]), Config(depth=5), (1, 2), np.float64(0.5))))

    assert seen == [Shape(2, ["a"]), Config(depth=5), (1, 2), 0.5]
    assert bytes(made.steps["see"].parameters["shape"]) == b'{"width":2,"tags":["a"]}'


@step
def taken(values: Any) -> Any:
    return values


def test_what_is_no_parameter_is_stored_as_an_artifact() -> None:
    large = "x" * 2_000_000
    made = ran(of_steps(lambda: taken(np.arange(20_000)), lambda: taken(large, id="text")))

    assert list(made.value("taken")[:3]) == [0, 1, 2]
    assert made.value("text") == large
    assert made.steps["text"].parameters == {}
    (id,) = made.steps["taken"].inputs["values"]
    from tallystick.records.artifacts import ArtifactVersion
    from tallystick.records.references import Ref

    version = made.session.store.get(ArtifactVersion, Ref.to(id)).record
    assert version.save_type is SaveType.EXTERNAL
    assert version.artifact == "wiring::taken::values"
    assert version.producer_run_id == made.id


def test_external_artifacts() -> None:
    value = ExternalArtifact(value=7)

    plan = invocations(lambda: listed([value, one()]))
    made = ran(of_steps(lambda: add(value)))

    assert isinstance(plan["listed"].inputs["values"].sources[0], FromValue)
    assert made.value("add") == 117
    assert made.steps["add"].inputs.keys() == {"x"}


def test_changing_an_argument_later_changes_nothing() -> None:
    @step
    def spoil(values: list[int], default: list[int] = []) -> int:  # noqa: B006  as people write it
        values.append(0)
        default.append(0)
        return len(values) + len(default)

    def body() -> None:
        values = [1]
        spoil(values)
        values.append(2)
        spoil(values)

    made = ran(pipeline(name="spoiling", enable_cache=False)(body))
    again = ran(pipeline(name="spoiling", enable_cache=False)(body))

    assert [made.value("spoil"), made.value("spoil_2")] == [3, 4]
    assert [again.value("spoil"), again.value("spoil_2")] == [3, 4]
    assert bytes(again.steps["spoil"].parameters["default"]) == b"[]"


def test_order_without_data() -> None:
    def body() -> None:
        first = one()
        two(after=first)
        nothing(after=["two", first])
        one(id="last", after=nothing(id="other", after=[two(id="pair")]))

    plan = invocations(body)

    assert plan["two"].upstream == ("one",)
    assert plan["nothing"].upstream == ("two", "one")
    assert plan["other"].upstream == ("pair",)
    assert plan["last"].upstream == ("other",)
    with pytest.raises(InvalidArgumentError, match=r"'one' waits for 'tow'.*'two'"):
        of_steps(two, lambda: one(after="tow")).program()
    with pytest.raises(InvalidValueError, match=r"after= takes outputs of steps.*got int"):
        of_steps(lambda: one(after=3)).program()


def test_names_of_calls() -> None:
    def body() -> None:
        one()
        one(id="one_2")
        for _ in range(2):
            one()

    assert list(invocations(body)) == ["one", "one_2", "one_3", "one_4"]
    with pytest.raises(InvalidArgumentError, match=r"Two steps.*have the id 'one'"):
        of_steps(one, lambda: one(id="one")).program()
    with pytest.raises(InvalidArgumentError, match=r"step call is not empty"):
        of_steps(lambda: one(id="")).program()


def test_own_parameters_named_like_ours_come_first() -> None:
    @step
    def fetch(id: int, after: str = "") -> str:
        return f"{id}{after}"

    made = ran(of_steps(lambda: fetch(id=3, after="x")))

    assert made.value("fetch") == "3x"


def test_loops_and_conditions_on_parameters() -> None:
    @pipeline
    def many(count: int = 2, extra: bool = False) -> None:
        outputs = [add(one(), y=number) for number in range(count)]
        if extra:
            listed(outputs)

    assert list(ran(many).statuses) == ["one", "add", "one_2", "add_2"]
    made = ran(many, 3, extra=True)
    assert made.value("listed") == [101, 102, 103]
    assert {k: bytes(v) for k, v in made.run.parameters.items()} == {
        "count": b"3",
        "extra": b"true",
    }


def test_a_pipeline_without_steps_is_refused() -> None:
    with pytest.raises(InvalidArgumentError, match=r"'empty' called no steps"):
        pipeline(name="empty")(lambda: None).program()


def test_arguments_of_a_pipeline() -> None:
    @pipeline
    def taking(a: int, b: Any = 2) -> None:
        one()

    with pytest.raises(TypeError, match=r"Pipeline 'taking' is called without 'a'"):
        taking.program()
    with pytest.raises(TypeError, match=r"parameter of pipeline 'taking' called 'c'"):
        taking.program(1, c=3)
    with pytest.raises(InvalidArgumentError, match=r"'aa'.*'a'"):
        taking.with_options(parameters={"aa": 1}).program()
    with pytest.raises(InvalidArgumentError, match=r"'a'.*is 1 in the code and 2 in the config"):
        taking.with_options(parameters={"a": 2}).program(1)
    assert bytes(taking.with_options(parameters={"a": 5}).program().plan.parameters["a"]) == b"5"
    assert b"object" in bytes(taking.program(1, object()).plan.parameters["b"])


def test_parameters_of_pipelines_that_go_by_position() -> None:
    @pipeline
    def taking(a: int, /, *, b: int = 2, **rest: int) -> None:
        add(a, y=b, z=rest["c"])

    assert ran(taking, 1, c=3).value("add") == 6
    assert ran(pipeline(name="around")(lambda: taking(1, c=4))).value("add") == 7


def test_errors_in_the_body_are_the_persons_own() -> None:
    def body() -> None:
        one()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        pipeline(body).program()
    assert of_steps(one).program().plan.invocations, "a body that failed leaves nothing behind"


def test_nested_pipelines_add_their_steps() -> None:
    calls = []

    @pipeline(enable_cache=False, extra={"from": "inner"}, on_success=lambda: calls.append("inner"))
    def inner(x: int = 1) -> Any:
        return add(one(), y=x)

    @pipeline(enable_cache=True, on_success=lambda: calls.append("outer"))
    def outer() -> None:
        listed([inner(), inner(5)])

    made = ran(outer)

    assert list(made.statuses) == ["one", "add", "one_2", "add_2", "listed"]
    assert made.value("listed") == [102, 106]
    assert made.steps["add"].config["enable_cache"] is False
    assert made.steps["add"].config["extra"] == {"from": "inner"}
    assert made.steps["listed"].config["enable_cache"] is True
    assert calls == ["inner"] * 4 + ["outer"]
    with pytest.raises(TypeError, match=r"parameter of pipeline 'inner' called 'xx'"):
        pipeline(lambda: inner(xx=1)).program()


def test_a_pipeline_within_a_step_is_refused() -> None:
    from tests.pipelining import failed

    @step
    def running() -> None:
        pipeline(one.__call__)()

    assert "is called within a step" in str(failed(of_steps(running)).error)


def test_a_step_within_a_step_is_its_function() -> None:
    @step
    def outer() -> int:
        result: int = add(1)
        return result

    assert ran(of_steps(outer)).value("outer") == 111


def test_with_options_is_a_changed_copy_and_configure_changes() -> None:
    changed = add.with_options(name="plus", parameters={"y": 1}, extra={"a": 1})
    both = changed.with_options(extra={"b": 2}, enable_cache=None)

    assert (add.name, changed.name, both.options.extra) == ("add", "plus", {"a": 1, "b": 2})
    assert ran(of_steps(lambda: both(1))).value("plus") == 102
    assert both.configure(name="sum") is both
    assert both.name == "sum"
    with pytest.raises(InvalidArgumentError, match=r"'y' of step 'sum' is 5 in the code and 1"):
        of_steps(lambda: both(1, y=5)).program()
    with pytest.raises(InvalidArgumentError, match=r"'q'"):
        of_steps(lambda: add.with_options(parameters={"q": 5})(1)).program()


def test_configured_parameters_fill_in_what_the_call_leaves_out() -> None:
    @step
    def positional(a: int, b: int, /) -> int:
        return a - b

    configured = positional.with_options(parameters={"b": 1})

    assert ran(of_steps(lambda: configured(3))).value("positional") == 2


def test_one_step_in_two_pipelines() -> None:
    first = ran(pipeline(name="first")(one.__call__))
    second = ran(pipeline(name="second")(one.__call__))

    assert first.version("one").artifact == "first::one::output"
    assert second.version("one").artifact == "second::one::output"


def test_partials_methods_objects_and_lambdas_are_steps() -> None:
    class Multiplier:
        def __init__(self) -> None:
            self.by = 2

        def times(self, x: int) -> int:
            return x * self.by

        def __call__(self, x: int) -> int:
            return x + self.by

    def minus(x: int, y: int) -> int:
        return x - y

    thing = Multiplier()
    made = ran(
        of_steps(
            lambda: step(functools.partial(minus, y=1))(3),
            lambda: step(thing.times)(4),
            lambda: step(thing)(5),
            lambda: step(name="short")(lambda x: x * 10)(6),
        )
    )

    assert made.value("minus") == 2
    assert made.value("times") == 8
    assert made.value("Multiplier") == 7
    assert made.value("short") == 60


def test_steps_are_pickled_by_name() -> None:
    rebuild, place = add.__reduce__()
    assert rebuild(*place) is add
    rebuild, place = add.with_options(name="plus").__reduce__()
    assert rebuild(*place).name == "plus"
    assert rebuild(*place).entrypoint is add.entrypoint


def test_inputs_know_where_they_come_from() -> None:
    plan = invocations(lambda: listed(two()))

    assert plan["listed"].inputs["values"] == FromMany(
        (FromStep("two", "output_0"), FromStep("two", "output_1"))
    )
