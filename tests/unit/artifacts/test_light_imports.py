"""Importing and using artifacts loads only what the values need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HEAVY = {
    "PIL",
    "cloudpickle",
    "fsspec",
    "matplotlib",
    "numpy",
    "pandas",
    "plotly",
    "polars",
    "pyarrow",
    "pydantic",
    "skops",
    "sqlalchemy",
    "torch",
}


def loaded_by(code: str, *arguments: str) -> set[str]:
    """Which of the heavy packages a program loads."""
    code += f"\nimport sys\nprint(*({HEAVY!r} & sys.modules.keys()))"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], check=True, capture_output=True, text=True
    )
    return set(done.stdout.split())


def test_importing_is_light() -> None:
    """Nothing but the standard library and the codec."""
    assert loaded_by("import tallystick.artifacts") == set()


def test_saving_builtins_is_light(tmp_path: Path) -> None:
    """A step that returns numbers and dicts pays for nothing else."""
    code = (
        "import sys\n"
        "from tallystick.artifacts import *\n"
        "storage = open_storage(sys.argv[1])\n"
        "saved = save(storage, 'v', {'a': [1, (2, None)]})\n"
        "load(storage, 'v', sha256=saved.sha256, materializer=saved.materializer,\n"
        "     data_type=saved.data_type, allow_unsafe=False)\n"
    )

    assert loaded_by(code, str(tmp_path)) == set()


def test_saving_an_array_loads_numpy_alone(tmp_path: Path) -> None:
    """Nothing that the user did not import."""
    code = (
        "import sys, numpy\n"
        "from tallystick.artifacts import *\n"
        "save(open_storage(sys.argv[1]), 'v', numpy.arange(3))\n"
    )

    assert loaded_by(code, str(tmp_path)) == {"numpy"}
