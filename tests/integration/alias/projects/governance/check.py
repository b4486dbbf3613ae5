import json
from pathlib import Path

from zenml.client import Client

client = Client()
versions = client.list_model_versions(model_name_or_id="readmission", sort_by="number")
assert [one.stage.value for one in versions] == ["production", "staging", "none"]
assert versions[0].run_metadata["champion_challenger"]["champion"] == "1"
assert versions[0].run_metadata["champion_challenger"]["challenger"] == "2"
assert 0 <= versions[0].run_metadata["champion_challenger"]["agreement"] <= 1
assert versions[0].run_metadata["passed"] is True
assert versions[2].run_metadata["incident"].startswith("ValueError in training_pipeline")

failed = client.list_pipeline_runs(status="failed")[0]
audit = failed.steps["check_data"].run_metadata["audit"]
assert audit["outcome"] == "failure" and audit["error"] == "only 5 rows"
assert failed.steps["load"].run_metadata["audit"] == {"step": "load", "outcome": "success"}
assert failed.run_metadata["check_data::audit"] == audit

first = versions[0]
assert first.get_artifact("checked").run_metadata["row_count"] == 60
assert first.get_artifact("checked").run_metadata["missing"] == dict.fromkeys(
    ["a", "b", "c", "target"], 0
)
assert first.get_artifact("pca").load() is None
assert len(first.pipeline_runs) == 2

lines = Path("report.md").read_text().splitlines()
assert lines[0] == "# champion_challenger" or lines[0] == "# training_pipeline"
assert lines[2].startswith("readmission 2")
assert json.loads(lines[4])["accuracy"] > 0.6
found = client.list_model_versions(model="readmission", run_metadata="accuracy:gt:0.6")
assert found.total == 2
print("done")
