"""The pages on pipelines are programs that run."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tallystick.pipelines.configuration import IGNORED_KEYS, PIPELINE_KEYS

DOCS = Path(__file__).parents[2] / "docs"
PAGES = [
    "explanation/caching.md",
    "howto/configure-with-yaml.md",
    "howto/retry-and-hooks.md",
    "howto/run-steps-in-parallel.md",
    "howto/work-with-models.md",
    "reference/types.md",
]


@pytest.mark.parametrize("page", PAGES)
def test_the_page_is_a_program(page: str, tmp_path: Path) -> None:
    blocks = re.findall(r"```python\n(.*?)```", (DOCS / page).read_text(), re.DOTALL)
    program = tmp_path / "program.py"
    program.write_text("\n".join(blocks))

    finished = subprocess.run(
        [sys.executable, program], capture_output=True, text=True, check=False, cwd=tmp_path
    )

    assert finished.returncode == 0, finished.stderr


@pytest.mark.parametrize("page", [*PAGES, "decisions/0021-code-hashes.md"])
def test_links_lead_somewhere(page: str) -> None:
    path = DOCS / page
    for target in re.findall(r"\]\(([^)#]+)\)", path.read_text()):
        assert (path.parent / target).exists(), target


@pytest.mark.parametrize("key", [*PIPELINE_KEYS, *IGNORED_KEYS])
def test_every_key_of_a_file_is_described(key: str) -> None:
    assert f"`{key}`" in (DOCS / "howto/configure-with-yaml.md").read_text()
