"""Until when things were created, so that the newest of the past are looked up."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, text

revision = "0008"
down_revision = "0007"

_RECORDS = (
    *("pipelines", "runs", "step_runs", "artifacts", "artifact_versions"),
    *("models", "model_versions"),
)


def upgrade() -> None:
    """Make the column; what is in it follows from the journal (`revisions.REMADE`)."""
    number = BigInteger().with_variant(Integer(), "sqlite")
    for name in _RECORDS:
        op.execute(text(f"DELETE FROM {name}"))
        with op.batch_alter_table(name, recreate="always") as table:
            table.add_column(Column("latest", number, nullable=False), insert_after="made")
