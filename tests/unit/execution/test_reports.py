"""What people read of a run that did not end well."""

from __future__ import annotations

import io
import sys

import pytest
from tests.pipelining import failed, of_steps

from tallystick import log_metadata, pipeline, step
from tallystick.execution.uncaught import report_as


@pytest.fixture(autouse=True)
def plain_hook(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python's own hook, before and after."""
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    monkeypatch.setenv("COLUMNS", "80")


def shown(error: BaseException | None) -> list[str]:
    """What Python would write at its end."""
    assert error is not None
    stream = io.StringIO()
    before, sys.stderr = sys.stderr, stream
    try:
        sys.excepthook(type(error), error, error.__traceback__)
    finally:
        sys.stderr = before
    return stream.getvalue().splitlines()


@step
def good(x: int = 1) -> int:
    return x


@step
def broken(x: int = 1) -> int:
    raise ZeroDivisionError("by zero")


def test_the_failed_step_comes_first_and_its_own_traceback_after() -> None:
    lost = failed(of_steps(broken))

    lines = shown(lost.error)

    assert lines[:3] == ["Step 'broken' failed.", "", "Traceback (most recent call last):"]
    assert f'File "{__file__}"' in lines[3]
    assert lines[5] == "ZeroDivisionError: by zero"
    assert lines[-2:] == ["What was logged is kept:", f"  tally runs show {lost.run.name}"]
    assert "src/tallystick" not in "\n".join(lines)


def test_what_became_of_the_others() -> None:
    def body() -> None:
        first = good(id="before")
        good(broken(good(first, id="also before")), id="after")
        good(first, id="beside")
        good(id="apart")

    lines = shown(failed(pipeline(name="branching")(body)).error)

    assert "Not run because of it: after" in lines
    assert "Not affected: beside, apart" in lines
    assert not any(line.startswith("Not begun") for line in lines)


def test_what_was_not_begun_since_another_failed() -> None:
    calls = (lambda: good(broken(), id="after"), good)

    lines = shown(failed(of_steps(*calls, execution_mode="stop_on_failure")).error)

    assert "Not run because of it: after" in lines
    assert "Not begun (stop_on_failure): good" in lines


def test_several_failures_are_told_apart() -> None:
    calls = [lambda n=n: broken(id=f"broken {n}") for n in range(5)]

    lines = shown(failed(of_steps(*calls)).error)

    assert lines[:2] == [
        "Steps 'broken 0', 'broken 1', 'broken 2', 'broken 3' and 'broken 4' failed.",
        "",
    ]
    assert [line for line in lines if line.startswith("Step ")] == [
        f"Step 'broken {n}':" for n in range(5)
    ]
    assert lines.count("Traceback (most recent call last):") == 3, "the others in one line"
    assert lines.count("ZeroDivisionError: by zero") == 5


def test_what_tallystick_refuses_is_shown_without_its_frames() -> None:
    @step
    def wrong() -> None:
        log_metadata({"x": object()})

    lines = shown(failed(of_steps(wrong)).error)

    # Some releases of Python underline what failed.
    rest = [line.strip() for line in lines[4:] if line.strip(" ~^")]
    assert rest[0] == 'log_metadata({"x": object()})'
    assert rest[1].startswith("tallystick.errors.InvalidValueError: x is of type object")


def test_what_is_wrong_outside_of_the_step_has_no_traceback() -> None:
    @step
    def wrong() -> tuple[int, int]:
        return 1  # type: ignore[return-value]  # what is looked for

    lines = shown(failed(of_steps(wrong)).error)

    assert lines[2].startswith("tallystick.errors.InvalidValueError: Step 'wrong' declares 2")


def test_many_names_are_wrapped_and_the_users_lines_are_not() -> None:
    def body() -> None:
        first = broken()
        for n in range(20):
            good(first, id=f"evaluate-{n}")

    lines = shown(failed(pipeline(name="many")(body)).error)

    start = next(n for n, line in enumerate(lines) if line.startswith("Not run because"))
    assert max(map(len, lines[start:])) <= 80
    assert lines[start + 1].startswith("  evaluate-")


def test_notebooks_show_the_same() -> None:
    error = failed(of_steps(broken)).error
    assert error is not None

    assert error._render_traceback_() == shown(error)  # type: ignore[operator]  # what IPython calls


def test_a_hook_of_the_program_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    monkeypatch.setattr(sys, "excepthook", lambda *what: seen.append(what))

    error = failed(of_steps(broken)).error
    assert error is not None

    assert shown(error) == []
    assert len(seen) == 1


def test_other_exceptions_are_shown_as_ever() -> None:
    report_as(ValueError("said otherwise"), lambda _: "a report")

    assert shown(KeyError("x")) == ["KeyError: 'x'"]
