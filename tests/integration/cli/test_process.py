"""`tally` as a process of its own: streams, signals, and what it loads."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest
from tests.integration.cli.conftest import TALLY


def test_the_module_is_the_command(tally):
    answer = subprocess.run(
        [sys.executable, "-m", "tallystick", "version"], capture_output=True, text=True, check=False
    )

    assert (answer.returncode, answer.stdout) == (0, tally("version").stdout)


def test_answers_and_exit_codes(tally, runs):
    listed = tally("runs", "list", "--columns", "name", "--sort", "name")
    unknown = tally("runs", "show", "nothing")
    senseless = tally("runs", "list", "--limit", "x")

    assert listed.returncode == 0
    assert listed.stdout.split() == ["name", *runs]
    assert unknown.returncode == 3
    assert unknown.stderr.startswith("Error: There is no run 'nothing'.")
    assert senseless.returncode == 2
    for finished in (listed, unknown, senseless):
        assert "Traceback" not in finished.stderr


def test_what_one_process_logs_another_reads(tally, runs):
    tally("log", "reviewed=true", "--run", "run-1")

    shown = json.loads(tally("runs", "show", "run-1", "--json").stdout)

    assert shown["metadata"]["reviewed"] is True


def test_a_reader_that_stops_reading_is_no_error(tally, runs):
    tally("log", f"text={'x' * 120_000}", "--run", "run-0")
    with subprocess.Popen(
        [TALLY, "runs", "show", "run-0", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        said = process.stderr.read()

    assert process.returncode == 0
    assert said == b""


@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal")
def test_an_interrupt_ends_it_quietly(home):
    with subprocess.Popen(
        [TALLY, "log", "--metadata", "-", "--run", "x"],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    ) as process:
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=3)
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        said = process.stderr.read()

    assert process.returncode == 130
    assert said == b""


def test_deleting_needs_a_yes_where_nobody_can_be_asked(tally, runs):
    refused = tally("artifacts", "delete", "training::train::output", "1")
    done = tally("artifacts", "delete", "training::train::output", "1", "--yes")

    assert refused.returncode == 2
    assert "--yes" in refused.stderr
    assert done.returncode == 0


def test_a_terminal_that_knows_only_ascii_gets_escapes(tally, runs):
    tally("log", "note=größe ✓", "--run", "run-0")

    shown = tally("runs", "show", "run-0", PYTHONIOENCODING="ascii", PYTHONUTF8="0")

    assert shown.returncode == 0
    assert r"gr\xf6\xdfe \u2713" in shown.stdout


@pytest.mark.parametrize("words", [["version"], ["--help"], ["runs", "list", "--help"]])
def test_what_needs_no_store_opens_none(words, home):
    code = (
        "import sys; from tallystick.cli.app import run; run(sys.argv[1:]);"
        "print([m for m in ('sqlalchemy', 'sqlite3', 'numpy', 'pandas', 'fsspec') "
        "if m in sys.modules])"
    )

    finished = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, check=True
    )

    assert finished.stdout.splitlines()[-1] == "[]"
    assert not home.exists()


def test_the_version_loads_no_other_commands():
    code = (
        "import sys; from tallystick.cli.app import run; run(['version']);"
        "print(sorted(m for m in sys.modules if m.startswith('tallystick.') and m.count('.') < 2),"
        "'rich' in sys.modules)"
    )

    finished = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    loaded = finished.stdout.splitlines()[-1]
    assert loaded == "['tallystick.cli', 'tallystick.errors'] False"
