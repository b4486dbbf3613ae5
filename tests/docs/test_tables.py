"""The pages on tables: their examples run, and types and errors are those that are."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tallystick.client.export.arrow import ROW_GROUP
from tallystick.client.export.facts import facts, usual
from tallystick.client.export.files import ExportedFile
from tallystick.query.fields import FIELDS

DOCS = Path(__file__).parents[2] / "docs"
HOWTO = DOCS / "howto" / "get-data-out.md"
REFERENCE = DOCS / "reference" / "tables.md"
TEXT = REFERENCE.read_text()


def test_the_example_prints_what_the_page_shows(tmp_path):
    page = HOWTO.read_text()
    program = tmp_path / "program.py"
    program.write_text("\n".join(re.findall(r"```python\n(.*?)```", page, re.DOTALL)))

    finished = subprocess.run(
        [sys.executable, program],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={"TALLYSTICK_HOME": str(tmp_path / "home"), "PYTHONIOENCODING": "utf-8"},
    )

    assert finished.returncode == 0, finished.stderr
    (shown,) = re.findall(r"```text\n(.*?)```", page, re.DOTALL)
    assert shown in finished.stdout
    assert "['name', 'metrics.loss'] 3" in finished.stdout
    assert "3 rows, " in finished.stdout


def test_fields_that_cannot_be_columns_are_named():
    for kind, fields in FIELDS.items():
        for name in set(fields) - set(facts(kind)):
            assert f"`{name}`" in TEXT
        left_out = set(facts(kind)) - {fact.name for fact in usual(kind)}
        assert left_out <= {"duration"}


def test_what_a_file_is_said_to_have():
    for name in ExportedFile._fields:
        assert f"`{name}`" in TEXT
    assert f"row groups of {ROW_GROUP:,} rows" in TEXT


def test_links_lead_somewhere():
    for page in (HOWTO, REFERENCE):
        for target in re.findall(r"\]\(([^)#]+)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
