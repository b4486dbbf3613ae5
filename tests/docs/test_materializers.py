"""The pages on materializers and storage say what is, and their example runs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tallystick.artifacts.materializers.foreign import FOREIGN_TAGS
from tallystick.artifacts.materializers.scalars import TAGS
from tallystick.artifacts.materializers.table import EXACT, FALLBACK, FAMILIES, RECORDS, REGISTERED
from tallystick.artifacts.storage import open_storage
from tallystick.testing.storage_contract import put

DOCS = Path(__file__).parents[2] / "docs"
HOWTO = DOCS / "howto" / "write-a-materializer.md"
MATERIALIZERS = DOCS / "reference" / "materializers.md"
STORAGE = DOCS / "reference" / "artifact-storage.md"


def example() -> str:
    return "\n".join(re.findall(r"```python\n(.*?)```", HOWTO.read_text(), re.DOTALL))


def test_the_example_runs_and_passes_its_own_test(tmp_path: Path) -> None:
    program = tmp_path / "test_program.py"
    program.write_text(example())

    finished = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", program],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )

    assert finished.returncode == 0, finished.stdout + finished.stderr


def test_every_materializer_is_in_the_table() -> None:
    text = MATERIALIZERS.read_text()
    known = {*EXACT.values(), *FAMILIES.values(), *RECORDS.values(), FALLBACK, REGISTERED}

    written = set(re.findall(r"\| `(\w+Materializer)` \|", text))

    assert written == {name.rpartition(".")[2] for name in known}


def test_every_tag_is_described() -> None:
    text = MATERIALIZERS.read_text()

    missing = [tag for tag in (*TAGS, *FOREIGN_TAGS) if f"`${tag}`" not in text]

    assert missing == []


@pytest.mark.skipif(sys.platform != "linux", reason="the command is that of GNU")
def test_the_command_checks_a_payload(tmp_path: Path) -> None:
    payload = put(open_storage(tmp_path), "data/1")
    (command,) = re.findall(r"```sh\n(find .*?)\n```", STORAGE.read_text())

    found = subprocess.run(
        command, shell=True, cwd=tmp_path / "data/1", check=True, capture_output=True, text=True
    )

    assert found.stdout.split()[0] == payload.sha256


def test_links_lead_somewhere() -> None:
    for page in (HOWTO, MATERIALIZERS, STORAGE):
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
