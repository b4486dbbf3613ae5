"""`log_metadata` in its forms: bare, on outputs, on the model, by names and by ids."""

from typing import Annotated, Tuple

import pandas as pd
from zenml import ArtifactConfig, Model, log_metadata, pipeline, step
from zenml.client import Client
from zenml.metadata.metadata_types import StorageSize


@step
def process() -> Annotated[pd.DataFrame, "processed"]:
    frame = pd.DataFrame({"a": [1, 2]})
    log_metadata(
        metadata={"row_count": 2, "storage_size": StorageSize(frame.memory_usage().sum())},
        infer_artifact=True,
    )
    return frame


@step
def divide(
    frame: pd.DataFrame,
) -> Tuple[Annotated[int, "left"], Annotated[int, ArtifactConfig(name="right")]]:
    log_metadata({"half": "first"}, infer_artifact=True, artifact_name="left")
    log_metadata(metadata={"half": "second"}, artifact_name="right", infer_artifact=True)
    log_metadata(metadata={"evaluation_metrics": {"accuracy": 0.9}})
    log_metadata(metadata={"only_step": 1}, log_related_entities=False)
    log_metadata(metadata={"auc": 0.8}, infer_model=True)
    return 1, 2


@pipeline(model=Model(name="divider", version="first"))
def division():
    divide(process())


run = division()
client = Client()
run = client.get_pipeline_run(run.name)

assert run.run_metadata["evaluation_metrics"]["accuracy"] == 0.9
assert run.steps["divide"].run_metadata["evaluation_metrics"] == {"accuracy": 0.9}
assert run.run_metadata["divide::evaluation_metrics"]["accuracy"] == 0.9
assert "only_step" not in run.run_metadata
assert run.steps["divide"].run_metadata["only_step"] == 1
assert client.get_artifact_version("left").run_metadata["half"] == "first"
assert client.get_artifact_version("right").run_metadata["half"] == "second"
assert client.get_artifact_version("processed").run_metadata["row_count"] == 2
assert client.get_model_version("divider", "first").run_metadata["auc"] == 0.8

log_metadata(
    metadata={"additional_info": {"a_number": 3}},
    step_name="divide",
    run_id_name_or_prefix=run.name[:12],
)
log_metadata(metadata={"by_id": True}, step_id=run.steps["divide"].id)
log_metadata(metadata={"post_run_info": {"some_metric": 5.0}}, run_id_name_or_prefix=str(run.id))
log_metadata({"checked": "yes"}, artifact_name="left", artifact_version="1")
version = client.get_artifact_version("right")
log_metadata({"checked": "no"}, artifact_version_id=version.id)
log_metadata({"owner": "me"}, model_name="divider", model_version="first")

run = client.get_pipeline_run(run.id)
assert run.steps["divide"].run_metadata["additional_info"]["a_number"] == 3
assert run.steps["divide"].run_metadata["by_id"] is True
assert run.run_metadata["post_run_info"] == {"some_metric": 5.0}
assert client.get_artifact_version("left", "1").run_metadata["checked"] == "yes"
assert client.get_artifact_version(str(version.id)).run_metadata["checked"] == "no"
assert client.get_model_version("divider").run_metadata["owner"] == "me"

log_metadata({"owner": "you"}, model_name="divider", model_version="first")
assert client.get_model_version("divider").run_metadata["owner"] == "you"
found = client.list_pipeline_runs(run_metadata="post_run_info.some_metric:gte:5")
assert [one.id for one in found] == [run.id]
print("done")
