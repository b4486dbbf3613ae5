"""`tally` on a terminal."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable

import pytest
from tests.integration.cli.conftest import TALLY

from tallystick import log_metadata

if sys.platform == "win32":
    pytest.skip("needs pseudo-terminals", allow_module_level=True)

import fcntl
import pty
import struct
import termios

DOTS = re.compile(r"[\u2800-\u28ff]")
COLOUR = re.compile(r"\x1b\[[\d;]*m")


@pytest.fixture
def typed() -> Callable[..., tuple[int, str]]:
    """Run `tally` on a terminal of so many columns; its exit code and what was seen."""

    def run(
        *words: str, columns: int = 80, answer: str = "", **environment: str
    ) -> tuple[int, str]:
        mine, its = pty.openpty()
        fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        kept = {
            name: os.environ[name] for name in os.environ if name not in ("COLUMNS", "NO_COLOR")
        }
        process = subprocess.Popen(
            [TALLY, *words],
            stdin=its,
            stdout=its,
            stderr=its,
            env=kept | {"TERM": "xterm-256color"} | environment,
        )
        os.close(its)
        os.write(mine, answer.encode())
        seen = b""
        try:
            while part := os.read(mine, 65536):
                seen += part
        except OSError:
            pass  # The other end is closed.
        os.close(mine)
        return process.wait(timeout=60), seen.decode().replace("\r\n", "\n")

    return run


def test_colours_marks_and_ages(typed, runs):
    code, seen = typed("runs", "list")

    assert code == 0
    assert COLOUR.search(seen)
    assert "✓ completed" in seen
    assert re.search(r"just now|\d s ago", seen)


def test_no_colours_where_none_are_wanted(typed, runs):
    _, seen = typed("runs", "show", "run-2", NO_COLOR="1")

    assert "✓ completed" in seen
    # Bold and dim are no colours.
    assert not re.search(r"\x1b\[[\d;]*3\d", seen)


def test_nothing_is_wider_than_the_terminal_and_ids_are_whole(typed, runs, tally):
    tally("log", f"note={'word ' * 15}end", "--run", "run-2")

    _, seen = typed("runs", "list", "--columns", "name,note", columns=40)
    lines = COLOUR.sub("", seen).splitlines()
    _, ids = typed("runs", "list", "--columns", "id,name,note", columns=50)

    assert max(map(len, lines)) <= 40, lines
    assert lines[1].endswith("…")
    assert len(re.findall(r"[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}", ids)) == 3


def test_cards_are_boxes(typed, runs):
    _, seen = typed("runs", "show", "run-2")

    assert "╭─ evaluation_metrics" in COLOUR.sub("", seen)


def test_asks_before_deleting(typed, runs, tally):
    name = "training::train::output"
    declined, question = typed("artifacts", "delete", name, "1", answer="n\n")
    agreed, _ = typed("artifacts", "delete", name, "1", answer="y\n")

    assert declined == 1
    assert f"Delete version 1 of artifact '{name}'" in question
    assert agreed == 0
    left = tally("artifacts", "list", "--columns", "version", "--sort", "version")
    assert left.stdout.split() == ["version", "2", "3"]


def test_histories_are_drawn(typed, runs):
    for place in range(200):
        log_metadata({"loss": 1 / (place + 1)}, run_id_name_or_prefix="run-2", index=place)

    _, seen = typed("history", "loss", "--run", "run-2", "--limit", "1", columns=60)
    _, several = typed("history", "loss", "--where", "name exists", columns=100)
    _, plain = typed("history", "loss", "--run", "run-2", PYTHONIOENCODING="ascii")

    rows = [line for line in COLOUR.sub("", seen).splitlines() if DOTS.search(line)]
    assert len(rows) == 8
    assert max(map(len, rows)) <= 60
    assert rows[0].startswith("    1 ⡇")
    assert rows[-1].startswith("0.005 ")
    assert re.search(r"run-2 +200 +0.005 +1.0 +0.005 +[\u2800-\u28ff]{24}", COLOUR.sub("", several))
    assert "2 runs without loss left out" in several
    assert not DOTS.search(plain)


def test_an_export_says_how_far_it_has_come(typed, runs, tmp_path):
    code, seen = typed("runs", "export", "--to", str(tmp_path / "runs.csv"), columns=200)

    assert code == 0
    *said, answer = seen.split("\r")
    assert re.search(r"\d+ of \d+ written", "".join(said))
    assert " holds " in answer
