CREATE TABLE artifact_versions (
	pk INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	project TEXT NOT NULL, 
	made INTEGER NOT NULL, 
	latest INTEGER NOT NULL, 
	artifact_id TEXT NOT NULL, 
	artifact TEXT NOT NULL, 
	version TEXT NOT NULL, 
	number INTEGER, 
	type TEXT NOT NULL, 
	data_type TEXT NOT NULL, 
	materializer TEXT NOT NULL, 
	uri TEXT NOT NULL, 
	size_bytes INTEGER NOT NULL, 
	sha256 TEXT NOT NULL, 
	safe SMALLINT NOT NULL, 
	save_type TEXT NOT NULL, 
	created_at INTEGER NOT NULL, 
	producer_step_run_id TEXT, 
	producer_run_id TEXT, 
	body TEXT NOT NULL, 
	PRIMARY KEY (pk)
);

CREATE INDEX artifact_versions_artifact ON artifact_versions (project, artifact, created_at);

CREATE INDEX artifact_versions_created ON artifact_versions (project, created_at);

CREATE UNIQUE INDEX artifact_versions_id ON artifact_versions (id);

CREATE INDEX artifact_versions_newest ON artifact_versions (artifact_id, created_at);

CREATE INDEX artifact_versions_number ON artifact_versions (artifact_id, number);

CREATE INDEX artifact_versions_producer ON artifact_versions (producer_run_id);

CREATE UNIQUE INDEX artifact_versions_version ON artifact_versions (artifact_id, version);

CREATE TABLE artifacts (
	pk INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	project TEXT NOT NULL, 
	made INTEGER NOT NULL, 
	latest INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	created_at INTEGER NOT NULL, 
	description TEXT NOT NULL, 
	body TEXT NOT NULL, 
	PRIMARY KEY (pk)
);

CREATE INDEX artifacts_created ON artifacts (project, created_at);

CREATE UNIQUE INDEX artifacts_id ON artifacts (id);

CREATE UNIQUE INDEX artifacts_name ON artifacts (project, name);

CREATE TABLE current_values (
	kind SMALLINT NOT NULL, 
	target INTEGER NOT NULL, 
	"key" INTEGER NOT NULL, 
	path INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	type TEXT NOT NULL, 
	sort SMALLINT, 
	number FLOAT, 
	text TEXT, 
	entry INTEGER, 
	logged_at INTEGER, 
	first_entry INTEGER, 
	"indexed" SMALLINT NOT NULL, 
	oldest INTEGER, 
	sealed INTEGER, 
	recent TEXT, 
	rest TEXT, 
	PRIMARY KEY (kind, target, "key", path, position)
)
 WITHOUT ROWID;

CREATE INDEX current_values_element ON current_values (path, "indexed", sort, number, text, target) WHERE position > 0 AND sort IS NOT NULL AND indexed = 1;

CREATE INDEX current_values_long ON current_values (path) WHERE rest IS NOT NULL;

CREATE INDEX current_values_value ON current_values (path, "indexed", sort, number, text, target) WHERE position = 0 AND indexed = 1;

CREATE TABLE documents (
	sha256 TEXT NOT NULL, 
	text TEXT NOT NULL, 
	PRIMARY KEY (sha256)
);

CREATE TABLE entries (
	sequence INTEGER NOT NULL, 
	change INTEGER NOT NULL, 
	"key" INTEGER NOT NULL, 
	type TEXT NOT NULL, 
	value TEXT NOT NULL, 
	logged_at INTEGER NOT NULL, 
	author TEXT NOT NULL, 
	series_index FLOAT, 
	publisher BLOB, 
	output TEXT, 
	PRIMARY KEY (sequence)
);

CREATE TABLE former_io (
	step INTEGER NOT NULL, 
	role TEXT NOT NULL, 
	name TEXT NOT NULL, 
	place INTEGER NOT NULL, 
	until INTEGER NOT NULL, 
	artifact_version_id TEXT NOT NULL, 
	since INTEGER NOT NULL, 
	PRIMARY KEY (step, role, name, place, until)
)
 WITHOUT ROWID;

CREATE TABLE former_links (
	kind SMALLINT NOT NULL, 
	target INTEGER NOT NULL, 
	model_version_id TEXT NOT NULL, 
	until INTEGER NOT NULL, 
	since INTEGER NOT NULL, 
	PRIMARY KEY (kind, target, model_version_id, until)
)
 WITHOUT ROWID;

CREATE TABLE former_records (
	pk INTEGER NOT NULL, 
	kind SMALLINT NOT NULL, 
	target INTEGER NOT NULL, 
	change INTEGER NOT NULL, 
	name TEXT, 
	body TEXT NOT NULL, 
	PRIMARY KEY (pk)
);

CREATE INDEX former_records_name ON former_records (kind, name) WHERE name IS NOT NULL;

CREATE UNIQUE INDEX former_records_target ON former_records (kind, target, change);

CREATE TABLE history_blocks (
	kind SMALLINT NOT NULL, 
	target INTEGER NOT NULL, 
	"key" INTEGER NOT NULL, 
	size INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	inside TEXT NOT NULL, 
	points INTEGER NOT NULL, 
	numbers INTEGER NOT NULL, 
	least FLOAT, 
	least_entry INTEGER, 
	greatest FLOAT, 
	greatest_entry INTEGER, 
	other_entry INTEGER, 
	entries TEXT, 
	PRIMARY KEY (kind, target, "key", size, number, inside)
)
 WITHOUT ROWID;

CREATE TABLE journal (
	sequence INTEGER NOT NULL, 
	id BLOB NOT NULL, 
	project TEXT NOT NULL, 
	command TEXT NOT NULL, 
	author TEXT NOT NULL, 
	applied_at INTEGER NOT NULL, 
	body TEXT NOT NULL, 
	PRIMARY KEY (sequence)
);

CREATE UNIQUE INDEX journal_id ON journal (id);

CREATE TABLE journal_times (
	until INTEGER NOT NULL, 
	earliest INTEGER NOT NULL, 
	PRIMARY KEY (until)
);

CREATE TABLE keys (
	pk INTEGER NOT NULL, 
	"key" TEXT NOT NULL, 
	PRIMARY KEY (pk)
);

CREATE UNIQUE INDEX keys_key ON keys ("key");

CREATE TABLE late_entries (
	kind SMALLINT NOT NULL, 
	target INTEGER NOT NULL, 
	"key" INTEGER NOT NULL, 
	entry INTEGER NOT NULL, 
	change INTEGER NOT NULL, 
	PRIMARY KEY (kind, target, "key", entry)
)
 WITHOUT ROWID;

CREATE TABLE model_links (
	model_version_id TEXT NOT NULL, 
	kind SMALLINT NOT NULL, 
	target INTEGER NOT NULL, 
	since INTEGER, 
	PRIMARY KEY (model_version_id, kind, target)
)
 WITHOUT ROWID;

CREATE INDEX model_links_target ON model_links (kind, target);

CREATE TABLE model_versions (
	pk INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	project TEXT NOT NULL, 
	made INTEGER NOT NULL, 
	latest INTEGER NOT NULL, 
	model_id TEXT NOT NULL, 
	model TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	stage TEXT NOT NULL, 
	description TEXT NOT NULL, 
	created_at INTEGER NOT NULL, 
	body TEXT NOT NULL, 
	PRIMARY KEY (pk)
);

CREATE INDEX model_versions_created ON model_versions (project, created_at);

CREATE UNIQUE INDEX model_versions_id ON model_versions (id);

CREATE UNIQUE INDEX model_versions_name ON model_versions (model_id, name);

CREATE INDEX model_versions_number ON model_versions (model_id, number);

CREATE TABLE models (
	pk INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	project TEXT NOT NULL, 
	made INTEGER NOT NULL, 
	latest INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	created_at INTEGER NOT NULL, 
	body TEXT NOT NULL, 
	PRIMARY KEY (pk)
);

CREATE INDEX models_created ON models (project, created_at);

CREATE UNIQUE INDEX models_id ON models (id);

CREATE UNIQUE INDEX models_name ON models (project, name);

CREATE TABLE output_entries (
	step INTEGER NOT NULL, 
	output TEXT NOT NULL, 
	entry INTEGER NOT NULL, 
	PRIMARY KEY (step, output, entry)
)
 WITHOUT ROWID;

CREATE TABLE path_types (
	path INTEGER NOT NULL, 
	type TEXT NOT NULL, 
	targets INTEGER NOT NULL, 
	PRIMARY KEY (path, type)
)
 WITHOUT ROWID;

CREATE TABLE paths (
	pk INTEGER NOT NULL, 
	project TEXT NOT NULL, 
	kind SMALLINT NOT NULL, 
	path TEXT NOT NULL, 
	"key" INTEGER NOT NULL, 
	PRIMARY KEY (pk)
);

CREATE UNIQUE INDEX paths_path ON paths (kind, path, project);

CREATE TABLE pipelines (
	pk INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	project TEXT NOT NULL, 
	made INTEGER NOT NULL, 
	latest INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	created_at INTEGER NOT NULL, 
	description TEXT NOT NULL, 
	body TEXT NOT NULL, 
	PRIMARY KEY (pk)
);

CREATE INDEX pipelines_created ON pipelines (project, created_at);

CREATE UNIQUE INDEX pipelines_id ON pipelines (id);

CREATE UNIQUE INDEX pipelines_name ON pipelines (project, name);

CREATE TABLE published_entries (
	publisher BLOB NOT NULL, 
	entry INTEGER NOT NULL, 
	PRIMARY KEY (publisher, entry)
)
 WITHOUT ROWID;

CREATE TABLE runs (
	pk INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	project TEXT NOT NULL, 
	made INTEGER NOT NULL, 
	latest INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	pipeline TEXT NOT NULL, 
	pipeline_id TEXT NOT NULL, 
	status TEXT NOT NULL, 
	created_at INTEGER NOT NULL, 
	started_at INTEGER NOT NULL, 
	ended_at INTEGER, 
	duration_s FLOAT, 
	author TEXT NOT NULL, 
	orchestrator TEXT NOT NULL, 
	model_version_id TEXT, 
	git_commit TEXT, 
	git_branch TEXT, 
	git_dirty SMALLINT, 
	host TEXT, 
	error TEXT, 
	body TEXT NOT NULL, 
	PRIMARY KEY (pk)
);

CREATE INDEX runs_created ON runs (project, created_at);

CREATE UNIQUE INDEX runs_id ON runs (id);

CREATE INDEX runs_model ON runs (model_version_id) WHERE model_version_id IS NOT NULL;

CREATE UNIQUE INDEX runs_name ON runs (project, name);

CREATE INDEX runs_pipeline ON runs (project, pipeline, created_at);

CREATE INDEX runs_pipeline_id ON runs (pipeline_id);

CREATE INDEX runs_started ON runs (project, started_at);

CREATE INDEX runs_status ON runs (project, status, created_at);

CREATE TABLE step_io (
	step INTEGER NOT NULL, 
	role TEXT NOT NULL, 
	name TEXT NOT NULL, 
	place INTEGER NOT NULL, 
	artifact_version_id TEXT NOT NULL, 
	since INTEGER, 
	PRIMARY KEY (step, role, name, place)
)
 WITHOUT ROWID;

CREATE INDEX step_io_version ON step_io (artifact_version_id, role, step);

CREATE TABLE step_runs (
	pk INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	project TEXT NOT NULL, 
	made INTEGER NOT NULL, 
	latest INTEGER NOT NULL, 
	run_id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	step TEXT NOT NULL, 
	status TEXT NOT NULL, 
	started_at INTEGER NOT NULL, 
	ended_at INTEGER, 
	duration_s FLOAT, 
	attempt INTEGER NOT NULL, 
	cache_key TEXT, 
	code_hash TEXT NOT NULL, 
	original_step_run_id TEXT, 
	model_version_id TEXT, 
	error TEXT, 
	body TEXT NOT NULL, 
	PRIMARY KEY (pk)
);

CREATE INDEX step_runs_cache_key ON step_runs (cache_key, started_at);

CREATE UNIQUE INDEX step_runs_id ON step_runs (id);

CREATE INDEX step_runs_model ON step_runs (model_version_id) WHERE model_version_id IS NOT NULL;

CREATE INDEX step_runs_name ON step_runs (project, name, started_at);

CREATE INDEX step_runs_run ON step_runs (run_id, name);

CREATE INDEX step_runs_started ON step_runs (project, started_at);

CREATE TABLE store_info (
	name TEXT NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY (name)
);

CREATE TABLE tags (
	kind SMALLINT NOT NULL, 
	target INTEGER NOT NULL, 
	tag TEXT NOT NULL, 
	PRIMARY KEY (kind, target, tag)
)
 WITHOUT ROWID;

CREATE INDEX tags_tag ON tags (kind, tag, target);

CREATE TABLE touches (
	kind SMALLINT NOT NULL, 
	level INTEGER NOT NULL, 
	node INTEGER NOT NULL, 
	target INTEGER NOT NULL, 
	PRIMARY KEY (kind, level, node, target)
)
 WITHOUT ROWID;

CREATE TABLE unindexed_targets (
	place INTEGER NOT NULL, 
	kind SMALLINT NOT NULL, 
	target INTEGER NOT NULL, 
	PRIMARY KEY (place)
);

CREATE UNIQUE INDEX unindexed_targets_target ON unindexed_targets (kind, target);

CREATE VIEW v1_artifact_versions AS
SELECT
  t.id AS id,
  t.project AS project,
  t.artifact AS artifact,
  t.artifact_id AS artifact_id,
  t.version AS version,
  t.number AS number,
  t.type AS type,
  t.data_type AS data_type,
  t.materializer AS materializer,
  t.uri AS uri,
  t.size_bytes AS size_bytes,
  t.sha256 AS sha256,
  t.safe AS safe,
  t.save_type AS save_type,
  t.producer_step_run_id AS producer_step_run_id,
  t.producer_run_id AS producer_run_id,
  strftime('%Y-%m-%dT%H:%M:%S', (t.created_at - ((t.created_at % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.created_at % 1000000 + 1000000) % 1000000)) AS created_at
FROM artifact_versions t;

CREATE VIEW v1_artifacts AS
SELECT
  t.id AS id,
  t.project AS project,
  t.name AS name,
  t.description AS description,
  strftime('%Y-%m-%dT%H:%M:%S', (t.created_at - ((t.created_at % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.created_at % 1000000 + 1000000) % 1000000)) AS created_at
FROM artifacts t;

CREATE VIEW v1_entries AS
SELECT
  kind AS kind,
  project AS project,
  entity_id AS entity_id,
  sequence AS sequence,
  key AS key,
  type AS type,
  value AS value,
  strftime('%Y-%m-%dT%H:%M:%S', (logged_micros - ((logged_micros % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((logged_micros % 1000000 + 1000000) % 1000000)) AS logged_at,
  author AS author,
  series_index AS series_index,
  is_current AS is_current
FROM (
  SELECT 'pipeline' AS kind, t.project, t.id AS entity_id, e.sequence, k.key, e.type, e.value, e.logged_at AS logged_micros, e.author, e.series_index, x.entry = x.current_entry AS is_current FROM pipelines t JOIN (SELECT c.kind, c.target, l.value AS entry, c.entry AS current_entry FROM current_values c, json_each(coalesce(c.recent, json_array(c.entry))) l WHERE c.entry IS NOT NULL UNION ALL SELECT c.kind, c.target, l.value, c.entry FROM current_values c JOIN history_blocks b ON b.kind = c.kind AND b.target = c.target AND b.key = c.key AND b.size = 16, json_each(b.entries) l WHERE c.entry IS NOT NULL) x JOIN entries e ON e.sequence = x.entry JOIN keys k ON k.pk = e.key WHERE x.kind = 1 AND x.target = t.pk
  UNION ALL SELECT 'run' AS kind, t.project, t.id AS entity_id, e.sequence, k.key, e.type, e.value, e.logged_at AS logged_micros, e.author, e.series_index, x.entry = x.current_entry AS is_current FROM runs t JOIN (SELECT c.kind, c.target, l.value AS entry, c.entry AS current_entry FROM current_values c, json_each(coalesce(c.recent, json_array(c.entry))) l WHERE c.entry IS NOT NULL UNION ALL SELECT c.kind, c.target, l.value, c.entry FROM current_values c JOIN history_blocks b ON b.kind = c.kind AND b.target = c.target AND b.key = c.key AND b.size = 16, json_each(b.entries) l WHERE c.entry IS NOT NULL) x JOIN entries e ON e.sequence = x.entry JOIN keys k ON k.pk = e.key WHERE x.kind = 2 AND x.target = t.pk
  UNION ALL SELECT 'step_run' AS kind, t.project, t.id AS entity_id, e.sequence, k.key, e.type, e.value, e.logged_at AS logged_micros, e.author, e.series_index, x.entry = x.current_entry AS is_current FROM step_runs t JOIN (SELECT c.kind, c.target, l.value AS entry, c.entry AS current_entry FROM current_values c, json_each(coalesce(c.recent, json_array(c.entry))) l WHERE c.entry IS NOT NULL UNION ALL SELECT c.kind, c.target, l.value, c.entry FROM current_values c JOIN history_blocks b ON b.kind = c.kind AND b.target = c.target AND b.key = c.key AND b.size = 16, json_each(b.entries) l WHERE c.entry IS NOT NULL) x JOIN entries e ON e.sequence = x.entry JOIN keys k ON k.pk = e.key WHERE x.kind = 3 AND x.target = t.pk
  UNION ALL SELECT 'artifact' AS kind, t.project, t.id AS entity_id, e.sequence, k.key, e.type, e.value, e.logged_at AS logged_micros, e.author, e.series_index, x.entry = x.current_entry AS is_current FROM artifacts t JOIN (SELECT c.kind, c.target, l.value AS entry, c.entry AS current_entry FROM current_values c, json_each(coalesce(c.recent, json_array(c.entry))) l WHERE c.entry IS NOT NULL UNION ALL SELECT c.kind, c.target, l.value, c.entry FROM current_values c JOIN history_blocks b ON b.kind = c.kind AND b.target = c.target AND b.key = c.key AND b.size = 16, json_each(b.entries) l WHERE c.entry IS NOT NULL) x JOIN entries e ON e.sequence = x.entry JOIN keys k ON k.pk = e.key WHERE x.kind = 4 AND x.target = t.pk
  UNION ALL SELECT 'artifact_version' AS kind, t.project, t.id AS entity_id, e.sequence, k.key, e.type, e.value, e.logged_at AS logged_micros, e.author, e.series_index, x.entry = x.current_entry AS is_current FROM artifact_versions t JOIN (SELECT c.kind, c.target, l.value AS entry, c.entry AS current_entry FROM current_values c, json_each(coalesce(c.recent, json_array(c.entry))) l WHERE c.entry IS NOT NULL UNION ALL SELECT c.kind, c.target, l.value, c.entry FROM current_values c JOIN history_blocks b ON b.kind = c.kind AND b.target = c.target AND b.key = c.key AND b.size = 16, json_each(b.entries) l WHERE c.entry IS NOT NULL) x JOIN entries e ON e.sequence = x.entry JOIN keys k ON k.pk = e.key WHERE x.kind = 5 AND x.target = t.pk
  UNION ALL SELECT 'model' AS kind, t.project, t.id AS entity_id, e.sequence, k.key, e.type, e.value, e.logged_at AS logged_micros, e.author, e.series_index, x.entry = x.current_entry AS is_current FROM models t JOIN (SELECT c.kind, c.target, l.value AS entry, c.entry AS current_entry FROM current_values c, json_each(coalesce(c.recent, json_array(c.entry))) l WHERE c.entry IS NOT NULL UNION ALL SELECT c.kind, c.target, l.value, c.entry FROM current_values c JOIN history_blocks b ON b.kind = c.kind AND b.target = c.target AND b.key = c.key AND b.size = 16, json_each(b.entries) l WHERE c.entry IS NOT NULL) x JOIN entries e ON e.sequence = x.entry JOIN keys k ON k.pk = e.key WHERE x.kind = 6 AND x.target = t.pk
  UNION ALL SELECT 'model_version' AS kind, t.project, t.id AS entity_id, e.sequence, k.key, e.type, e.value, e.logged_at AS logged_micros, e.author, e.series_index, x.entry = x.current_entry AS is_current FROM model_versions t JOIN (SELECT c.kind, c.target, l.value AS entry, c.entry AS current_entry FROM current_values c, json_each(coalesce(c.recent, json_array(c.entry))) l WHERE c.entry IS NOT NULL UNION ALL SELECT c.kind, c.target, l.value, c.entry FROM current_values c JOIN history_blocks b ON b.kind = c.kind AND b.target = c.target AND b.key = c.key AND b.size = 16, json_each(b.entries) l WHERE c.entry IS NOT NULL) x JOIN entries e ON e.sequence = x.entry JOIN keys k ON k.pk = e.key WHERE x.kind = 7 AND x.target = t.pk
);

CREATE VIEW v1_lineage AS
SELECT
  s.project AS project,
  s.run_id AS run_id,
  s.id AS step_run_id,
  io.role AS role,
  io.name AS name,
  io.place AS position,
  v.id AS artifact_version_id
FROM step_io io JOIN step_runs s ON s.pk = io.step JOIN artifact_versions v ON v.id = io.artifact_version_id;

CREATE VIEW v1_metadata AS
SELECT
  kind AS kind,
  project AS project,
  entity_id AS entity_id,
  key AS key,
  path AS path,
  position AS position,
  type AS type,
  CASE WHEN sort = 0 THEN number END AS number,
  CASE WHEN sort = 1 THEN CAST(number AS INTEGER) END AS truth,
  text AS text,
  CASE WHEN sort = 2 THEN strftime('%Y-%m-%dT%H:%M:%S', (CAST(round(number * 1000000) AS INTEGER) - ((CAST(round(number * 1000000) AS INTEGER) % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((CAST(round(number * 1000000) AS INTEGER) % 1000000 + 1000000) % 1000000)) END AS time,
  CASE type WHEN 'None' THEN 'null' WHEN 'bool' THEN CASE number WHEN 1 THEN 'true' ELSE 'false' END WHEN 'int' THEN CASE WHEN abs(number) <= 9007199254740992 THEN printf('%d', number) END WHEN 'StorageSize' THEN CASE WHEN abs(number) <= 9007199254740992 THEN printf('%d', number) END WHEN 'float' THEN CASE WHEN number IS NULL THEN '{"$float":"nan"}' WHEN number = 9e999 THEN '{"$float":"inf"}' WHEN number = -9e999 THEN '{"$float":"-inf"}' ELSE printf('%!.17g', number) END WHEN 'timedelta' THEN printf('%!.17g', number) WHEN 'datetime' THEN json_quote(strftime('%Y-%m-%dT%H:%M:%S', (CAST(round(number * 1000000) AS INTEGER) - ((CAST(round(number * 1000000) AS INTEGER) % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((CAST(round(number * 1000000) AS INTEGER) % 1000000 + 1000000) % 1000000))) WHEN 'date' THEN json_quote(date(number, 'unixepoch')) ELSE CASE WHEN sort = 3 THEN json_quote(text) END END AS value,
  strftime('%Y-%m-%dT%H:%M:%S', (logged_micros - ((logged_micros % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((logged_micros % 1000000 + 1000000) % 1000000)) AS logged_at,
  author AS author,
  entry AS entry
FROM (
  SELECT 'pipeline' AS kind, t.project, t.id AS entity_id, k.key, p.path, x.position, x.type, x.sort, x.number, x.text || coalesce(x.rest, '') AS text, e.logged_at AS logged_micros, e.author, e.sequence AS entry FROM pipelines t JOIN current_values x JOIN current_values o ON o.kind = x.kind AND o.target = x.target AND o.key = x.key AND o.entry IS NOT NULL AND (x.type <> 'dict' OR x.number IS NOT NULL) JOIN paths p ON p.pk = x.path JOIN keys k ON k.pk = x.key JOIN entries e ON e.sequence = o.entry WHERE x.kind = 1 AND x.target = t.pk
  UNION ALL SELECT 'run' AS kind, t.project, t.id AS entity_id, k.key, p.path, x.position, x.type, x.sort, x.number, x.text || coalesce(x.rest, '') AS text, e.logged_at AS logged_micros, e.author, e.sequence AS entry FROM runs t JOIN current_values x JOIN current_values o ON o.kind = x.kind AND o.target = x.target AND o.key = x.key AND o.entry IS NOT NULL AND (x.type <> 'dict' OR x.number IS NOT NULL) JOIN paths p ON p.pk = x.path JOIN keys k ON k.pk = x.key JOIN entries e ON e.sequence = o.entry WHERE x.kind = 2 AND x.target = t.pk
  UNION ALL SELECT 'step_run' AS kind, t.project, t.id AS entity_id, k.key, p.path, x.position, x.type, x.sort, x.number, x.text || coalesce(x.rest, '') AS text, e.logged_at AS logged_micros, e.author, e.sequence AS entry FROM step_runs t JOIN current_values x JOIN current_values o ON o.kind = x.kind AND o.target = x.target AND o.key = x.key AND o.entry IS NOT NULL AND (x.type <> 'dict' OR x.number IS NOT NULL) JOIN paths p ON p.pk = x.path JOIN keys k ON k.pk = x.key JOIN entries e ON e.sequence = o.entry WHERE x.kind = 3 AND x.target = t.pk
  UNION ALL SELECT 'artifact' AS kind, t.project, t.id AS entity_id, k.key, p.path, x.position, x.type, x.sort, x.number, x.text || coalesce(x.rest, '') AS text, e.logged_at AS logged_micros, e.author, e.sequence AS entry FROM artifacts t JOIN current_values x JOIN current_values o ON o.kind = x.kind AND o.target = x.target AND o.key = x.key AND o.entry IS NOT NULL AND (x.type <> 'dict' OR x.number IS NOT NULL) JOIN paths p ON p.pk = x.path JOIN keys k ON k.pk = x.key JOIN entries e ON e.sequence = o.entry WHERE x.kind = 4 AND x.target = t.pk
  UNION ALL SELECT 'artifact_version' AS kind, t.project, t.id AS entity_id, k.key, p.path, x.position, x.type, x.sort, x.number, x.text || coalesce(x.rest, '') AS text, e.logged_at AS logged_micros, e.author, e.sequence AS entry FROM artifact_versions t JOIN current_values x JOIN current_values o ON o.kind = x.kind AND o.target = x.target AND o.key = x.key AND o.entry IS NOT NULL AND (x.type <> 'dict' OR x.number IS NOT NULL) JOIN paths p ON p.pk = x.path JOIN keys k ON k.pk = x.key JOIN entries e ON e.sequence = o.entry WHERE x.kind = 5 AND x.target = t.pk
  UNION ALL SELECT 'model' AS kind, t.project, t.id AS entity_id, k.key, p.path, x.position, x.type, x.sort, x.number, x.text || coalesce(x.rest, '') AS text, e.logged_at AS logged_micros, e.author, e.sequence AS entry FROM models t JOIN current_values x JOIN current_values o ON o.kind = x.kind AND o.target = x.target AND o.key = x.key AND o.entry IS NOT NULL AND (x.type <> 'dict' OR x.number IS NOT NULL) JOIN paths p ON p.pk = x.path JOIN keys k ON k.pk = x.key JOIN entries e ON e.sequence = o.entry WHERE x.kind = 6 AND x.target = t.pk
  UNION ALL SELECT 'model_version' AS kind, t.project, t.id AS entity_id, k.key, p.path, x.position, x.type, x.sort, x.number, x.text || coalesce(x.rest, '') AS text, e.logged_at AS logged_micros, e.author, e.sequence AS entry FROM model_versions t JOIN current_values x JOIN current_values o ON o.kind = x.kind AND o.target = x.target AND o.key = x.key AND o.entry IS NOT NULL AND (x.type <> 'dict' OR x.number IS NOT NULL) JOIN paths p ON p.pk = x.path JOIN keys k ON k.pk = x.key JOIN entries e ON e.sequence = o.entry WHERE x.kind = 7 AND x.target = t.pk
);

CREATE VIEW v1_model_links AS
SELECT
  kind AS kind,
  project AS project,
  entity_id AS entity_id,
  model_version_id AS model_version_id
FROM (
  SELECT 'run' AS kind, t.project, t.id AS entity_id, x.model_version_id FROM runs t JOIN model_links x WHERE x.kind = 2 AND x.target = t.pk
  UNION ALL SELECT 'artifact_version' AS kind, t.project, t.id AS entity_id, x.model_version_id FROM artifact_versions t JOIN model_links x WHERE x.kind = 5 AND x.target = t.pk
);

CREATE VIEW v1_model_versions AS
SELECT
  t.id AS id,
  t.project AS project,
  t.model AS model,
  t.model_id AS model_id,
  t.name AS version,
  t.number AS number,
  t.stage AS stage,
  t.description AS description,
  strftime('%Y-%m-%dT%H:%M:%S', (t.created_at - ((t.created_at % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.created_at % 1000000 + 1000000) % 1000000)) AS created_at
FROM model_versions t;

CREATE VIEW v1_models AS
SELECT
  t.id AS id,
  t.project AS project,
  t.name AS name,
  strftime('%Y-%m-%dT%H:%M:%S', (t.created_at - ((t.created_at % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.created_at % 1000000 + 1000000) % 1000000)) AS created_at
FROM models t;

CREATE VIEW v1_parameters AS
SELECT
  kind AS kind,
  project AS project,
  entity_id AS entity_id,
  substr(path, 16) AS path,
  position AS position,
  type AS type,
  CASE WHEN sort = 0 THEN number END AS number,
  CASE WHEN sort = 1 THEN CAST(number AS INTEGER) END AS truth,
  text AS text,
  CASE WHEN sort = 2 THEN strftime('%Y-%m-%dT%H:%M:%S', (CAST(round(number * 1000000) AS INTEGER) - ((CAST(round(number * 1000000) AS INTEGER) % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((CAST(round(number * 1000000) AS INTEGER) % 1000000 + 1000000) % 1000000)) END AS time,
  CASE type WHEN 'None' THEN 'null' WHEN 'bool' THEN CASE number WHEN 1 THEN 'true' ELSE 'false' END WHEN 'int' THEN CASE WHEN abs(number) <= 9007199254740992 THEN printf('%d', number) END WHEN 'StorageSize' THEN CASE WHEN abs(number) <= 9007199254740992 THEN printf('%d', number) END WHEN 'float' THEN CASE WHEN number IS NULL THEN '{"$float":"nan"}' WHEN number = 9e999 THEN '{"$float":"inf"}' WHEN number = -9e999 THEN '{"$float":"-inf"}' ELSE printf('%!.17g', number) END WHEN 'timedelta' THEN printf('%!.17g', number) WHEN 'datetime' THEN json_quote(strftime('%Y-%m-%dT%H:%M:%S', (CAST(round(number * 1000000) AS INTEGER) - ((CAST(round(number * 1000000) AS INTEGER) % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((CAST(round(number * 1000000) AS INTEGER) % 1000000 + 1000000) % 1000000))) WHEN 'date' THEN json_quote(date(number, 'unixepoch')) ELSE CASE WHEN sort = 3 THEN json_quote(text) END END AS value
FROM (
  SELECT 'run' AS kind, t.project, t.id AS entity_id, p.path, x.position, x.type, x.sort, x.number, x.text || coalesce(x.rest, '') AS text FROM runs t JOIN current_values x JOIN paths p ON p.pk = x.path AND x.key = (SELECT pk FROM keys WHERE key = '::parameters') WHERE x.kind = 2 AND x.target = t.pk
  UNION ALL SELECT 'step_run' AS kind, t.project, t.id AS entity_id, p.path, x.position, x.type, x.sort, x.number, x.text || coalesce(x.rest, '') AS text FROM step_runs t JOIN current_values x JOIN paths p ON p.pk = x.path AND x.key = (SELECT pk FROM keys WHERE key = '::parameters') WHERE x.kind = 3 AND x.target = t.pk
);

CREATE VIEW v1_pipelines AS
SELECT
  t.id AS id,
  t.project AS project,
  t.name AS name,
  t.description AS description,
  strftime('%Y-%m-%dT%H:%M:%S', (t.created_at - ((t.created_at % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.created_at % 1000000 + 1000000) % 1000000)) AS created_at
FROM pipelines t;

CREATE VIEW v1_runs AS
SELECT
  t.id AS id,
  t.project AS project,
  t.name AS name,
  t.pipeline AS pipeline,
  t.pipeline_id AS pipeline_id,
  t.status AS status,
  t.duration_s AS duration_s,
  t.author AS author,
  t.orchestrator AS orchestrator,
  t.model_version_id AS model_version_id,
  strftime('%Y-%m-%dT%H:%M:%S', (t.created_at - ((t.created_at % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.created_at % 1000000 + 1000000) % 1000000)) AS created_at,
  strftime('%Y-%m-%dT%H:%M:%S', (t.started_at - ((t.started_at % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.started_at % 1000000 + 1000000) % 1000000)) AS started_at,
  strftime('%Y-%m-%dT%H:%M:%S', (t.ended_at - ((t.ended_at % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.ended_at % 1000000 + 1000000) % 1000000)) AS ended_at,
  json_extract(t.body, '$.code.commit') AS git_commit,
  json_extract(t.body, '$.code.branch') AS git_branch,
  json_extract(t.body, '$.code.dirty') AS git_dirty,
  json_extract(t.body, '$.process.host') AS host,
  json_extract(t.body, '$.failure.type') AS error_type,
  json_extract(t.body, '$.failure.message') AS error_message
FROM runs t;

CREATE VIEW v1_steps AS
SELECT
  t.id AS id,
  t.project AS project,
  t.run_id AS run_id,
  r.name AS run,
  r.pipeline AS pipeline,
  t.name AS name,
  t.step AS step,
  t.status AS status,
  t.duration_s AS duration_s,
  t.attempt AS attempt,
  t.cache_key AS cache_key,
  t.code_hash AS code_hash,
  t.original_step_run_id AS original_step_run_id,
  t.model_version_id AS model_version_id,
  strftime('%Y-%m-%dT%H:%M:%S', (t.started_at - ((t.started_at % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.started_at % 1000000 + 1000000) % 1000000)) AS started_at,
  strftime('%Y-%m-%dT%H:%M:%S', (t.ended_at - ((t.ended_at % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.ended_at % 1000000 + 1000000) % 1000000)) AS ended_at,
  json_extract(t.body, '$.failure.type') AS error_type,
  json_extract(t.body, '$.failure.message') AS error_message
FROM step_runs t LEFT JOIN runs r ON r.id = t.run_id;

CREATE VIEW v1_tags AS
SELECT
  kind AS kind,
  project AS project,
  entity_id AS entity_id,
  tag AS tag
FROM (
  SELECT 'pipeline' AS kind, t.project, t.id AS entity_id, x.tag FROM pipelines t JOIN tags x WHERE x.kind = 1 AND x.target = t.pk
  UNION ALL SELECT 'run' AS kind, t.project, t.id AS entity_id, x.tag FROM runs t JOIN tags x WHERE x.kind = 2 AND x.target = t.pk
  UNION ALL SELECT 'artifact' AS kind, t.project, t.id AS entity_id, x.tag FROM artifacts t JOIN tags x WHERE x.kind = 4 AND x.target = t.pk
  UNION ALL SELECT 'artifact_version' AS kind, t.project, t.id AS entity_id, x.tag FROM artifact_versions t JOIN tags x WHERE x.kind = 5 AND x.target = t.pk
  UNION ALL SELECT 'model' AS kind, t.project, t.id AS entity_id, x.tag FROM models t JOIN tags x WHERE x.kind = 6 AND x.target = t.pk
  UNION ALL SELECT 'model_version' AS kind, t.project, t.id AS entity_id, x.tag FROM model_versions t JOIN tags x WHERE x.kind = 7 AND x.target = t.pk
);
