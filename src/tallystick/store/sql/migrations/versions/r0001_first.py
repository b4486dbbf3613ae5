"""The schema that the first release begins with."""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    Text,
    text,
)

revision = "0001"
down_revision = None

NUMBER = BigInteger().with_variant(Integer(), "sqlite")
WORD = Text().with_variant(Text(collation="C"), "postgresql")
FLOAT = Float(53)
TEXT = Text()
SMALL = SmallInteger()
BYTES = LargeBinary()


def upgrade() -> None:
    """Make every table."""
    _artifact_versions()
    _artifacts()
    _current_values()
    _documents()
    _earlier_entries()
    _entries()
    _journal()
    _keys()
    _model_links()
    _model_versions()
    _models()
    _output_entries()
    _paths()
    _pipelines()
    _published_entries()
    _runs()
    _step_io()
    _step_runs()
    _store_info()
    _tags()
    _unindexed_targets()


def _artifact_versions() -> None:
    op.create_table(
        "artifact_versions",
        Column("pk", NUMBER, nullable=False),
        Column("id", WORD, nullable=False),
        Column("project", WORD, nullable=False),
        Column("artifact_id", WORD, nullable=False),
        Column("artifact", WORD, nullable=False),
        Column("version", WORD, nullable=False),
        Column("number", NUMBER, nullable=True),
        Column("type", WORD, nullable=False),
        Column("data_type", WORD, nullable=False),
        Column("materializer", WORD, nullable=False),
        Column("uri", WORD, nullable=False),
        Column("size_bytes", NUMBER, nullable=False),
        Column("sha256", WORD, nullable=False),
        Column("safe", SMALL, nullable=False),
        Column("save_type", WORD, nullable=False),
        Column("created_at", NUMBER, nullable=False),
        Column("producer_step_run_id", WORD, nullable=True),
        Column("producer_run_id", WORD, nullable=True),
        Column("body", TEXT, nullable=False),
        PrimaryKeyConstraint("pk"),
    )
    op.create_index(
        "artifact_versions_artifact", "artifact_versions", ["project", "artifact", "created_at"]
    )
    op.create_index(
        "artifact_versions_created", "artifact_versions", ["project", "created_at", "id"]
    )
    op.create_index("artifact_versions_id", "artifact_versions", ["id"], unique=True)
    op.create_index("artifact_versions_newest", "artifact_versions", ["artifact_id", "created_at"])
    op.create_index("artifact_versions_number", "artifact_versions", ["artifact_id", "number"])
    op.create_index("artifact_versions_producer", "artifact_versions", ["producer_run_id"])
    op.create_index(
        "artifact_versions_version", "artifact_versions", ["artifact_id", "version"], unique=True
    )


def _artifacts() -> None:
    op.create_table(
        "artifacts",
        Column("pk", NUMBER, nullable=False),
        Column("id", WORD, nullable=False),
        Column("project", WORD, nullable=False),
        Column("name", WORD, nullable=False),
        Column("created_at", NUMBER, nullable=False),
        Column("description", WORD, nullable=False),
        Column("body", TEXT, nullable=False),
        PrimaryKeyConstraint("pk"),
    )
    op.create_index("artifacts_created", "artifacts", ["project", "created_at", "id"])
    op.create_index("artifacts_id", "artifacts", ["id"], unique=True)
    op.create_index("artifacts_name", "artifacts", ["project", "name"], unique=True)


def _current_values() -> None:
    op.create_table(
        "current_values",
        Column("kind", SMALL, autoincrement=False, nullable=False),
        Column("target", NUMBER, autoincrement=False, nullable=False),
        Column("key", NUMBER, autoincrement=False, nullable=False),
        Column("path", NUMBER, autoincrement=False, nullable=False),
        Column("position", NUMBER, autoincrement=False, nullable=False),
        Column("type", WORD, nullable=False),
        Column("sort", SMALL, nullable=True),
        Column("number", FLOAT, nullable=True),
        Column("text", WORD, nullable=True),
        Column("entry", NUMBER, nullable=True),
        Column("logged_at", NUMBER, nullable=True),
        Column("first_entry", NUMBER, nullable=True),
        Column("indexed", SMALL, nullable=False),
        PrimaryKeyConstraint("kind", "target", "key", "path", "position"),
        sqlite_with_rowid=False,
    )
    start = text("substr(text, 1, 200)")
    for name, which in (("value", "position = 0"), ("element", "position > 0")):
        where = text(f"{which} AND sort IS NOT NULL AND indexed = 1")
        op.create_index(
            f"current_values_{name}",
            "current_values",
            ["path", "sort", "number", start, "target"],
            sqlite_where=where,
            postgresql_where=where,
        )


def _documents() -> None:
    op.create_table(
        "documents",
        Column("sha256", WORD, nullable=False),
        Column("text", TEXT, nullable=False),
        PrimaryKeyConstraint("sha256"),
    )


def _earlier_entries() -> None:
    op.create_table(
        "earlier_entries",
        Column("kind", SMALL, autoincrement=False, nullable=False),
        Column("target", NUMBER, autoincrement=False, nullable=False),
        Column("entry", NUMBER, autoincrement=False, nullable=False),
        Column("key", NUMBER, nullable=False),
        PrimaryKeyConstraint("kind", "target", "entry"),
        sqlite_with_rowid=False,
    )


def _entries() -> None:
    op.create_table(
        "entries",
        Column("sequence", NUMBER, nullable=False),
        Column("change", NUMBER, nullable=False),
        Column("key", NUMBER, nullable=False),
        Column("type", WORD, nullable=False),
        Column("value", TEXT, nullable=False),
        Column("logged_at", NUMBER, nullable=False),
        Column("author", WORD, nullable=False),
        Column("series_index", FLOAT, nullable=True),
        Column("publisher", BYTES, nullable=True),
        Column("output", WORD, nullable=True),
        PrimaryKeyConstraint("sequence"),
    )


def _journal() -> None:
    op.create_table(
        "journal",
        Column("sequence", NUMBER, nullable=False),
        Column("id", BYTES, nullable=False),
        Column("project", WORD, nullable=False),
        Column("command", WORD, nullable=False),
        Column("author", WORD, nullable=False),
        Column("applied_at", NUMBER, nullable=False),
        Column("body", TEXT, nullable=False),
        PrimaryKeyConstraint("sequence"),
    )
    op.create_index("journal_id", "journal", ["id"], unique=True)


def _keys() -> None:
    op.create_table(
        "keys",
        Column("pk", NUMBER, nullable=False),
        Column("key", WORD, nullable=False),
        PrimaryKeyConstraint("pk"),
    )
    op.create_index("keys_key", "keys", ["key"], unique=True)


def _model_links() -> None:
    op.create_table(
        "model_links",
        Column("model_version_id", WORD, autoincrement=False, nullable=False),
        Column("kind", SMALL, autoincrement=False, nullable=False),
        Column("target", NUMBER, autoincrement=False, nullable=False),
        PrimaryKeyConstraint("model_version_id", "kind", "target"),
        sqlite_with_rowid=False,
    )
    op.create_index("model_links_target", "model_links", ["kind", "target"])


def _model_versions() -> None:
    op.create_table(
        "model_versions",
        Column("pk", NUMBER, nullable=False),
        Column("id", WORD, nullable=False),
        Column("project", WORD, nullable=False),
        Column("model_id", WORD, nullable=False),
        Column("model", WORD, nullable=False),
        Column("number", NUMBER, nullable=False),
        Column("name", WORD, nullable=False),
        Column("stage", WORD, nullable=False),
        Column("description", WORD, nullable=False),
        Column("created_at", NUMBER, nullable=False),
        Column("body", TEXT, nullable=False),
        PrimaryKeyConstraint("pk"),
    )
    op.create_index("model_versions_created", "model_versions", ["project", "created_at", "id"])
    op.create_index("model_versions_id", "model_versions", ["id"], unique=True)
    op.create_index("model_versions_name", "model_versions", ["model_id", "name"], unique=True)
    op.create_index("model_versions_number", "model_versions", ["model_id", "number"])


def _models() -> None:
    op.create_table(
        "models",
        Column("pk", NUMBER, nullable=False),
        Column("id", WORD, nullable=False),
        Column("project", WORD, nullable=False),
        Column("name", WORD, nullable=False),
        Column("created_at", NUMBER, nullable=False),
        Column("body", TEXT, nullable=False),
        PrimaryKeyConstraint("pk"),
    )
    op.create_index("models_created", "models", ["project", "created_at", "id"])
    op.create_index("models_id", "models", ["id"], unique=True)
    op.create_index("models_name", "models", ["project", "name"], unique=True)


def _output_entries() -> None:
    op.create_table(
        "output_entries",
        Column("step", NUMBER, autoincrement=False, nullable=False),
        Column("output", WORD, autoincrement=False, nullable=False),
        Column("entry", NUMBER, autoincrement=False, nullable=False),
        PrimaryKeyConstraint("step", "output", "entry"),
        sqlite_with_rowid=False,
    )


def _paths() -> None:
    op.create_table(
        "paths",
        Column("pk", NUMBER, nullable=False),
        Column("project", WORD, nullable=False),
        Column("kind", SMALL, nullable=False),
        Column("path", WORD, nullable=False),
        Column("key", NUMBER, nullable=False),
        PrimaryKeyConstraint("pk"),
    )
    op.create_index("paths_path", "paths", ["project", "kind", "path"], unique=True)


def _pipelines() -> None:
    op.create_table(
        "pipelines",
        Column("pk", NUMBER, nullable=False),
        Column("id", WORD, nullable=False),
        Column("project", WORD, nullable=False),
        Column("name", WORD, nullable=False),
        Column("created_at", NUMBER, nullable=False),
        Column("description", WORD, nullable=False),
        Column("body", TEXT, nullable=False),
        PrimaryKeyConstraint("pk"),
    )
    op.create_index("pipelines_created", "pipelines", ["project", "created_at", "id"])
    op.create_index("pipelines_id", "pipelines", ["id"], unique=True)
    op.create_index("pipelines_name", "pipelines", ["project", "name"], unique=True)


def _published_entries() -> None:
    op.create_table(
        "published_entries",
        Column("publisher", BYTES, autoincrement=False, nullable=False),
        Column("entry", NUMBER, autoincrement=False, nullable=False),
        PrimaryKeyConstraint("publisher", "entry"),
        sqlite_with_rowid=False,
    )


def _runs() -> None:
    op.create_table(
        "runs",
        Column("pk", NUMBER, nullable=False),
        Column("id", WORD, nullable=False),
        Column("project", WORD, nullable=False),
        Column("name", WORD, nullable=False),
        Column("pipeline", WORD, nullable=False),
        Column("pipeline_id", WORD, nullable=False),
        Column("status", WORD, nullable=False),
        Column("created_at", NUMBER, nullable=False),
        Column("started_at", NUMBER, nullable=False),
        Column("ended_at", NUMBER, nullable=True),
        Column("duration_s", FLOAT, nullable=True),
        Column("author", WORD, nullable=False),
        Column("orchestrator", WORD, nullable=False),
        Column("model_version_id", WORD, nullable=True),
        Column("body", TEXT, nullable=False),
        PrimaryKeyConstraint("pk"),
    )
    op.create_index("runs_created", "runs", ["project", "created_at", "id"])
    op.create_index("runs_id", "runs", ["id"], unique=True)
    op.create_index("runs_name", "runs", ["project", "name"], unique=True)
    op.create_index("runs_pipeline", "runs", ["project", "pipeline", "created_at", "id"])
    op.create_index("runs_pipeline_id", "runs", ["pipeline_id"])
    op.create_index("runs_status", "runs", ["project", "status", "created_at", "id"])


def _step_io() -> None:
    op.create_table(
        "step_io",
        Column("step", NUMBER, autoincrement=False, nullable=False),
        Column("role", WORD, autoincrement=False, nullable=False),
        Column("name", WORD, autoincrement=False, nullable=False),
        Column("place", NUMBER, autoincrement=False, nullable=False),
        Column("artifact_version_id", WORD, nullable=False),
        PrimaryKeyConstraint("step", "role", "name", "place"),
        sqlite_with_rowid=False,
    )
    op.create_index("step_io_version", "step_io", ["artifact_version_id", "role", "step"])


def _step_runs() -> None:
    op.create_table(
        "step_runs",
        Column("pk", NUMBER, nullable=False),
        Column("id", WORD, nullable=False),
        Column("project", WORD, nullable=False),
        Column("run_id", WORD, nullable=False),
        Column("name", WORD, nullable=False),
        Column("step", WORD, nullable=False),
        Column("status", WORD, nullable=False),
        Column("started_at", NUMBER, nullable=False),
        Column("ended_at", NUMBER, nullable=True),
        Column("duration_s", FLOAT, nullable=True),
        Column("attempt", NUMBER, nullable=False),
        Column("cache_key", WORD, nullable=True),
        Column("code_hash", WORD, nullable=False),
        Column("original_step_run_id", WORD, nullable=True),
        Column("model_version_id", WORD, nullable=True),
        Column("body", TEXT, nullable=False),
        PrimaryKeyConstraint("pk"),
    )
    op.create_index("step_runs_cache_key", "step_runs", ["cache_key", "started_at"])
    op.create_index("step_runs_id", "step_runs", ["id"], unique=True)
    op.create_index("step_runs_name", "step_runs", ["project", "name", "started_at"])
    op.create_index("step_runs_run", "step_runs", ["run_id", "name"])
    op.create_index("step_runs_started", "step_runs", ["project", "started_at", "id"])


def _store_info() -> None:
    op.create_table(
        "store_info",
        Column("name", WORD, nullable=False),
        Column("value", TEXT, nullable=False),
        PrimaryKeyConstraint("name"),
    )


def _tags() -> None:
    op.create_table(
        "tags",
        Column("kind", SMALL, autoincrement=False, nullable=False),
        Column("target", NUMBER, autoincrement=False, nullable=False),
        Column("tag", WORD, autoincrement=False, nullable=False),
        PrimaryKeyConstraint("kind", "target", "tag"),
        sqlite_with_rowid=False,
    )
    op.create_index("tags_tag", "tags", ["kind", "tag", "target"])


def _unindexed_targets() -> None:
    op.create_table(
        "unindexed_targets",
        Column("place", NUMBER, nullable=False),
        Column("kind", SMALL, nullable=False),
        Column("target", NUMBER, nullable=False),
        PrimaryKeyConstraint("place"),
    )
    op.create_index(
        "unindexed_targets_target", "unindexed_targets", ["kind", "target"], unique=True
    )
