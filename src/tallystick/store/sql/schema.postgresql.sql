CREATE TABLE artifact_versions (
	pk BIGINT NOT NULL, 
	id TEXT COLLATE "C" NOT NULL, 
	project TEXT COLLATE "C" NOT NULL, 
	made BIGINT NOT NULL, 
	latest BIGINT NOT NULL, 
	artifact_id TEXT COLLATE "C" NOT NULL, 
	artifact TEXT COLLATE "C" NOT NULL, 
	version TEXT COLLATE "C" NOT NULL, 
	number BIGINT, 
	type TEXT COLLATE "C" NOT NULL, 
	data_type TEXT COLLATE "C" NOT NULL, 
	materializer TEXT COLLATE "C" NOT NULL, 
	uri TEXT COLLATE "C" NOT NULL, 
	size_bytes BIGINT NOT NULL, 
	sha256 TEXT COLLATE "C" NOT NULL, 
	safe SMALLINT NOT NULL, 
	save_type TEXT COLLATE "C" NOT NULL, 
	created_at BIGINT NOT NULL, 
	producer_step_run_id TEXT COLLATE "C", 
	producer_run_id TEXT COLLATE "C", 
	body TEXT COLLATE "C" NOT NULL, 
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
	pk BIGINT NOT NULL, 
	id TEXT COLLATE "C" NOT NULL, 
	project TEXT COLLATE "C" NOT NULL, 
	made BIGINT NOT NULL, 
	latest BIGINT NOT NULL, 
	name TEXT COLLATE "C" NOT NULL, 
	created_at BIGINT NOT NULL, 
	description TEXT COLLATE "C" NOT NULL, 
	body TEXT COLLATE "C" NOT NULL, 
	PRIMARY KEY (pk)
);

CREATE INDEX artifacts_created ON artifacts (project, created_at);

CREATE UNIQUE INDEX artifacts_id ON artifacts (id);

CREATE UNIQUE INDEX artifacts_name ON artifacts (project, name);

CREATE TABLE current_values (
	kind SMALLINT NOT NULL, 
	target BIGINT NOT NULL, 
	key BIGINT NOT NULL, 
	path BIGINT NOT NULL, 
	position BIGINT NOT NULL, 
	type TEXT COLLATE "C" NOT NULL, 
	sort SMALLINT, 
	number FLOAT(53), 
	text TEXT COLLATE "C", 
	entry BIGINT, 
	logged_at BIGINT, 
	first_entry BIGINT, 
	indexed SMALLINT NOT NULL, 
	oldest BIGINT, 
	sealed BIGINT, 
	recent TEXT COLLATE "C", 
	rest TEXT COLLATE "C", 
	PRIMARY KEY (kind, target, key, path, position)
);

CREATE INDEX current_values_element ON current_values (path, indexed, sort, number, text, target) WHERE position > 0 AND sort IS NOT NULL AND indexed = 1;

CREATE INDEX current_values_long ON current_values (path) WHERE rest IS NOT NULL;

CREATE INDEX current_values_value ON current_values (path, indexed, sort, number, text, target) WHERE position = 0 AND indexed = 1;

CREATE TABLE documents (
	sha256 TEXT COLLATE "C" NOT NULL, 
	text TEXT COLLATE "C" NOT NULL, 
	PRIMARY KEY (sha256)
);

CREATE TABLE entries (
	sequence BIGINT NOT NULL, 
	change BIGINT NOT NULL, 
	key BIGINT NOT NULL, 
	type TEXT COLLATE "C" NOT NULL, 
	value TEXT COLLATE "C" NOT NULL, 
	logged_at BIGINT NOT NULL, 
	author TEXT COLLATE "C" NOT NULL, 
	series_index FLOAT(53), 
	publisher BYTEA, 
	output TEXT COLLATE "C", 
	PRIMARY KEY (sequence)
);

CREATE TABLE former_io (
	step BIGINT NOT NULL, 
	role TEXT COLLATE "C" NOT NULL, 
	name TEXT COLLATE "C" NOT NULL, 
	place BIGINT NOT NULL, 
	until BIGINT NOT NULL, 
	artifact_version_id TEXT COLLATE "C" NOT NULL, 
	since BIGINT NOT NULL, 
	PRIMARY KEY (step, role, name, place, until)
);

CREATE TABLE former_links (
	kind SMALLINT NOT NULL, 
	target BIGINT NOT NULL, 
	model_version_id TEXT COLLATE "C" NOT NULL, 
	until BIGINT NOT NULL, 
	since BIGINT NOT NULL, 
	PRIMARY KEY (kind, target, model_version_id, until)
);

CREATE TABLE former_records (
	pk BIGINT NOT NULL, 
	kind SMALLINT NOT NULL, 
	target BIGINT NOT NULL, 
	change BIGINT NOT NULL, 
	name TEXT COLLATE "C", 
	body TEXT COLLATE "C" NOT NULL, 
	PRIMARY KEY (pk)
);

CREATE INDEX former_records_name ON former_records (kind, name) WHERE name IS NOT NULL;

CREATE UNIQUE INDEX former_records_target ON former_records (kind, target, change);

CREATE TABLE history_blocks (
	kind SMALLINT NOT NULL, 
	target BIGINT NOT NULL, 
	key BIGINT NOT NULL, 
	size BIGINT NOT NULL, 
	number BIGINT NOT NULL, 
	inside TEXT COLLATE "C" NOT NULL, 
	points BIGINT NOT NULL, 
	numbers BIGINT NOT NULL, 
	least FLOAT(53), 
	least_entry BIGINT, 
	greatest FLOAT(53), 
	greatest_entry BIGINT, 
	other_entry BIGINT, 
	entries TEXT COLLATE "C"
);

CREATE INDEX history_blocks_number ON history_blocks (kind, target, key, size, number);

CREATE TABLE journal (
	sequence BIGINT NOT NULL, 
	id BYTEA NOT NULL, 
	project TEXT COLLATE "C" NOT NULL, 
	command TEXT COLLATE "C" NOT NULL, 
	author TEXT COLLATE "C" NOT NULL, 
	applied_at BIGINT NOT NULL, 
	body TEXT COLLATE "C" NOT NULL, 
	PRIMARY KEY (sequence)
);

CREATE UNIQUE INDEX journal_id ON journal (id);

CREATE TABLE journal_times (
	until BIGINT NOT NULL, 
	earliest BIGINT NOT NULL, 
	PRIMARY KEY (until)
);

CREATE TABLE keys (
	pk BIGINT NOT NULL, 
	key TEXT COLLATE "C" NOT NULL, 
	PRIMARY KEY (pk)
);

CREATE UNIQUE INDEX keys_key ON keys (key);

CREATE TABLE late_entries (
	kind SMALLINT NOT NULL, 
	target BIGINT NOT NULL, 
	key BIGINT NOT NULL, 
	entry BIGINT NOT NULL, 
	change BIGINT NOT NULL, 
	PRIMARY KEY (kind, target, key, entry)
);

CREATE TABLE model_links (
	model_version_id TEXT COLLATE "C" NOT NULL, 
	kind SMALLINT NOT NULL, 
	target BIGINT NOT NULL, 
	since BIGINT, 
	PRIMARY KEY (model_version_id, kind, target)
);

CREATE INDEX model_links_target ON model_links (kind, target);

CREATE TABLE model_versions (
	pk BIGINT NOT NULL, 
	id TEXT COLLATE "C" NOT NULL, 
	project TEXT COLLATE "C" NOT NULL, 
	made BIGINT NOT NULL, 
	latest BIGINT NOT NULL, 
	model_id TEXT COLLATE "C" NOT NULL, 
	model TEXT COLLATE "C" NOT NULL, 
	number BIGINT NOT NULL, 
	name TEXT COLLATE "C" NOT NULL, 
	stage TEXT COLLATE "C" NOT NULL, 
	description TEXT COLLATE "C" NOT NULL, 
	created_at BIGINT NOT NULL, 
	body TEXT COLLATE "C" NOT NULL, 
	PRIMARY KEY (pk)
);

CREATE INDEX model_versions_created ON model_versions (project, created_at);

CREATE UNIQUE INDEX model_versions_id ON model_versions (id);

CREATE UNIQUE INDEX model_versions_name ON model_versions (model_id, name);

CREATE INDEX model_versions_number ON model_versions (model_id, number);

CREATE TABLE models (
	pk BIGINT NOT NULL, 
	id TEXT COLLATE "C" NOT NULL, 
	project TEXT COLLATE "C" NOT NULL, 
	made BIGINT NOT NULL, 
	latest BIGINT NOT NULL, 
	name TEXT COLLATE "C" NOT NULL, 
	created_at BIGINT NOT NULL, 
	body TEXT COLLATE "C" NOT NULL, 
	PRIMARY KEY (pk)
);

CREATE INDEX models_created ON models (project, created_at);

CREATE UNIQUE INDEX models_id ON models (id);

CREATE UNIQUE INDEX models_name ON models (project, name);

CREATE TABLE output_entries (
	step BIGINT NOT NULL, 
	output TEXT COLLATE "C" NOT NULL, 
	entry BIGINT NOT NULL, 
	PRIMARY KEY (step, output, entry)
);

CREATE TABLE path_types (
	path BIGINT NOT NULL, 
	type TEXT COLLATE "C" NOT NULL, 
	targets BIGINT NOT NULL, 
	PRIMARY KEY (path, type)
);

CREATE TABLE paths (
	pk BIGINT NOT NULL, 
	project TEXT COLLATE "C" NOT NULL, 
	kind SMALLINT NOT NULL, 
	path TEXT COLLATE "C" NOT NULL, 
	key BIGINT NOT NULL, 
	PRIMARY KEY (pk)
);

CREATE INDEX paths_path ON paths (kind, left(path, 250), project);

CREATE TABLE pipelines (
	pk BIGINT NOT NULL, 
	id TEXT COLLATE "C" NOT NULL, 
	project TEXT COLLATE "C" NOT NULL, 
	made BIGINT NOT NULL, 
	latest BIGINT NOT NULL, 
	name TEXT COLLATE "C" NOT NULL, 
	created_at BIGINT NOT NULL, 
	description TEXT COLLATE "C" NOT NULL, 
	body TEXT COLLATE "C" NOT NULL, 
	PRIMARY KEY (pk)
);

CREATE INDEX pipelines_created ON pipelines (project, created_at);

CREATE UNIQUE INDEX pipelines_id ON pipelines (id);

CREATE UNIQUE INDEX pipelines_name ON pipelines (project, name);

CREATE TABLE published_entries (
	publisher BYTEA NOT NULL, 
	entry BIGINT NOT NULL, 
	PRIMARY KEY (publisher, entry)
);

CREATE TABLE runs (
	pk BIGINT NOT NULL, 
	id TEXT COLLATE "C" NOT NULL, 
	project TEXT COLLATE "C" NOT NULL, 
	made BIGINT NOT NULL, 
	latest BIGINT NOT NULL, 
	name TEXT COLLATE "C" NOT NULL, 
	pipeline TEXT COLLATE "C" NOT NULL, 
	pipeline_id TEXT COLLATE "C" NOT NULL, 
	status TEXT COLLATE "C" NOT NULL, 
	created_at BIGINT NOT NULL, 
	started_at BIGINT NOT NULL, 
	ended_at BIGINT, 
	duration_s FLOAT(53), 
	author TEXT COLLATE "C" NOT NULL, 
	orchestrator TEXT COLLATE "C" NOT NULL, 
	model_version_id TEXT COLLATE "C", 
	git_commit TEXT COLLATE "C", 
	git_branch TEXT COLLATE "C", 
	git_dirty SMALLINT, 
	host TEXT COLLATE "C", 
	error TEXT COLLATE "C", 
	body TEXT COLLATE "C" NOT NULL, 
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
	step BIGINT NOT NULL, 
	role TEXT COLLATE "C" NOT NULL, 
	name TEXT COLLATE "C" NOT NULL, 
	place BIGINT NOT NULL, 
	artifact_version_id TEXT COLLATE "C" NOT NULL, 
	since BIGINT, 
	PRIMARY KEY (step, role, name, place)
);

CREATE INDEX step_io_version ON step_io (artifact_version_id, role, step);

CREATE TABLE step_runs (
	pk BIGINT NOT NULL, 
	id TEXT COLLATE "C" NOT NULL, 
	project TEXT COLLATE "C" NOT NULL, 
	made BIGINT NOT NULL, 
	latest BIGINT NOT NULL, 
	run_id TEXT COLLATE "C" NOT NULL, 
	name TEXT COLLATE "C" NOT NULL, 
	step TEXT COLLATE "C" NOT NULL, 
	status TEXT COLLATE "C" NOT NULL, 
	started_at BIGINT NOT NULL, 
	ended_at BIGINT, 
	duration_s FLOAT(53), 
	attempt BIGINT NOT NULL, 
	cache_key TEXT COLLATE "C", 
	code_hash TEXT COLLATE "C" NOT NULL, 
	original_step_run_id TEXT COLLATE "C", 
	model_version_id TEXT COLLATE "C", 
	error TEXT COLLATE "C", 
	body TEXT COLLATE "C" NOT NULL, 
	PRIMARY KEY (pk)
);

CREATE INDEX step_runs_cache_key ON step_runs (cache_key, started_at);

CREATE UNIQUE INDEX step_runs_id ON step_runs (id);

CREATE INDEX step_runs_model ON step_runs (model_version_id) WHERE model_version_id IS NOT NULL;

CREATE INDEX step_runs_name ON step_runs (project, name, started_at);

CREATE INDEX step_runs_run ON step_runs (run_id, name);

CREATE INDEX step_runs_started ON step_runs (project, started_at);

CREATE TABLE store_info (
	name TEXT COLLATE "C" NOT NULL, 
	value TEXT COLLATE "C" NOT NULL, 
	PRIMARY KEY (name)
);

CREATE TABLE tags (
	kind SMALLINT NOT NULL, 
	target BIGINT NOT NULL, 
	tag TEXT COLLATE "C" NOT NULL, 
	PRIMARY KEY (kind, target, tag)
);

CREATE INDEX tags_tag ON tags (kind, tag, target);

CREATE TABLE touches (
	kind SMALLINT NOT NULL, 
	level BIGINT NOT NULL, 
	node BIGINT NOT NULL, 
	target BIGINT NOT NULL, 
	PRIMARY KEY (kind, level, node, target)
);

CREATE TABLE unindexed_targets (
	place BIGINT NOT NULL, 
	kind SMALLINT NOT NULL, 
	target BIGINT NOT NULL, 
	PRIMARY KEY (place)
);

CREATE UNIQUE INDEX unindexed_targets_target ON unindexed_targets (kind, target);
