"""Blocks of the entries of each key on each target, in place of lists of earlier entries."""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    Text,
)

revision = "0003"
down_revision = "0002"

NUMBER = BigInteger().with_variant(Integer(), "sqlite")
WORD = Text().with_variant(Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table; what is in it follows from the journal (`revisions.REMADE`)."""
    for column in (Column("oldest", NUMBER), Column("sealed", NUMBER), Column("recent", Text)):
        op.add_column("current_values", column)
    op.create_table(
        "history_blocks",
        Column("kind", SmallInteger, autoincrement=False, nullable=False),
        *(
            Column(name, NUMBER, autoincrement=False, nullable=False)
            for name in ("target", "key", "size", "number")
        ),
        Column("inside", WORD, autoincrement=False, nullable=False),
        Column("points", NUMBER, nullable=False),
        Column("numbers", NUMBER, nullable=False),
        Column("least", Float(53)),
        Column("least_entry", NUMBER),
        Column("greatest", Float(53)),
        Column("greatest_entry", NUMBER),
        Column("other_entry", NUMBER),
        Column("entries", Text),
        PrimaryKeyConstraint("kind", "target", "key", "size", "number", "inside"),
        sqlite_with_rowid=False,
    )
    op.drop_table("earlier_entries")
