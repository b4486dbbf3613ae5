"""Explanation: why two things differ, with all its faces."""

from __future__ import annotations

import shutil
from typing import Any

from tallystick.comparison.causes.data import reasons_data
from tallystick.comparison.causes.html import reasons_html
from tallystick.comparison.causes.reasons import Reasons
from tallystick.comparison.causes.text import reasons_text


class Explanation(Reasons):
    """Why two things differ: the causes, ranked, with how they reach the result.

    explanation = client.explain_difference("forest-1", "forest-2")
    explanation.primary.kind
    print(explanation)
    """

    def to_text(self, *, width: int | None = None) -> str:
        """The causes with what they moved. Lines above `width` are folded; None is no limit."""
        return reasons_text(self, width=width)

    def to_dict(self) -> dict[str, Any]:
        """JSON's own types; `docs/reference/comparison.md` describes them."""
        return reasons_data(self)

    def __str__(self) -> str:
        return self.to_text()

    def __repr__(self) -> str:
        return self.to_text(width=shutil.get_terminal_size().columns)

    def _repr_html_(self) -> str:
        return reasons_html(self)
