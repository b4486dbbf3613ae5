"""The page on seeing what metadata there is: its example runs, and prints what it shows."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tallystick.query.paths import LONGEST_VALUE, SAMPLE, CommonValue, PathSummary
from tallystick.store.sql.finding.paths import FEW

DOCS = Path(__file__).parents[2] / "docs"
HOWTO = DOCS / "howto" / "see-what-there-is.md"
REFERENCE = (DOCS / "reference" / "client.md").read_text()


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
    shown = re.findall(r"```text\n(.*?)```", page, re.DOTALL)[0]
    assert shown in finished.stdout


def test_every_field_of_a_summary_is_described():
    described = REFERENCE.partition("| of a summary | |")[2].partition("\n\n")[0]

    assert re.findall(r"^\| `(\w+)` \|", described, re.MULTILINE) == list(
        PathSummary.__struct_fields__
    )
    for name in CommonValue.__struct_fields__:
        assert f"`{name}`" in described


def test_how_much_is_looked_at_is_described():
    assert f"no more than {FEW:,} texts" in REFERENCE
    assert f"at most {SAMPLE} things" in REFERENCE
    assert f"from {SAMPLE} things" in REFERENCE
    assert f"first {LONGEST_VALUE} characters" in REFERENCE


def test_links_lead_somewhere():
    for target in re.findall(r"\]\(([^)#]+)", HOWTO.read_text()):
        assert (HOWTO.parent / target).exists(), target
