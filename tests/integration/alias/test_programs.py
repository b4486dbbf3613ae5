"""Programs written for ZenML, of both generations, run unchanged in an empty home."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAMS = sorted((Path(__file__).parent / "programs").glob("*.py"))


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.stem)
def test_program_runs_unchanged(program: Path, tmp_path: Path) -> None:
    """It ends well, and its own assertions hold."""
    done = subprocess.run(
        [sys.executable, program],
        cwd=tmp_path,
        env=os.environ,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "done"


def test_variables_of_that_api_are_honoured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Home, store and verbosity are where the program's own variables say."""
    monkeypatch.delenv("TALLYSTICK_HOME")
    monkeypatch.setenv("ZENML_CONFIG_PATH", str(tmp_path / "config"))
    monkeypatch.setenv("ZENML_LOCAL_STORES_PATH", str(tmp_path / "stores"))
    monkeypatch.setenv("ZENML_LOGGING_VERBOSITY", "DEBUG")
    program = (
        "from zenml import save_artifact\n"
        "from zenml.config.global_config import GlobalConfiguration\n"
        "from zenml.logger import get_logger\n"
        "save_artifact(1, name='one')\n"
        "print(GlobalConfiguration().config_directory, get_logger('x').level)\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )

    assert done.stdout.split() == [str(tmp_path / "config"), "10"]
    assert (tmp_path / "stores" / "store.db").is_file()


def test_own_variables_win(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`TALLYSTICK_HOME` holds over `ZENML_CONFIG_PATH`."""
    monkeypatch.setenv("TALLYSTICK_HOME", str(tmp_path / "own"))
    monkeypatch.setenv("ZENML_CONFIG_PATH", str(tmp_path / "other"))
    program = "import zenml; from tallystick.config import load_settings as s; print(s().home)"

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )

    assert done.stdout.strip() == str(tmp_path / "own")
