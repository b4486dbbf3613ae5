"""Find runs and steps by their model version, and runs in order of their start, by indexes."""

from __future__ import annotations

from alembic import op
from sqlalchemy import text

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Only little is of a model version, so that those indexes are small."""
    op.create_index("runs_started", "runs", ["project", "started_at"])
    where = text("model_version_id IS NOT NULL")
    for table in ("runs", "step_runs"):
        op.create_index(
            f"{table}_model",
            table,
            ["model_version_id"],
            sqlite_where=where,
            postgresql_where=where,
        )
