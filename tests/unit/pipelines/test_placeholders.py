"""Stand-ins for outputs: passed on, and otherwise refused with what to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tallystick import step
from tallystick.errors import InvalidArgumentError, TallystickError
from tallystick.pipelines.placeholders import Placeholder, StepOutputs

OUTPUT = Placeholder("load", "data")


@pytest.mark.parametrize(
    ("what", "use"),
    [
        ("test it", bool),
        ("test it", lambda x: 1 if x else 2),
        ("unpack or loop over it", list),
        ("unpack or loop over it", lambda x: [*x]),
        ("take its length", len),
        ("look into it", lambda x: x[0]),
        ("look for something", lambda x: 3 in x),
        ("compare it", lambda x: x == 3),
        ("compare it", lambda x: x != 3),
        ("compare it", lambda x: x > 0.5),
        ("compute with it", lambda x: x + 1),
        ("compute with it", lambda x: 2 * x),
        ("compute with it", float),
        ("call it", lambda x: x()),
        ("ask for its 'shape'", lambda x: x.shape),
    ],
    ids=range(15),
)
def test_what_cannot_be_done_yet_is_refused(what: str, use: Callable[[Any], object]) -> None:
    with pytest.raises(InvalidArgumentError, match=what) as raised:
        use(OUTPUT)

    assert "<output 'data' of step 'load'> does not exist yet" in str(raised.value)
    assert "Do that in a step" in str(raised.value)


def test_they_can_be_kept_in_sets_and_shown() -> None:
    assert len({OUTPUT, OUTPUT}) == 1
    assert repr(OUTPUT) == "<output 'data' of step 'load'>"
    assert not hasattr(OUTPUT, "record")


def test_several_outputs_are_a_tuple_that_has_no_truth() -> None:
    outputs = StepOutputs("load", (OUTPUT, Placeholder("load", "rows")))

    data, rows = outputs

    assert (data.output, rows.output) == ("data", "rows")
    assert repr(outputs) == "<outputs of step 'load': data, rows>"
    with pytest.raises(InvalidArgumentError, match=r"test them"):
        bool(outputs)


def test_the_error_tells_the_way_out_in_a_body() -> None:
    from tests.pipelining import of_steps

    @step
    def accuracy() -> float:
        return 0.9

    with pytest.raises(TallystickError, match=r"decide by a pipeline parameter"):
        of_steps(lambda: accuracy() > 0.8).program()
