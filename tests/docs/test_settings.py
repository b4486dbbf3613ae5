"""Every setting is described."""

from __future__ import annotations

import re
from pathlib import Path

from tallystick.config import Settings

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "settings.md").read_text()


def test_every_setting_has_a_row_and_nothing_else_does() -> None:
    """The table is that of the settings, in their order or not."""
    described = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)

    assert sorted(described) == sorted(Settings.__struct_fields__)
