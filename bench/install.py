"""What installing the core brings with it."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from bench._figure import Figure

ROOT = Path(__file__).parents[1]


def measure() -> Iterable[Figure]:
    """Bytecode is not counted: whether it is written is the installer's choice."""
    with tempfile.TemporaryDirectory() as folder:
        lock = ROOT / "requirements" / "dev.txt"
        install = ["uv", "pip", "install", "--quiet", "--target", folder, "--constraint", lock]
        subprocess.run([sys.executable, "-m", *install, ROOT], check=True)
        packages = len(list(Path(folder).glob("*.dist-info")))
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())

    yield Figure(name="packages of the core install", value=packages, unit="packages", at_most=20)
    yield Figure(name="size of the core install", value=size / 1e6, unit="MB", at_most=60)
