"""Both wheels install into a clean environment, work there, and stay small."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MEGABYTE = 1_000_000

# One worker builds and installs for all tests of this file.
pytestmark = [pytest.mark.packaging, pytest.mark.xdist_group("packaging")]


def run(*command: str | Path, cwd: Path) -> str:
    """What the command prints; its errors are in the failure."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        command, cwd=cwd, env=env, text=True, capture_output=True, timeout=200, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def uv(*arguments: str | Path, cwd: Path) -> str:
    return run(sys.executable, "-m", "uv", *arguments, cwd=cwd)


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The wheels of both distributions, built by way of their source distributions."""
    out = tmp_path_factory.mktemp("dist")
    uv("build", "--quiet", "--all-packages", "--out-dir", out, cwd=ROOT)
    return sorted(out.glob("*.whl"))


@pytest.fixture(scope="module")
def python(wheels: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an environment that holds the wheels and what they ask for."""
    folder = tmp_path_factory.mktemp("clean")
    uv("venv", "--quiet", "--python", sys.executable, "env", cwd=folder)
    python = next(path for path in folder.glob("env/*/python*") if path.stem == "python")
    lock = ROOT / "requirements" / "dev.txt"
    uv("pip", "install", "--python", python, "--constraint", lock, *wheels, cwd=folder)
    return python


def installed(python: Path) -> dict[str, str]:
    packages = json.loads(
        uv("pip", "list", "--python", python, "--format", "json", cwd=python.parent)
    )
    return {package["name"]: package["version"] for package in packages}


def test_wheels_hold_types_and_licence(wheels: list[Path]) -> None:
    names = [name for wheel in wheels for name in zipfile.ZipFile(wheel).namelist()]

    assert [wheel.name.split("-")[0] for wheel in wheels] == ["tallystick", "tallystick_zenml"]
    assert {"tallystick/py.typed", "zenml/py.typed"} <= set(names)
    assert sum(name.endswith("licenses/LICENSE") for name in names) == len(wheels)
    assert not [name for name in names if name.startswith(("tests/", "src/"))]


def test_both_packages_import_from_wheels(python: Path) -> None:
    where = run(
        python,
        "-I",
        "-c",
        "import tallystick, zenml; print(tallystick.__file__, zenml.__file__)",
        cwd=python.parent,
    )

    assert where.count("site-packages") == 2


def test_core_install_is_small(python: Path) -> None:
    packages = installed(python).keys() - {"tallystick-zenml"}
    site = Path(
        run(
            python,
            "-I",
            "-c",
            "import sysconfig; print(sysconfig.get_path('purelib'))",
            cwd=python.parent,
        ).strip()
    )
    size = sum(
        path.stat().st_size
        for path in site.rglob("*")
        if path.is_file() and path.suffix != ".pyc" and not path.match("zenml/**")
    )

    assert len(packages) <= 20, sorted(packages)
    assert size <= 60 * MEGABYTE, f"{size / MEGABYTE:.1f} MB"


def test_command_of_the_wheel_says_its_version(python: Path) -> None:
    tally = python.parent / "tally"

    said = run(tally, "version", cwd=python.parent)

    assert installed(python)["tallystick"] in said
