"""What people see of a run in a terminal."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

import pytest

from tallystick.execution.progress import Progress
from tallystick.records.runs import Status


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def without_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")


@contextmanager
def shown_on(stream: TextIO | None) -> Iterator[None]:
    # Here and not in a fixture: pytest puts its own in place before the test.
    before, sys.stderr = sys.stderr, stream  # type: ignore[assignment]  # None is what some processes have
    try:
        yield
    finally:
        sys.stderr = before


def show(stream: TextIO | None) -> None:
    with shown_on(stream):
        progress = Progress("training", 3)
        progress.begin("training-1")
        progress.step("load", Status.CACHED, 0.002, "cached from step run 0198")
        progress.step("train", Status.RETRIED, 1.5, "ValueError: no")
        progress.step("train", Status.FAILED, 75)
        progress.end(Status.FAILED, 77)


def test_a_line_for_each_step() -> None:
    terminal = Terminal()

    show(terminal)

    assert terminal.getvalue().splitlines() == [
        "training  training-1",
        "  ↺ 1/3 load                         2 ms  cached from step run 0198",
        "  ↻ 1/3 train                       1.5 s  ValueError: no",
        "  ✗ 2/3 train                    1 min 15 s",
        "✗ failed in 1 min 17 s",
    ]


def test_notes_are_cut_where_the_line_would_be_wrapped() -> None:
    terminal = Terminal()
    with shown_on(terminal):
        progress = Progress("training", 12)
        progress.step("train", Status.FAILED, 1.5, f"ValueError: {'x' * 100}")
        progress.step("n" * 90, Status.FAILED, 1.5, "ValueError: x")

    cut, long = terminal.getvalue().splitlines()
    assert len(cut) == 80
    assert cut.endswith("xxx...")
    assert long == f"  ✗ 2/12 {'n' * 90}    1.5 s"


def test_being_left_is_told_on_a_line_of_its_own() -> None:
    terminal, file = Terminal(), io.StringIO()
    for stream in (terminal, file):
        with shown_on(stream):
            Progress("training", 1).waits("Waiting for 'train' to end.")
            Progress("training", 1).left("Interrupted.", always=True)
            Progress("training", 1).left("Left by sys.exit(3).", always=False)

    assert terminal.getvalue().splitlines() == [
        "",
        "Waiting for 'train' to end.",
        "",
        "■ Interrupted.",
        "",
        "■ Left by sys.exit(3).",
    ]
    assert file.getvalue() == "Interrupted.\n"


def test_colours_unless_they_are_declined(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR")
    terminal = Terminal()

    show(terminal)

    assert "\x1b[31m✗\x1b[0m" in terminal.getvalue()


def test_silence_where_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    file = io.StringIO()
    show(file)
    show(None)
    assert file.getvalue() == ""

    monkeypatch.setenv("TALLYSTICK_PROGRESS", "0")
    terminal = Terminal()
    show(terminal)
    assert terminal.getvalue() == ""


def test_a_terminal_that_knows_few_characters() -> None:
    class Ascii(io.TextIOWrapper):
        def isatty(self) -> bool:
            return True

    shown = io.BytesIO()
    terminal = Ascii(shown, encoding="ascii")

    show(terminal)

    assert shown.getvalue().splitlines()[-1] == b"? failed in 1 min 17 s"


def test_a_terminal_that_was_closed_fails_nothing() -> None:
    class Gone(Terminal):
        def write(self, s: str) -> int:
            raise BrokenPipeError(s)

    show(Gone())
