"""What searches need: parameters, facts of runs, the whole of an index in each entry of it."""

from __future__ import annotations

from typing import Any

from alembic import op
from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    Text,
    text,
)

revision = "0005"
down_revision = "0004"

NUMBER = BigInteger().with_variant(Integer(), "sqlite")
WORD = Text().with_variant(Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables; what is in them follows from the journal (`revisions.REMADE`)."""
    _values()
    _runs()
    _step_runs()
    for table in ("artifact_versions", "artifacts", "model_versions", "models", "pipelines"):
        op.drop_index(f"{table}_created", table)
        op.create_index(f"{table}_created", table, ["project", "created_at"])
    op.drop_index("paths_path", "paths")
    op.create_index("paths_path", "paths", ["kind", "path", "project"], unique=True)


def _values() -> None:
    for name in ("value", "element"):
        op.drop_index(f"current_values_{name}", "current_values")
    op.add_column("current_values", Column("rest", WORD))
    for name, columns, which in (
        ("value", "path indexed sort number text target", "position = 0 AND indexed = 1"),
        (
            "element",
            "path indexed sort number text target",
            "position > 0 AND sort IS NOT NULL AND indexed = 1",
        ),
        ("long", "path", "rest IS NOT NULL"),
    ):
        op.create_index(
            f"current_values_{name}",
            "current_values",
            columns.split(),
            sqlite_where=text(which),
            postgresql_where=text(which),
        )


def _runs() -> None:
    op.drop_table("runs")
    op.create_table(
        "runs",
        Column("pk", NUMBER, nullable=False),
        *(_word(name) for name in ["id", "project", "name", "pipeline", "pipeline_id", "status"]),
        Column("created_at", NUMBER, nullable=False),
        *_timing(),
        _word("author"),
        _word("orchestrator"),
        _word("model_version_id", null=True),
        _word("git_commit", null=True),
        _word("git_branch", null=True),
        Column("git_dirty", SmallInteger),
        _word("host", null=True),
        _word("error", null=True),
        Column("body", Text, nullable=False),
        PrimaryKeyConstraint("pk"),
    )
    op.create_index("runs_created", "runs", ["project", "created_at"])
    op.create_index("runs_id", "runs", ["id"], unique=True)
    op.create_index("runs_name", "runs", ["project", "name"], unique=True)
    op.create_index("runs_pipeline", "runs", ["project", "pipeline", "created_at"])
    op.create_index("runs_pipeline_id", "runs", ["pipeline_id"])
    op.create_index("runs_status", "runs", ["project", "status", "created_at"])


def _step_runs() -> None:
    op.drop_table("step_runs")
    op.create_table(
        "step_runs",
        Column("pk", NUMBER, nullable=False),
        *(_word(name) for name in ["id", "project", "run_id", "name", "step", "status"]),
        *_timing(),
        Column("attempt", NUMBER, nullable=False),
        _word("cache_key", null=True),
        _word("code_hash"),
        _word("original_step_run_id", null=True),
        _word("model_version_id", null=True),
        _word("error", null=True),
        Column("body", Text, nullable=False),
        PrimaryKeyConstraint("pk"),
    )
    op.create_index("step_runs_cache_key", "step_runs", ["cache_key", "started_at"])
    op.create_index("step_runs_id", "step_runs", ["id"], unique=True)
    op.create_index("step_runs_name", "step_runs", ["project", "name", "started_at"])
    op.create_index("step_runs_run", "step_runs", ["run_id", "name"])
    op.create_index("step_runs_started", "step_runs", ["project", "started_at"])


def _timing() -> list[Column[Any]]:
    return [
        Column("started_at", NUMBER, nullable=False),
        Column("ended_at", NUMBER),
        Column("duration_s", Float(53)),
    ]


def _word(name: str, *, null: bool = False) -> Column[Any]:
    return Column(name, WORD, nullable=null)
