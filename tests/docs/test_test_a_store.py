"""The page on testing a store says what is, and its examples run."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

HOWTO = Path(__file__).parents[2] / "docs" / "howto" / "test-a-store.md"


def test_the_examples_run_and_pass_their_own_tests(tmp_path: Path) -> None:
    blocks = re.findall(r"```python\n(.*?)```", HOWTO.read_text(), re.DOTALL)
    program = tmp_path / "test_program.py"
    program.write_text("\n".join(blocks))
    # The whole suite is run on Tallystick's own stores; here it is enough that it is there.
    arguments = ["-q", "-p", "no:cacheprovider", "-k", "changes or MyStoreAgrees", str(program)]

    finished = subprocess.run(
        [sys.executable, "-m", "pytest", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )

    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert re.search(r"\d\d passed", finished.stdout)
