"""Which step is running."""

from __future__ import annotations

from msgspec.structs import replace

from tallystick.client.session import default_session
from tallystick.plan.plan import OutputSpec
from tallystick.tracking.current import enter_step, leave_step, running_step, session_here


def test_nothing_runs_at_first():
    assert running_step() is None


def test_entering_and_leaving_nest(world):
    outer, inner = world.step(), world.step()

    first = enter_step(outer)
    second = enter_step(inner)
    assert running_step() is inner
    leave_step(second)
    assert running_step() is outer
    leave_step(first)

    assert running_step() is None


def test_the_session_is_the_steps_and_otherwise_the_one_of_the_settings(world, monkeypatch):
    step = world.step()
    monkeypatch.setenv("TALLYSTICK_PROJECT", "other")

    assert session_here() is default_session()
    assert session_here().project == "other"
    with world.inside(step):
        assert session_here() is world.session


def test_tags_are_those_configured_until_they_are_changed(world):
    output = OutputSpec(name="model", artifact="model", tags=("a",))
    step = world.step(outputs=(output,))

    assert step.tags_of(output) == ("a",)
    step.output_tags["model"] = ()

    assert step.tags_of(output) == ()


def test_an_output_has_one_id_from_the_beginning(world):
    one, other = (OutputSpec(name=name, artifact="a") for name in ("one", "other"))
    step = world.step(outputs=(one, other))

    assert step.id_of(one) == step.id_of(replace(one, artifact="b"))
    assert step.id_of(one) != step.id_of(other)
