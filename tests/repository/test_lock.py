"""The lock can be installed anywhere and holds what the project asks for."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def pinned(lock: Path) -> dict[str, set[str]]:
    """Versions by name; a name has several where they differ by Python version."""
    versions: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", lock.read_text(), re.MULTILINE):
        versions.setdefault(canonicalize_name(name), set()).add(version)
    return versions


def asked_for() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    lists = [
        project["project"]["dependencies"],
        *project["project"]["optional-dependencies"].values(),
        *project["dependency-groups"].values(),
    ]
    requirements = [Requirement(line) for lines in lists for line in lines if isinstance(line, str)]
    return [each for each in requirements if each.name != "tallystick"]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_lock_says_what_and_not_where(lock: Path) -> None:
    text = lock.read_text()

    assert not re.search(r"://|--index-url|--find-links|file:|(^| )/", text, re.MULTILINE)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_every_pin_has_a_hash(lock: Path) -> None:
    pins = re.split(r"^(?=[\w.-]+==)", lock.read_text(), flags=re.MULTILINE)[1:]

    assert pins
    assert [pin.splitlines()[0] for pin in pins if "--hash=sha256:" not in pin] == []


@pytest.mark.parametrize("requirement", asked_for(), ids=str)
def test_lock_fits_what_the_project_asks_for(requirement: Requirement) -> None:
    versions = pinned(ROOT / "requirements" / "dev.txt")

    found = versions.get(canonicalize_name(requirement.name), set())

    assert found, f"{requirement} is not locked; run `make lock`"
    assert all(version in requirement.specifier for version in found)


def test_both_locks_agree_on_uv() -> None:
    dev, uv = (pinned(ROOT / "requirements" / f"{name}.txt") for name in ("dev", "uv"))

    assert uv["uv"] == dev["uv"]
