from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.integration.execution.processes import HEAD, Script


@pytest.fixture
def start(tmp_path: Path) -> Script:
    """Start a program: `start(text, *arguments)`."""

    def started(text: str, *arguments: str, **options: object) -> subprocess.Popen[str]:
        path = tmp_path / "program.py"
        if not path.exists() or path.read_text() != HEAD + text:
            # Not while another process reads it.
            path.write_text(HEAD + text)
        return subprocess.Popen(
            [sys.executable, str(path), *arguments],
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **options,  # type: ignore[call-overload]  # whatever the test needs
        )

    return started
