"""What `import tallystick` offers, and what it leaves alone."""

from __future__ import annotations

import subprocess
import sys

import pytest

import tallystick

HEAVY = {
    "alembic",
    "cyclopts",
    "fsspec",
    "httpx",
    "litestar",
    "numpy",
    "pandas",
    "polars",
    "pyarrow",
    "pydantic",
    "rich",
    "sklearn",
    "sqlalchemy",
}


def loaded_by(code: str) -> set[str]:
    """Top-level modules in a fresh interpreter that ran the code."""
    code += "\nimport sys; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    return set(done.stdout.split())


def test_what_every_script_imports_is_light() -> None:
    loaded = loaded_by("from tallystick import step, pipeline, log_metadata")

    assert "tallystick" in loaded
    assert loaded & HEAVY == set()


@pytest.mark.parametrize("name", tallystick.__all__)
def test_every_public_name_exists_and_is_listed(name: str) -> None:
    assert getattr(tallystick, name) is not None
    assert name in dir(tallystick)


def test_a_name_that_does_not_exist_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="stepp"):
        tallystick.stepp  # noqa: B018  # the access is what is tested
