"""What the past is read from."""

from __future__ import annotations

from typing import Any

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, PrimaryKeyConstraint, SmallInteger, Text, text

revision = "0007"
down_revision = "0006"

NUMBER = BigInteger().with_variant(Integer(), "sqlite")
WORD = Text().with_variant(Text(collation="C"), "postgresql")
_RECORDS = (
    *("pipelines", "runs", "step_runs", "artifacts", "artifact_versions"),
    *("models", "model_versions"),
)


def upgrade() -> None:
    """Make the tables; what is in them follows from the journal (`revisions.REMADE`)."""
    for name in _RECORDS:
        op.execute(text(f"DELETE FROM {name}"))
        # In the place where `schema.py` has it, before what may be long.
        with op.batch_alter_table(name, recreate="always") as table:
            table.add_column(_number("made"), insert_after="project")
    op.create_table(
        "former_records",
        Column("pk", NUMBER, nullable=False),
        _kind(),
        _number("target"),
        _number("change"),
        Column("name", WORD),
        Column("body", Text, nullable=False),
        PrimaryKeyConstraint("pk"),
    )
    op.create_index(
        "former_records_target", "former_records", ["kind", "target", "change"], unique=True
    )
    named = text("name IS NOT NULL")
    op.create_index(
        "former_records_name",
        "former_records",
        ["kind", "name"],
        sqlite_where=named,
        postgresql_where=named,
    )
    for name in ("step_io", "model_links"):
        op.add_column(name, Column("since", NUMBER))
    io = ["step", "role", "name", "place", "until"]
    _make("former_io", io, Column("artifact_version_id", WORD, nullable=False), _number("since"))
    _make("former_links", ["kind", "target", "model_version_id", "until"], _number("since"))
    _make("late_entries", ["kind", "target", "key", "entry"], _number("change"))
    _make("touches", ["kind", "level", "node", "target"])
    op.create_table(
        "journal_times",
        Column("until", NUMBER, autoincrement=False, nullable=False),
        _number("earliest"),
        PrimaryKeyConstraint("until"),
    )


def _make(name: str, key: list[str], *others: Column[Any]) -> None:
    """A table that is kept in the order of its primary key."""
    columns = [_kind() if column == "kind" else _key(column) for column in key]
    op.create_table(name, *columns, *others, PrimaryKeyConstraint(*key), sqlite_with_rowid=False)


def _kind() -> Column[Any]:
    return Column("kind", SmallInteger, autoincrement=False, nullable=False)


def _key(name: str) -> Column[Any]:
    type_ = WORD if name in ("model_version_id", "role", "name") else NUMBER
    return Column(name, type_, autoincrement=False, nullable=False)


def _number(name: str) -> Column[Any]:
    return Column(name, NUMBER, nullable=False)
