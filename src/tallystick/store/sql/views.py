"""Views for other tools: what a store holds, in readable columns that stay as they are.

`docs/reference/sql-views.md` describes each. A later release may add views, and columns at their
end; what has to become otherwise is a view of the next version, beside the old one.

This is for `schema.py`, which puts the statements into `schema.sqlite.sql`. Views hold nothing, so
no migration is about them: they are dropped before migrations, which are then free to change the
tables below, and made anew after.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tallystick.query.comparing import NUMBER, TEXT, TIME, TRUTH
from tallystick.records.targets import Kind
from tallystick.store.sql.kinds import TABLES
from tallystick.store.sql.leaves import PARAMETERS, PARAMETERS_KEY, SORTS
from tallystick.store.thinning import BLOCK

VERSION = "v1"

_TAGGED = [kind for kind in Kind if kind is not Kind.STEP_RUN]
_LARGEST_EXACT = 2**53
_SECOND = 1_000_000

Columns = Mapping[str, str]
"""The expression of each column, in order."""


def sqlite_views() -> list[str]:
    """The statements that make the views in SQLite, in a fixed order."""
    return [
        f"CREATE VIEW {VERSION}_{name} AS\n{select}" for name, select in sorted(_views().items())
    ]


def _views() -> dict[str, str]:
    return {
        "pipelines": _select(_of("t", "id project name description", "created_at"), "pipelines t"),
        "runs": _select(_RUNS, "runs t"),
        "steps": _select(_STEPS, "step_runs t LEFT JOIN runs r ON r.id = t.run_id"),
        "artifacts": _select(_of("t", "id project name description", "created_at"), "artifacts t"),
        "artifact_versions": _select(_ARTIFACT_VERSIONS, "artifact_versions t"),
        "models": _select(_of("t", "id project name", "created_at"), "models t"),
        "model_versions": _select(_MODEL_VERSIONS, "model_versions t"),
        "model_links": _of_kinds(
            {"model_version_id": "model_version_id"},
            "x.model_version_id",
            "model_links x",
            (Kind.RUN, Kind.ARTIFACT_VERSION),
        ),
        "tags": _of_kinds({"tag": "tag"}, "x.tag", "tags x", _TAGGED),
        "lineage": _select(_LINEAGE, _LINEAGE_FROM),
        "metadata": _of_kinds(_METADATA, _METADATA_RAW, _METADATA_FROM, Kind),
        "parameters": _of_kinds(
            _PARAMETERS, f"p.path, {_LEAF_RAW}", _PARAMETERS_FROM, (Kind.RUN, Kind.STEP_RUN)
        ),
        "entries": _of_kinds(_ENTRIES, _ENTRIES_RAW, _ENTRIES_FROM, Kind),
    }


def _select(columns: Columns, source: str) -> str:
    listed = ",\n  ".join(f"{expression} AS {name}" for name, expression in columns.items())
    return f"SELECT\n  {listed}\nFROM {source}"


def _of_kinds(columns: Columns, raw: str, source: str, kinds: Iterable[Kind]) -> str:
    """What is told of things of several kinds, whose `raw` columns are in `source`.

    `source` begins with a table `x` that names things by kind and row. It is looked into for each
    kind apart, so that ids are found by index, and nothing is gathered before it is told.
    """
    rows = "\n  UNION ALL ".join(
        f"SELECT '{kind}' AS kind, t.project, t.id AS entity_id, {raw} "
        f"FROM {TABLES[kind].name} t JOIN {source} "
        f"WHERE x.kind = {TABLES[kind].code} AND x.target = t.pk"
        for kind in kinds
    )
    told = {name: name for name in ("kind", "project", "entity_id")}
    return _select({**told, **columns}, f"(\n  {rows}\n)")


def _of(table: str, plain: str, times: str = "", json: Mapping[str, str] | None = None) -> Columns:
    """Columns of a table as they are, times among them as text, and facts out of the record."""
    columns = {name: f"{table}.{name}" for name in plain.split()}
    columns |= {name: _time(f"{table}.{name}") for name in times.split()}
    extracted = (json or {}).items()
    return columns | {name: f"json_extract({table}.body, '$.{path}')" for name, path in extracted}


def _time(micros: str) -> str:
    """ISO 8601 in UTC with six digits of a second, so that texts are in the order of times."""
    rest = f"(({micros} % {_SECOND} + {_SECOND}) % {_SECOND})"
    whole = f"({micros} - {rest}) / {_SECOND}"
    return f"strftime('%Y-%m-%dT%H:%M:%S', {whole}, 'unixepoch') || printf('.%06dZ', {rest})"


_ERROR = {"error_type": "failure.type", "error_message": "failure.message"}
_RUNS = _of(
    "t",
    "id project name pipeline pipeline_id status duration_s author orchestrator model_version_id",
    "created_at started_at ended_at",
    {
        "git_commit": "code.commit",
        "git_branch": "code.branch",
        "git_dirty": "code.dirty",
        "host": "process.host",
        **_ERROR,
    },
)
_STEPS = {
    **_of("t", "id project run_id"),
    "run": "r.name",
    "pipeline": "r.pipeline",
    **_of(
        "t",
        "name step status duration_s attempt cache_key code_hash original_step_run_id "
        "model_version_id",
        "started_at ended_at",
        _ERROR,
    ),
}
_ARTIFACT_VERSIONS = _of(
    "t",
    "id project artifact artifact_id version number type data_type materializer uri size_bytes "
    "sha256 safe save_type producer_step_run_id producer_run_id",
    "created_at",
)
_MODEL_VERSIONS = {
    **_of("t", "id project model model_id"),
    "version": "t.name",
    **_of("t", "number stage description", "created_at"),
}

_LINEAGE = {
    "project": "s.project",
    "run_id": "s.run_id",
    "step_run_id": "s.id",
    "role": "io.role",
    "name": "io.name",
    "position": "io.place",
    "artifact_version_id": "v.id",
}
_LINEAGE_FROM = (
    "step_io io JOIN step_runs s ON s.pk = io.step "
    "JOIN artifact_versions v ON v.id = io.artifact_version_id"
)

_MOMENT = _time(f"CAST(round(number * {_SECOND}) AS INTEGER)")
_WHOLE = f"CASE WHEN abs(number) <= {_LARGEST_EXACT} THEN printf('%d', number) END"
_FLOAT = (
    'CASE WHEN number IS NULL THEN \'{"$float":"nan"}\' '
    'WHEN number = 9e999 THEN \'{"$float":"inf"}\' '
    'WHEN number = -9e999 THEN \'{"$float":"-inf"}\' '
    "ELSE printf('%!.17g', number) END"
)
_VALUE = (
    "CASE type WHEN 'None' THEN 'null' "
    "WHEN 'bool' THEN CASE number WHEN 1 THEN 'true' ELSE 'false' END "
    f"WHEN 'int' THEN {_WHOLE} WHEN 'StorageSize' THEN {_WHOLE} "
    f"WHEN 'float' THEN {_FLOAT} WHEN 'timedelta' THEN printf('%!.17g', number) "
    f"WHEN 'datetime' THEN json_quote({_MOMENT}) "
    "WHEN 'date' THEN json_quote(date(number, 'unixepoch')) "
    f"ELSE CASE WHEN sort = {SORTS[TEXT]} THEN json_quote(text) END END"
)
_LEAF_RAW = "x.position, x.type, x.sort, x.number, x.text || coalesce(x.rest, '') AS text"
_LEAF = {
    "position": "position",
    "type": "type",
    "number": f"CASE WHEN sort = {SORTS[NUMBER]} THEN number END",
    "truth": f"CASE WHEN sort = {SORTS[TRUTH]} THEN CAST(number AS INTEGER) END",
    "text": "text",
    "time": f"CASE WHEN sort = {SORTS[TIME]} THEN {_MOMENT} END",
    "value": _VALUE,
}

# The row of a key is the one that has an entry.
_METADATA_RAW = (
    f"k.key, p.path, {_LEAF_RAW}, e.logged_at AS logged_micros, e.author, e.sequence AS entry"
)
_METADATA_FROM = (
    "current_values x JOIN current_values o ON o.kind = x.kind AND o.target = x.target "
    "AND o.key = x.key AND o.entry IS NOT NULL AND (x.type <> 'dict' OR x.number IS NOT NULL) "
    "JOIN paths p ON p.pk = x.path JOIN keys k ON k.pk = x.key "
    "JOIN entries e ON e.sequence = o.entry"
)
_METADATA = {
    "key": "key",
    "path": "path",
    **_LEAF,
    "logged_at": _time("logged_micros"),
    "author": "author",
    "entry": "entry",
}

_PARAMETERS = {"path": f"substr(path, {len(PARAMETERS) + 2})", **_LEAF}
_PARAMETERS_FROM = (
    "current_values x JOIN paths p ON p.pk = x.path "
    f"AND x.key = (SELECT pk FROM keys WHERE key = '{PARAMETERS_KEY}')"
)

_ENTRIES_RAW = (
    "e.sequence, k.key, e.type, e.value, e.logged_at AS logged_micros, e.author, e.series_index, "
    "x.entry = x.current_entry AS is_current"
)
# Those since the last block are listed with the key, the others with their blocks.
_ENTRIES_FROM = (
    "(SELECT c.kind, c.target, l.value AS entry, c.entry AS current_entry FROM current_values c, "
    "json_each(coalesce(c.recent, json_array(c.entry))) l WHERE c.entry IS NOT NULL "
    "UNION ALL SELECT c.kind, c.target, l.value, c.entry FROM current_values c "
    "JOIN history_blocks b ON b.kind = c.kind AND b.target = c.target AND b.key = c.key "
    f"AND b.size = {BLOCK}, json_each(b.entries) l WHERE c.entry IS NOT NULL) x "
    "JOIN entries e ON e.sequence = x.entry JOIN keys k ON k.pk = e.key"
)
_ENTRIES = {
    "sequence": "sequence",
    "key": "key",
    "type": "type",
    "value": "value",
    "logged_at": _time("logged_micros"),
    "author": "author",
    "series_index": "series_index",
    "is_current": "is_current",
}
