"""The README's example runs as it stands, and its commands exist."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def test_example_runs_and_prints_what_was_logged(tmp_path: Path) -> None:
    script = tmp_path / "example.py"
    script.write_text(blocks("python")[0])

    done = subprocess.run(
        [sys.executable, "-W", "error", script],
        cwd=tmp_path,
        env=os.environ,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "4.12"


def test_the_picture_of_the_example_is_what_it_gives(tmp_path: Path) -> None:
    script = tmp_path / "example.py"
    script.write_text(blocks("python")[0])
    command, shown = blocks("text")[0].split("\n", 1)

    subprocess.run([sys.executable, script], cwd=tmp_path, check=True, stdout=subprocess.DEVNULL)
    words = [Path(sys.executable).with_name("tally"), *command.split()[2:]]
    done = subprocess.run(words, capture_output=True, text=True, check=True)

    assert steady(done.stdout) == steady(shown)


def steady(answer: str) -> list[list[str]]:
    """The words of an answer without facts that differ from call to call and place to place."""
    differing = ("run", "started", "duration", "peak", "id")
    words = [line.split() for line in answer.splitlines()]
    return [line for line in words if line and line[0] not in differing]


def test_every_command_is_a_job_of_the_makefile() -> None:
    jobs = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    commands = re.findall(r"^make (\w+)", "\n".join(blocks("sh")), re.MULTILINE)

    assert {"demo", "test"} <= set(commands) <= jobs


def test_every_link_leads_to_a_file() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README)

    assert [link for link in links if not (ROOT / link).exists()] == []
