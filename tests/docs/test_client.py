"""The pages on the client say what is, and their example runs."""

from __future__ import annotations

import inspect
import re
import shlex
import subprocess
import sys
from functools import cached_property
from pathlib import Path

import pytest

from tallystick.client import handles
from tallystick.client.client import Client
from tallystick.client.filters.arguments import ARGUMENTS
from tallystick.client.filters.looking import LOOKING
from tallystick.client.filters.operators import Operator
from tallystick.records.targets import Kind

DOCS = Path(__file__).parents[2] / "docs"
HOWTO = DOCS / "howto" / "find-things.md"
REFERENCE = DOCS / "reference" / "client.md"
TEXT = REFERENCE.read_text()

WITHOUT_SECTION = {"tags", "secrets", "stacks"}
"""Collections behind flat names that have a section of their own."""


def test_the_example_runs(tmp_path):
    blocks = re.findall(r"```python\n(.*?)```", HOWTO.read_text(), re.DOTALL)
    program = tmp_path / "program.py"
    program.write_text("\n".join(blocks))

    finished = subprocess.run(
        [sys.executable, program], capture_output=True, text=True, check=False, cwd=tmp_path
    )

    assert finished.returncode == 0, finished.stderr
    shown = "\n".join(re.findall(r"```sh\n(.*?)```", HOWTO.read_text(), re.DOTALL))
    for command in shown.splitlines():
        tally, *words = shlex.split(command)
        listed = subprocess.run(
            [Path(sys.executable).with_name(tally), *words],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
        )
        assert (listed.returncode, listed.stderr) == (0, ""), command
        assert len(listed.stdout.splitlines()) > 1


def test_links_lead_somewhere():
    for page in (HOWTO, REFERENCE):
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def public(cls: type) -> set[str]:
    return {
        name
        for name, member in inspect.getmembers(cls)
        if not name.startswith("_")
        and (callable(member) or isinstance(member, property | cached_property))
    }


def test_every_member_of_the_client_is_described():
    for name in public(Client) - WITHOUT_SECTION:
        assert re.search(rf"`(client)?\.?{name}\b", TEXT), name


@pytest.mark.parametrize(
    "handle",
    [
        cls
        for cls in vars(handles).values()
        if inspect.isclass(cls) and issubclass(cls, handles.Handle) and cls is not handles.Handle
    ],
)
def test_every_attribute_of_a_handle_is_described(handle):
    (row,) = [line for line in TEXT.splitlines() if line.startswith(f"| `{handle.__name__}`")]
    common = public(handles.Handle)
    described = set(re.findall(r"`(\w+)(?:\(\))?`", row))

    assert described - {handle.__name__} == public(handle) - common - {"record_type"}
    for name in common:
        assert f"`{name}" in TEXT


@pytest.mark.parametrize("kind", Kind)
def test_every_filter_is_described(kind):
    row = f"| {kind.replace('_', ' ')}s |"
    own = [line for line in TEXT.splitlines() if line.startswith(row)]
    everyone = [line for line in TEXT.splitlines() if line.startswith("| all")]
    refused = [line for line in TEXT.splitlines() if "known and refused" in line]

    for name in (*ARGUMENTS[kind], *LOOKING[kind]):
        assert any(f"`{name}`" in line for line in (*own, *everyone, *refused)), name


def test_every_operator_is_described():
    for operator in Operator:
        assert f"`{operator}`" in TEXT
