CREATE TABLE artifact_versions (
	pk INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	project TEXT NOT NULL, 
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

CREATE INDEX artifact_versions_created ON artifact_versions (project, created_at, id);

CREATE UNIQUE INDEX artifact_versions_id ON artifact_versions (id);

CREATE INDEX artifact_versions_newest ON artifact_versions (artifact_id, created_at);

CREATE INDEX artifact_versions_number ON artifact_versions (artifact_id, number);

CREATE INDEX artifact_versions_producer ON artifact_versions (producer_run_id);

CREATE UNIQUE INDEX artifact_versions_version ON artifact_versions (artifact_id, version);

CREATE TABLE artifacts (
	pk INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	project TEXT NOT NULL, 
	name TEXT NOT NULL, 
	created_at INTEGER NOT NULL, 
	description TEXT NOT NULL, 
	body TEXT NOT NULL, 
	PRIMARY KEY (pk)
);

CREATE INDEX artifacts_created ON artifacts (project, created_at, id);

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
	PRIMARY KEY (kind, target, "key", path, position)
)
 WITHOUT ROWID;

CREATE INDEX current_values_element ON current_values (path, sort, number, substr(text, 1, 200), target) WHERE position > 0 AND sort IS NOT NULL AND indexed = 1;

CREATE INDEX current_values_value ON current_values (path, sort, number, substr(text, 1, 200), target) WHERE position = 0 AND sort IS NOT NULL AND indexed = 1;

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

CREATE TABLE keys (
	pk INTEGER NOT NULL, 
	"key" TEXT NOT NULL, 
	PRIMARY KEY (pk)
);

CREATE UNIQUE INDEX keys_key ON keys ("key");

CREATE TABLE model_links (
	model_version_id TEXT NOT NULL, 
	kind SMALLINT NOT NULL, 
	target INTEGER NOT NULL, 
	PRIMARY KEY (model_version_id, kind, target)
)
 WITHOUT ROWID;

CREATE INDEX model_links_target ON model_links (kind, target);

CREATE TABLE model_versions (
	pk INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	project TEXT NOT NULL, 
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

CREATE INDEX model_versions_created ON model_versions (project, created_at, id);

CREATE UNIQUE INDEX model_versions_id ON model_versions (id);

CREATE UNIQUE INDEX model_versions_name ON model_versions (model_id, name);

CREATE INDEX model_versions_number ON model_versions (model_id, number);

CREATE TABLE models (
	pk INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	project TEXT NOT NULL, 
	name TEXT NOT NULL, 
	created_at INTEGER NOT NULL, 
	body TEXT NOT NULL, 
	PRIMARY KEY (pk)
);

CREATE INDEX models_created ON models (project, created_at, id);

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

CREATE UNIQUE INDEX paths_path ON paths (project, kind, path);

CREATE TABLE pipelines (
	pk INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	project TEXT NOT NULL, 
	name TEXT NOT NULL, 
	created_at INTEGER NOT NULL, 
	description TEXT NOT NULL, 
	body TEXT NOT NULL, 
	PRIMARY KEY (pk)
);

CREATE INDEX pipelines_created ON pipelines (project, created_at, id);

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
	body TEXT NOT NULL, 
	PRIMARY KEY (pk)
);

CREATE INDEX runs_created ON runs (project, created_at, id);

CREATE UNIQUE INDEX runs_id ON runs (id);

CREATE UNIQUE INDEX runs_name ON runs (project, name);

CREATE INDEX runs_pipeline ON runs (project, pipeline, created_at, id);

CREATE INDEX runs_pipeline_id ON runs (pipeline_id);

CREATE INDEX runs_status ON runs (project, status, created_at, id);

CREATE TABLE step_io (
	step INTEGER NOT NULL, 
	role TEXT NOT NULL, 
	name TEXT NOT NULL, 
	place INTEGER NOT NULL, 
	artifact_version_id TEXT NOT NULL, 
	PRIMARY KEY (step, role, name, place)
)
 WITHOUT ROWID;

CREATE INDEX step_io_version ON step_io (artifact_version_id, role, step);

CREATE TABLE step_runs (
	pk INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	project TEXT NOT NULL, 
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
	body TEXT NOT NULL, 
	PRIMARY KEY (pk)
);

CREATE INDEX step_runs_cache_key ON step_runs (cache_key, started_at);

CREATE UNIQUE INDEX step_runs_id ON step_runs (id);

CREATE INDEX step_runs_name ON step_runs (project, name, started_at);

CREATE INDEX step_runs_run ON step_runs (run_id, name);

CREATE INDEX step_runs_started ON step_runs (project, started_at, id);

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

CREATE TABLE unindexed_targets (
	place INTEGER NOT NULL, 
	kind SMALLINT NOT NULL, 
	target INTEGER NOT NULL, 
	PRIMARY KEY (place)
);

CREATE UNIQUE INDEX unindexed_targets_target ON unindexed_targets (kind, target);
