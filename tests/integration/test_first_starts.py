"""Many processes that start at once where there is nothing yet."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tallystick import Client
from tallystick.config import load_settings

START = """
import sys
from tallystick import Client, save_artifact
from tallystick.config import save_setting

sys.stdin.readline()
save_setting("project", "shared")
Client().list_artifacts()
save_artifact(1, name="one")
"""


@pytest.mark.parametrize("attempt", range(4))
def test_all_find_one_store_and_one_settings_file(attempt: int) -> None:
    """No start fails, falls back or loses what it wrote."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", START],
            env=os.environ,
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(8)
    ]

    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    errors = [process.communicate(timeout=120)[1] for process in processes]

    assert errors == [""] * 8
    assert load_settings().project == "shared"
    versions = Client().list_artifact_versions(size=100)
    assert sorted(int(one.version) for one in versions) == list(range(1, 9))
