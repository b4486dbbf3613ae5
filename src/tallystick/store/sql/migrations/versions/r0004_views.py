"""Views for other tools, which every upgrade makes anew (see `migrating.py`)."""

from __future__ import annotations

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """There is nothing to change in the tables."""
