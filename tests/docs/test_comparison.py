"""The pages on comparing say what is, their example runs, and prints what they show."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from tallystick.client.client import Client
from tallystick.comparison import Comparison, Delta, Group, Row, Section
from tallystick.comparison.causes.cause import Cause, CauseKind, Change, Consequence, Standing
from tallystick.comparison.causes.explanation import Explanation

DOCS = Path(__file__).parents[2] / "docs"
HOWTO = DOCS / "howto" / "compare.md"
REFERENCE = DOCS / "reference" / "comparison.md"
TEXT = REFERENCE.read_text()

TIMED = ("started_at", "duration")


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the program of the how-to page prints."""
    folder = tmp_path_factory.mktemp("howto")
    blocks = re.findall(r"```python\n(.*?)```", HOWTO.read_text(), re.DOTALL)
    program = folder / "program.py"
    program.write_text("\n".join(blocks))

    finished = subprocess.run(
        [sys.executable, program],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={"TALLYSTICK_HOME": str(folder / "home"), "PYTHONIOENCODING": "utf-8"},
    )

    assert finished.returncode == 0, finished.stderr
    return finished.stdout


def test_the_example_prints_what_the_page_shows(printed):
    lines = [line.split() for line in printed.splitlines()]
    for block in re.findall(r"```text\n(.*?)```", HOWTO.read_text(), re.DOTALL):
        for line in block.splitlines():
            if line.strip() and line.split()[0] not in TIMED and " rows differ" not in line:
                assert line.split() in lines, line


def test_links_lead_somewhere():
    for page in (HOWTO, REFERENCE):
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


@pytest.mark.parametrize("call", [Client.compare, Client.explain_difference])
def test_every_argument_with_its_default(call: Any):
    text = " ".join(TEXT.split())
    for name, parameter in inspect.signature(call).parameters.items():
        if name != "self":
            default = parameter.default
            said = name if default is parameter.empty else f"{name}={default!r}"
            assert said in text, said


@pytest.mark.parametrize("cls", [Comparison, Group, Row, Explanation])
def test_every_member_is_described(cls: type):
    members = {
        name
        for name, member in inspect.getmembers(cls)
        if not name.startswith("_")
        and (inspect.isfunction(member) or isinstance(member, property | cached_property))
    }
    for name in members:
        assert re.search(rf"`{name}\b|\b{name}\(", TEXT), name


@pytest.mark.parametrize("struct", [Delta, Cause, Change, Consequence])
def test_every_fact_is_described(struct: Any):
    for name in struct.__struct_fields__:
        assert f"`{name}`" in TEXT, name


@pytest.mark.parametrize("word", sorted({*Section, *CauseKind, *Standing}))
def test_every_word_is_described(word: str):
    assert f"`{word}`" in TEXT
