"""What the four calls of run.py must have left behind."""

from zenml.client import Client
from zenml.enums import ExecutionStatus, ModelStages

client = Client()
feature_runs = client.get_pipeline("feature_engineering").runs
assert [run.status for run in feature_runs] == [ExecutionStatus.COMPLETED] * 2
second, first = feature_runs
assert {step.status for step in first.steps.values()} == {ExecutionStatus.COMPLETED}
assert {step.status for step in second.steps.values()} == {ExecutionStatus.CACHED}
assert first.config.parameters["drop_columns"] == ["ash"]
assert first.config.settings["docker"]["requirements"] == ["pyarrow"]

trainings = client.list_pipeline_runs(pipeline_name="training", sort_by="asc:created")
kinds = ["sgd", "rf", "sgd", "rf"]
assert [run.config.parameters["model_type"] for run in trainings] == kinds
assert [len(run.steps) for run in trainings] == [3, 3, 6, 6]
assert trainings[0].steps["train"].inputs["dataset"][0].version == "1"
for run, kind in zip(trainings, kinds):
    assert run.model_version.name == kind
    assert run.model_version.get_model_artifact("wine_classifier") is not None
    found = run.steps["train"].outputs["wine_classifier"][0]
    assert 0.3 < found.run_metadata["test_accuracy"] <= 1
    assert run.steps["evaluate"].output.load() == found.run_metadata["test_accuracy"].value

model = client.get_model("wine_judge")
assert model.license == "Apache 2.0"
assert {tag.name for tag in model.tags} == {"wine", "classifier"}
best = client.get_model_version("wine_judge", ModelStages.PRODUCTION)
assert best.name in ("sgd", "rf")
inferred = client.get_pipeline("inference").last_run
assert inferred.model_version.id == best.id
predictions = inferred.steps["predict"].outputs["predictions"][0]
assert len(predictions.load()) == predictions.run_metadata["counts"]["all"] == 9
assert "predictions" in {one.name for one in best.data_artifacts["predictions"].values()}
assert client.get_artifact_version("scaler", "1").run_metadata["random_state"].value == 3
assert best.get_artifact("scaler").run_metadata["target"].value == "target"
print("done")
