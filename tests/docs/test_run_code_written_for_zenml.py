"""The page on code written for ZenML tells what the alias has."""

from __future__ import annotations

import pkgutil
import re
from pathlib import Path

import pytest

import zenml

PAGE = Path(__file__).parents[2] / "docs" / "howto" / "run-code-written-for-zenml.md"
TEXT = PAGE.read_text()

ROWS = re.findall(r"^\| (`zenml.*?) \|", TEXT, re.MULTILINE)
LISTED = {name for row in ROWS for name in re.findall(r"`(zenml[\w.]*)`", row)}
WHOLE = {re.findall(r"`(.*?)`", row)[0] for row in ROWS if "below it" in row}
MODULES = {module.name for module in pkgutil.walk_packages(zenml.__path__, "zenml.")}


@pytest.mark.parametrize("module", sorted(MODULES))
def test_every_module_is_listed(module: str) -> None:
    assert module in LISTED or any(module.startswith(f"{above}.") for above in WHOLE)


def test_every_listed_module_exists() -> None:
    assert MODULES | {"zenml"} >= LISTED


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", TEXT):
        assert (PAGE.parent / target).exists(), target
