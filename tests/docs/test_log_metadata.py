"""The pages on logging metadata say what is, and their example runs."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tallystick.tracking import identifiers
from tallystick.tracking.bulk import bulk_log_metadata
from tallystick.tracking.logging import log_metadata
from tallystick.tracking.older import (
    log_artifact_metadata,
    log_model_metadata,
    log_step_metadata,
)

DOCS = Path(__file__).parents[2] / "docs"
HOWTO = DOCS / "howto" / "log-metadata.md"
REFERENCE = DOCS / "reference" / "log-metadata.md"


def test_the_example_runs(tmp_path):
    blocks = re.findall(r"```python\n(.*?)```", HOWTO.read_text(), re.DOTALL)
    program = tmp_path / "program.py"
    program.write_text("\n".join(blocks))

    finished = subprocess.run(
        [sys.executable, program], capture_output=True, text=True, check=False
    )

    assert finished.returncode == 0, finished.stderr


@pytest.mark.parametrize(
    "function",
    [
        log_metadata,
        bulk_log_metadata,
        log_artifact_metadata,
        log_model_metadata,
        log_step_metadata,
    ],
)
def test_the_reference_has_every_argument_with_its_default(function):
    text = " ".join(REFERENCE.read_text().split())
    written = re.search(rf"{function.__name__}\( ?(metadata[^)]*?),? ?\)", text)
    assert written

    parameters = inspect.signature(function).parameters.values()
    expected = [
        p.name if p.default is p.empty else f"{p.name}={p.default!r}"
        for p in parameters
        if p.kind is not p.KEYWORD_ONLY or function in (log_metadata, bulk_log_metadata)
    ]
    found = [part for part in re.split(r", ?", written[1]) if part != "*"]
    assert found == expected


@pytest.mark.parametrize(
    "kind",
    [
        identifiers.PipelineRunIdentifier,
        identifiers.StepRunIdentifier,
        identifiers.ArtifactVersionIdentifier,
        identifiers.ModelVersionIdentifier,
    ],
)
def test_the_reference_has_every_identifier_with_its_arguments(kind):
    (line,) = [
        line
        for line in REFERENCE.read_text().splitlines()
        if line.startswith(f"| `{kind.__name__}`")
    ]

    for argument in kind.__struct_fields__:
        assert f"`{argument}`" in line


def test_links_lead_somewhere():
    for page in (HOWTO, REFERENCE):
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
