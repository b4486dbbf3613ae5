"""The tutorial from top to bottom: its programs run, and its commands answer what it shows."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "tutorial" / "first-pipeline.md"
TEXT = PAGE.read_text()

PROGRAMS = {"python": sys.executable, "tally": str(Path(sys.executable).with_name("tally"))}

VARYING = {
    r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]{21}": "ID",
    r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC": "TIME",
    r"\b\d+(\.\d+)? (µs|ms|s)\b": "DURATION",
    # Not every system tells it, and not every folder is within a repository.
    r"^  (code|peak memory) .*\n": "",
    r" +": " ",
}
"""What differs from day to day and from machine to machine."""


def normal(text: str) -> str:
    for pattern, word in VARYING.items():
        text = re.sub(pattern, word, text, flags=re.MULTILINE)
    return text


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


def test_from_top_to_bottom(tmp_path, home, monkeypatch):
    monkeypatch.setenv("TALLYSTICK_AUTHOR", "you")
    *parts, predict = blocks("python")
    (tmp_path / "spring.py").write_text("\n\n".join(parts))
    (tmp_path / "predict.py").write_text(predict)

    for block in blocks("text"):
        command, _, shown = block.removeprefix("$ ").partition("\n")
        program, *words = shlex.split(command)
        finished = subprocess.run(
            [PROGRAMS[program], *words],
            cwd=tmp_path,
            env=os.environ | {"PYTHONWARNINGS": "error"},
            capture_output=True,
            text=True,
            check=False,
        )

        assert finished.returncode == 0, f"{command}\n{finished.stderr}"
        assert normal(finished.stdout) == normal(shown), command


def test_links_lead_somewhere():
    for target in re.findall(r"\]\(([^)#]+)\)", TEXT):
        assert (PAGE.parent / target).exists(), target
