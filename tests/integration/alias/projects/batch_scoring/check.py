"""What the calls of run.py must have left behind."""

from pathlib import Path

from zenml.client import Client
from zenml.enums import ArtifactType, ExecutionStatus

client = Client()
third, second, first = client.get_pipeline("training").runs
assert [run.status.value for run in (first, second, third)] == ["completed", "completed", "failed"]
assert first.steps["train_model"].config.parameters["name"] == "churn_model"
assert first.config.extra["search_space"]["deep"]["max_depth"] == [3, 5, 8]
assert {"search_0", "search_1", "pick_best"} <= set(first.steps)

result = first.steps["search_1"].outputs["search_result"][0]
assert result.type == ArtifactType.STATISTICS
assert result.load().name == result.run_metadata["name"] == "deep"
assert first.steps["search_1"].run_metadata["depth_5"] > 0
assert first.steps["pick_best"].outputs["best_score"][0].load() == max(
    run_metadata["metric"]
    for run_metadata in (first.steps[f"search_{n}"].output.run_metadata for n in (0, 1))
)
assert second.steps["search_0"].status == ExecutionStatus.CACHED
assert second.steps["search_0"].outputs["search_result"][0].id == (
    first.steps["search_0"].outputs["search_result"][0].id
)

assert third.steps["evaluate_model"].status == ExecutionStatus.FAILED
assert "measure_both" not in third.steps
assert third.model_version.run_metadata["test_accuracy"] > 0.3

versions = client.list_model_versions(model="churn")
# the second run found all of the first in the cache, its promotion included
assert [one.stage for one in versions] == ["staging", "none", "none"]
assert second.steps["promote_better"].status == ExecutionStatus.CACHED
assert versions[1].get_model_artifact("model").id == versions[0].get_model_artifact("model").id
assert versions[0].run_metadata["registered_as"] == "churn_model"
assert client.get_model("churn").ethics == "No impact."
staged = client.get_model_version("churn", "staging")
assert staged.number == 1
model = staged.get_model_artifact("model")
assert model.run_metadata["by"] == "us"
assert client.get_artifact_version("test", "1").tags[0].name == "held out"
assert client.get_artifact_version("test", "1").run_metadata["share"].value == 0.25

scored = client.get_pipeline("batch_scoring").last_run
assert scored.model_version.id == staged.id
predictions = scored.steps["score"].outputs["predictions"][0]
assert predictions.run_metadata["positive"] == int(predictions.load().sum())
assert predictions.run_metadata["model"] == staged.name
assert "Drift" in scored.steps["stop_on_drift"].output.load()

notes = Path("notes.txt").read_text().splitlines()
assert [note.partition("!")[0].split()[-1] for note in notes] == ["succeeded"] * 2 + ["failed"]
assert all("URL: None" in note for note in notes)
print("done")
