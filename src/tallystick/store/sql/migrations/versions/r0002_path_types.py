"""How many targets have a value of which type at each path."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, PrimaryKeyConstraint, Text, text

revision = "0002"
down_revision = "0001"

NUMBER = BigInteger().with_variant(Integer(), "sqlite")
WORD = Text().with_variant(Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table, and count what there is."""
    op.create_table(
        "path_types",
        Column("path", NUMBER, autoincrement=False, nullable=False),
        Column("type", WORD, autoincrement=False, nullable=False),
        Column("targets", NUMBER, nullable=False),
        PrimaryKeyConstraint("path", "type"),
        sqlite_with_rowid=False,
    )
    op.execute(
        text(
            "INSERT INTO path_types SELECT path, type, count(*) FROM current_values "
            "WHERE position = 0 AND NOT (type = 'dict' AND number IS NULL) GROUP BY path, type"
        )
    )
