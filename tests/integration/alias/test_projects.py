"""Projects as people keep them, several files and calls each, run unchanged in an empty home."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECTS = Path(__file__).parent / "projects"
CALLS = {
    "batch_scoring": ["run.py", "run.py", "run.py --no-cache --fail-on-gate", "check.py"],
    "digits_first_generation": ["run.py", "check.py"],
    "governance": [
        "run.py",
        "scripts/promote.py --to-stage staging",
        "scripts/promote.py --from-stage staging --to-stage production",
        "run.py --strength 0.5",
        "scripts/promote.py --to-stage production",
        "scripts/promote.py --to-stage staging",
        "run.py --pipeline comparison",
        "scripts/report.py",
        "run.py --rows 5",
        "scripts/promote.py --to-stage staging --force",
        "check.py",
    ],
    "research_reports": ["run.py", "make_secret.py", "run.py --query a-b-c", "check.py"],
    "wines": [
        "run.py --features",
        "run.py --features",
        "run.py --train --train-version 1",
        "run.py --train",
        "run.py --infer",
        "check.py",
    ],
}
FAILS = {
    ("batch_scoring", 2): "Test accuracy",
    ("governance", 4): "is in production already",
    ("governance", 8): "only 5 rows",
    ("governance", 9): "missing metrics",
    ("research_reports", 0): "There is no secret",
}
"""Calls that end badly, by their number, and what they say then."""


@pytest.mark.parametrize("project", sorted(CALLS))
def test_project_runs_unchanged(project: str, tmp_path: Path) -> None:
    """Each of its calls ends as it should; the last one checks what is stored."""
    folder = tmp_path / project
    shutil.copytree(PROJECTS / project, folder)

    for number, call in enumerate(CALLS[project]):
        done = subprocess.run(
            [sys.executable, *call.split()],
            cwd=folder,
            env=os.environ,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        complaint = FAILS.get((project, number))
        told = f"{call}\n{done.stdout}\n{done.stderr}"
        assert (done.returncode != 0) is (complaint is not None), told
        assert (complaint or "") in done.stderr

    assert done.stdout.splitlines()[-1] == "done"


def test_every_project_is_run() -> None:
    """No folder is forgotten."""
    assert sorted(CALLS) == sorted(folder.name for folder in PROJECTS.iterdir() if folder.is_dir())
