"""Step logs: what is kept, what is still shown, and each line once."""

from __future__ import annotations

import io
import logging
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from tests.pipelining import Ran, of_steps, ran

from tallystick import step
from tallystick.execution.logs import StepLog, capture_output

ours = logging.getLogger("users.own")


@pytest.fixture(autouse=True)
def plain_logging() -> Iterator[None]:
    """What tests do to logging ends with them."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    ours.handlers[:] = []
    ours.propagate = True
    ours.setLevel(logging.NOTSET)


def fresh_logging() -> None:
    """Logging as a new process has it: pytest's handlers come after fixtures."""
    logging.getLogger().handlers[:] = []


def run(function) -> Ran:  # type: ignore[no-untyped-def]
    return ran(of_steps(step(name="talk", enable_cache=False)(function)))


def test_all_that_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    def talk() -> None:
        print("out")  # noqa: T201  what is looked for
        print("error", 1, sep="-", file=sys.stderr)  # noqa: T201  what is looked for
        sys.stdout.writelines(["a\n", "b\n"])
        sys.stdout.write("no end of line")

    made = run(talk)

    assert made.log("talk") == "out\nerror-1\na\nb\nno end of line"
    shown = capsys.readouterr()
    assert shown.out == "out\na\nb\nno end of line"
    assert shown.err == "error-1\n"


def test_logging_without_any_configuration(capsys: pytest.CaptureFixture[str]) -> None:
    fresh_logging()

    def talk() -> None:
        ours.info("not shown, as ever")
        ours.warning("shown %s", "once")

    assert run(talk).log("talk").count("WARNING users.own: shown once\n") == 1
    assert capsys.readouterr().err == "shown once\n"


def test_logging_configured_before(capsys: pytest.CaptureFixture[str]) -> None:
    fresh_logging()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s|%(message)s")

    def talk() -> None:
        ours.info("told")

    assert run(talk).log("talk").count("told") == 1
    assert capsys.readouterr().err == "INFO|told\n"


def test_logging_configured_within_the_step(capsys: pytest.CaptureFixture[str]) -> None:
    fresh_logging()

    def talk() -> None:
        logging.basicConfig(level=logging.INFO, format="%(levelname)s|%(message)s")
        ours.info("told")
        print("said")  # noqa: T201  what is looked for

    log = run(talk).log("talk")

    assert log.count("told") == 1
    assert log.endswith("said\n")
    assert capsys.readouterr().err == "INFO|told\n"


def test_loggers_that_do_not_propagate(capsys: pytest.CaptureFixture[str]) -> None:
    ours.propagate = False
    ours.setLevel(logging.DEBUG)
    ours.addHandler(logging.StreamHandler(sys.stdout))

    def talk() -> None:
        ours.debug("apart")

    assert run(talk).log("talk").count("apart") == 1
    assert capsys.readouterr().out == "apart\n"


def test_records_that_cannot_be_formatted() -> None:
    fresh_logging()
    logging.getLogger().addHandler(logging.NullHandler())

    def talk() -> None:
        ours.warning("%d", "no number")

    assert "'%d' ('no number',)" in run(talk).log("talk")


def test_tracebacks_stay_as_handlers_format_them() -> None:
    fresh_logging()
    shown = io.StringIO()

    class Terse(logging.Formatter):
        def formatException(self, ei: object) -> str:  # noqa: N802  logging's name
            return "terse"

    handler = logging.StreamHandler(shown)
    handler.setFormatter(Terse())
    logging.getLogger().addHandler(handler)

    def talk() -> None:
        try:
            int("x")
        except ValueError:
            ours.exception("failed")

    assert "ValueError: invalid literal" in run(talk).log("talk")
    assert shown.getvalue() == "failed\nterse\n"


def test_threads_of_the_step() -> None:
    def talk() -> None:
        thread = threading.Thread(target=print, args=("from a thread",))
        thread.start()
        thread.join()
        with ThreadPoolExecutor(1) as pool:
            pool.submit(print, "from a pool").result()

    assert run(talk).log("talk") == "from a thread\nfrom a pool\n"


def test_output_that_is_redirected_stays_there() -> None:
    caught = io.StringIO()

    def talk() -> None:
        with redirect_stdout(caught):
            print("elsewhere")  # noqa: T201  what is looked for
        print("here")  # noqa: T201  what is looked for

    assert run(talk).log("talk") == "here\n"
    assert caught.getvalue() == "elsewhere\n"


def test_streams_stay_what_they_are() -> None:
    before = sys.stdout

    def talk() -> None:
        assert sys.stdout.encoding == before.encoding
        assert sys.stdout.isatty() is before.isatty()
        assert sys.stdout.errors == before.errors
        sys.stdout.flush()
        assert sys.stdout.writable()

    run(talk)

    assert sys.stdout is before
    assert logging.Logger.callHandlers.__module__ == "logging"


def test_without_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)

    assert run(lambda: None).log("talk") == ""
    assert sys.stdout is None


def test_logs_can_be_switched_off_and_silent_steps_have_none(home: Path) -> None:
    @step(name="talk", enable_step_logs=False)
    def loud() -> None:
        sys.stdout.write("x")

    assert ran(of_steps(loud)).steps["talk"].logs is None
    assert run(lambda: None).steps["talk"].logs is None
    assert not (home / "logs").exists()


def test_capturing_may_be_entered_by_several() -> None:
    before = sys.stdout
    outer, inner = capture_output(), capture_output()

    outer.__enter__()
    inner.__enter__()
    outer.__exit__()
    assert sys.stdout is not before
    inner.__exit__()

    assert sys.stdout is before


def test_what_somebody_else_puts_on_top_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", sys.stdout)
    with capture_output():
        sys.stdout = on_top = io.StringIO()

    assert sys.stdout is on_top


def test_a_log_that_cannot_be_written_fails_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    log = StepLog(tmp_path / "file", "a.log")

    log.write("lost\n")
    log.close()

    assert log.written is None


def test_a_closed_log_takes_no_more(tmp_path: Path) -> None:
    log = StepLog(tmp_path, "a/b.log")
    log.write("ä\ud800\n")
    log.close()
    log.write("late\n")

    assert log.written == "a/b.log"
    assert (tmp_path / "a/b.log").read_text() == "ä?\n"
