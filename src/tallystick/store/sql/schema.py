"""The schema: every table of a store, for SQLite and PostgreSQL.

This module is for migrations, tests and `python -m tallystick.store.sql.schema`, which writes the
SQL of `schema.sqlite.sql` and `schema.postgresql.sql`. Opening a store does not import it:
SQLAlchemy alone takes as long to import as a small pipeline may run (docs/decisions/0022).

    journal        every applied command; the one table that is not a projection
    pipelines, runs, step_runs, artifacts, artifact_versions, models, model_versions
                   one row per record: the columns that are searched, and the record as JSON
    tags           the tags of records
    step_io        which step run read and wrote which artifact version
    model_links    what belongs to a model version
    documents      texts by SHA-256
    keys, paths    the texts that the tables below refer to by number
    entries        one row per logged key
    current_values what is current: a row per key of a target (those with an `entry`), and one per
                   scalar inside its value or a parameter; with its indexes this is what metadata
                   and parameters are found by. `text` is what indexes hold, 200 characters since
                   PostgreSQL's have room for 2,700 bytes; `rest` is what follows
    path_types     how many targets have a value of which type at each path
    unindexed_targets
                   runs and step runs that go on, whose values are not in those two indexes yet
    history_blocks what is known of each 16 entries of a key on a target, of each 64, and so on, as
                   whole values (`inside` is empty) and inside of them; those of 16 list them
    output_entries entries about an output of a step run
    published_entries
                   entries that a step run published without being one of their targets
    former_records, former_io, former_links, late_entries, touches, journal_times
                   what the past is read from (`marks.py`): what records were before each change,
                   what steps wrote and models had until some change, entries that came out of
                   order, what changed long after it was made, and the times of commands; `made` of
                   records and `since` are the command that a row came with
    store_info     facts about the store itself

Times are microseconds since 1970, UTC. A target is a `kind` (see `kinds.py`) and the `pk` of the
record within its kind's table.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    func,
    literal_column,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.schema import CreateIndex, CreateTable, ExecutableDDLElement

from tallystick.store.sql.dictionary import PATH_INDEXED
from tallystick.store.sql.views import sqlite_views

METADATA = MetaData()

# SQLite makes a column its row number only if the type is exactly INTEGER.
NUMBER = BigInteger().with_variant(Integer(), "sqlite")
# Texts compare by code point, in SQLite as in Python and PostgreSQL's collation "C".
WORD = Text().with_variant(Text(collation="C"), "postgresql")


def _number(name: str) -> Column[Any]:
    """The number of a row: one more than the highest, which PostgreSQL is told with the row."""
    return Column(name, NUMBER, primary_key=True, autoincrement=False)


def _pk() -> Column[Any]:
    return _number("pk")


def _named(name: str, *columns: Column[Any]) -> Table:
    """The table of a kind of record."""
    return Table(
        name,
        METADATA,
        _pk(),
        Column("id", WORD, nullable=False),
        Column("project", WORD, nullable=False),
        Column("made", NUMBER, nullable=False),
        _time("latest"),
        *columns,
        Column("body", WORD, nullable=False),
        Index(f"{name}_id", "id", unique=True),
    )


def _word(name: str, *, null: bool = False) -> Column[Any]:
    return Column(name, WORD, nullable=null)


def _time(name: str, *, null: bool = False) -> Column[Any]:
    return Column(name, NUMBER, nullable=null)


def _without_rowid(name: str, *columns: Column[Any] | Index) -> Table:
    """A table that is kept in the order of its primary key."""
    return Table(name, METADATA, *columns, sqlite_with_rowid=False)


def _key(name: str, type_: Any = NUMBER) -> Column[Any]:
    return Column(name, type_, primary_key=True, autoincrement=False)


def _indexed_model(table: Table) -> None:
    """An index of what is of a model version, which little is."""
    where = text("model_version_id IS NOT NULL")
    name = f"{table.name}_model"
    Index(name, table.c.model_version_id, sqlite_where=where, postgresql_where=where)


store_info = Table(
    "store_info",
    METADATA,
    Column("name", WORD, primary_key=True),
    Column("value", WORD, nullable=False),
)

journal = Table(
    "journal",
    METADATA,
    _number("sequence"),
    Column("id", LargeBinary, nullable=False),
    _word("project"),
    _word("command"),
    _word("author"),
    _time("applied_at"),
    Column("body", WORD, nullable=False),
    Index("journal_id", "id", unique=True),
)

pipelines = _named("pipelines", _word("name"), _time("created_at"), _word("description"))
Index("pipelines_name", pipelines.c.project, pipelines.c.name, unique=True)
Index("pipelines_created", pipelines.c.project, pipelines.c.created_at)

runs = _named(
    "runs",
    _word("name"),
    _word("pipeline"),
    _word("pipeline_id"),
    _word("status"),
    _time("created_at"),
    _time("started_at"),
    _time("ended_at", null=True),
    Column("duration_s", Float(53)),
    _word("author"),
    _word("orchestrator"),
    _word("model_version_id", null=True),
    _word("git_commit", null=True),
    _word("git_branch", null=True),
    Column("git_dirty", SmallInteger),
    _word("host", null=True),
    _word("error", null=True),
)
Index("runs_name", runs.c.project, runs.c.name, unique=True)
Index("runs_created", runs.c.project, runs.c.created_at)
Index("runs_started", runs.c.project, runs.c.started_at)
Index("runs_pipeline_id", runs.c.pipeline_id)
_indexed_model(runs)
Index("runs_pipeline", runs.c.project, runs.c.pipeline, runs.c.created_at)
Index("runs_status", runs.c.project, runs.c.status, runs.c.created_at)

step_runs = _named(
    "step_runs",
    _word("run_id"),
    _word("name"),
    _word("step"),
    _word("status"),
    _time("started_at"),
    _time("ended_at", null=True),
    Column("duration_s", Float(53)),
    Column("attempt", NUMBER, nullable=False),
    _word("cache_key", null=True),
    _word("code_hash"),
    _word("original_step_run_id", null=True),
    _word("model_version_id", null=True),
    _word("error", null=True),
)
Index("step_runs_run", step_runs.c.run_id, step_runs.c.name)
Index("step_runs_name", step_runs.c.project, step_runs.c.name, step_runs.c.started_at)
Index("step_runs_started", step_runs.c.project, step_runs.c.started_at)
_indexed_model(step_runs)
Index("step_runs_cache_key", step_runs.c.cache_key, step_runs.c.started_at)

artifacts = _named("artifacts", _word("name"), _time("created_at"), _word("description"))
Index("artifacts_name", artifacts.c.project, artifacts.c.name, unique=True)
Index("artifacts_created", artifacts.c.project, artifacts.c.created_at)

artifact_versions = _named(
    "artifact_versions",
    _word("artifact_id"),
    _word("artifact"),
    _word("version"),
    Column("number", NUMBER),
    _word("type"),
    _word("data_type"),
    _word("materializer"),
    _word("uri"),
    Column("size_bytes", NUMBER, nullable=False),
    _word("sha256"),
    Column("safe", SmallInteger, nullable=False),
    _word("save_type"),
    _time("created_at"),
    _word("producer_step_run_id", null=True),
    _word("producer_run_id", null=True),
)
_versions = artifact_versions.c
Index("artifact_versions_version", _versions.artifact_id, _versions.version, unique=True)
Index("artifact_versions_number", _versions.artifact_id, _versions.number)
Index("artifact_versions_newest", _versions.artifact_id, _versions.created_at)
Index("artifact_versions_artifact", _versions.project, _versions.artifact, _versions.created_at)
Index("artifact_versions_created", _versions.project, _versions.created_at)
Index("artifact_versions_producer", _versions.producer_run_id)

models = _named("models", _word("name"), _time("created_at"))
Index("models_name", models.c.project, models.c.name, unique=True)
Index("models_created", models.c.project, models.c.created_at)

model_versions = _named(
    "model_versions",
    _word("model_id"),
    _word("model"),
    Column("number", NUMBER, nullable=False),
    _word("name"),
    _word("stage"),
    _word("description"),
    _time("created_at"),
)
_versions = model_versions.c
Index("model_versions_name", _versions.model_id, _versions.name, unique=True)
Index("model_versions_number", _versions.model_id, _versions.number)
Index("model_versions_created", _versions.project, _versions.created_at)

tags = _without_rowid(
    "tags",
    _key("kind", SmallInteger),
    _key("target"),
    _key("tag", WORD),
    Index("tags_tag", "kind", "tag", "target"),
)

step_io = _without_rowid(
    "step_io",
    _key("step"),
    _key("role", WORD),
    _key("name", WORD),
    _key("place"),
    _word("artifact_version_id"),
    Column("since", NUMBER),
    Index("step_io_version", "artifact_version_id", "role", "step"),
)

model_links = _without_rowid(
    "model_links",
    _key("model_version_id", WORD),
    _key("kind", SmallInteger),
    _key("target"),
    Column("since", NUMBER),
    Index("model_links_target", "kind", "target"),
)

documents = Table(
    "documents",
    METADATA,
    Column("sha256", WORD, primary_key=True),
    Column("text", WORD, nullable=False),
)

keys = Table("keys", METADATA, _pk(), _word("key"))
Index("keys_key", keys.c.key, unique=True)

entries = Table(
    "entries",
    METADATA,
    _number("sequence"),
    Column("change", NUMBER, nullable=False),
    Column("key", NUMBER, nullable=False),
    _word("type"),
    Column("value", WORD, nullable=False),
    _time("logged_at"),
    _word("author"),
    Column("series_index", Float(53)),
    Column("publisher", LargeBinary),
    _word("output", null=True),
)

history_blocks = _without_rowid(
    "history_blocks",
    _key("kind", SmallInteger),
    _key("target"),
    _key("key"),
    _key("size"),
    # What is inside comes last, so that a block is written in one place.
    _key("number"),
    _key("inside", WORD),
    Column("points", NUMBER, nullable=False),
    Column("numbers", NUMBER, nullable=False),
    Column("least", Float(53)),
    Column("least_entry", NUMBER),
    Column("greatest", Float(53)),
    Column("greatest_entry", NUMBER),
    Column("other_entry", NUMBER),
    Column("entries", WORD),
)

published_entries = _without_rowid(
    "published_entries", _key("publisher", LargeBinary), _key("entry")
)

output_entries = _without_rowid("output_entries", _key("step"), _key("output", WORD), _key("entry"))

paths = Table(
    "paths",
    METADATA,
    _pk(),
    _word("project"),
    Column("kind", SmallInteger, nullable=False),
    _word("path"),
    Column("key", NUMBER, nullable=False),
    Index("paths_path", "kind", "path", "project", unique=True, info={"only": "sqlite"}),
)
# PostgreSQL's indexes have no room for long paths.
_start = func.left(paths.c.path, literal_column(str(PATH_INDEXED)))
Index("paths_path", paths.c.kind, _start, paths.c.project, info={"only": "postgresql"})
history_blocks.primary_key.ddl_if(dialect="sqlite")
_columns = history_blocks.c
Index(
    "history_blocks_number",
    _columns.kind,
    _columns.target,
    _columns.key,
    _columns.size,
    _columns.number,
    info={"only": "postgresql"},
)

current_values = _without_rowid(
    "current_values",
    _key("kind", SmallInteger),
    _key("target"),
    _key("key"),
    _key("path"),
    _key("position"),
    _word("type"),
    Column("sort", SmallInteger),
    Column("number", Float(53)),
    _word("text", null=True),
    Column("entry", NUMBER),
    _time("logged_at", null=True),
    Column("first_entry", NUMBER),
    Column("indexed", SmallInteger, nullable=False),
    Column("oldest", NUMBER),
    Column("sealed", NUMBER),
    Column("recent", WORD),
    _word("rest", null=True),
)

path_types = _without_rowid(
    "path_types", _key("path"), _key("type", WORD), Column("targets", NUMBER, nullable=False)
)

unindexed_targets = Table(
    "unindexed_targets",
    METADATA,
    _number("place"),
    Column("kind", SmallInteger, nullable=False),
    Column("target", NUMBER, nullable=False),
    Index("unindexed_targets_target", "kind", "target", unique=True),
)

former_records = Table(
    "former_records",
    METADATA,
    _pk(),
    Column("kind", SmallInteger, nullable=False),
    Column("target", NUMBER, nullable=False),
    Column("change", NUMBER, nullable=False),
    _word("name", null=True),
    Column("body", WORD, nullable=False),
    Index("former_records_target", "kind", "target", "change", unique=True),
)
_named_before = text("name IS NOT NULL")
Index(
    "former_records_name",
    former_records.c.kind,
    former_records.c.name,
    sqlite_where=_named_before,
    postgresql_where=_named_before,
)

former_io = _without_rowid(
    "former_io",
    _key("step"),
    _key("role", WORD),
    _key("name", WORD),
    _key("place"),
    _key("until"),
    _word("artifact_version_id"),
    Column("since", NUMBER, nullable=False),
)

former_links = _without_rowid(
    "former_links",
    _key("kind", SmallInteger),
    _key("target"),
    _key("model_version_id", WORD),
    _key("until"),
    Column("since", NUMBER, nullable=False),
)

late_entries = _without_rowid(
    "late_entries",
    _key("kind", SmallInteger),
    _key("target"),
    _key("key"),
    _key("entry"),
    Column("change", NUMBER, nullable=False),
)

touches = _without_rowid(
    "touches", _key("kind", SmallInteger), _key("level"), _key("node"), _key("target")
)

journal_times = Table(
    "journal_times",
    METADATA,
    _number("until"),
    _time("earliest"),
)

_columns = current_values.c
# What is at a path, and elements of lists, are asked for apart, and ordered only the former.
for _name, _which in (
    ("value", "position = 0 AND indexed = 1"),
    ("element", "position > 0 AND sort IS NOT NULL AND indexed = 1"),
):
    Index(
        f"current_values_{_name}",
        _columns.path,
        # Always 1, so that all of a search's conditions are about what the index holds.
        _columns.indexed,
        _columns.sort,
        _columns.number,
        _columns.text,
        _columns.target,
        sqlite_where=text(_which),
        postgresql_where=text(_which),
    )
Index(
    "current_values_long",
    _columns.path,
    sqlite_where=text("rest IS NOT NULL"),
    postgresql_where=text("rest IS NOT NULL"),
)


DIALECTS: dict[str, tuple[Dialect, list[str]]] = {
    "sqlite": (sqlite.dialect(), sqlite_views()),
    "postgresql": (postgresql.dialect(), []),  # type: ignore[no-untyped-call]  # it has no types
}
"""Each with its views."""


def script(name: str) -> str:
    """The statements that make every table and view in this dialect, in a fixed order."""
    dialect, views = DIALECTS[name]
    statements: list[ExecutableDDLElement] = []
    for table in METADATA.sorted_tables:
        statements.append(CreateTable(table))
        indexes = [index for index in table.indexes if index.info.get("only", name) == name]
        statements += map(CreateIndex, sorted(indexes, key=lambda index: str(index.name)))
    written = [str(statement.compile(dialect=dialect)) for statement in statements]
    return "\n".join(f"{statement.strip()};\n" for statement in [*written, *views])


if __name__ == "__main__":
    for name in DIALECTS:
        Path(__file__).with_name(f"schema.{name}.sql").write_text(script(name), encoding="utf-8")
