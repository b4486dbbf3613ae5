"""Step metadata by `log_metadata`: within the step, and afterwards by name and by id."""

from typing import Annotated

import pandas as pd
from sklearn.base import ClassifierMixin
from sklearn.ensemble import RandomForestClassifier
from zenml import ArtifactConfig, log_metadata, pipeline, step
from zenml.client import Client


@step
def make_shapes() -> pd.DataFrame:
    return pd.DataFrame({"corners": [3, 4, 3, 4, 5], "is_square": [0, 1, 0, 1, 0]})


@step
def learn_shapes(
    shapes: pd.DataFrame,
) -> Annotated[ClassifierMixin, ArtifactConfig(name="shape_classifier")]:
    features, labels = shapes[["corners"]], shapes["is_square"]
    classifier = RandomForestClassifier(n_estimators=4, random_state=2).fit(features, labels)
    log_metadata(
        metadata={
            "evaluation_metrics": {
                "accuracy": classifier.score(features, labels),
                "confusion": [[3, 0], [0, 2]],
            }
        }
    )
    for epoch in range(3):
        log_metadata({"loss": 1.0 / (epoch + 1)})
    return classifier


@pipeline
def shape_learning():
    learn_shapes(make_shapes())


run = shape_learning()

log_metadata(
    metadata={"additional_info": {"a_number": 3}},
    step_name="learn_shapes",
    run_id_name_or_prefix=run.name,
)
log_metadata(
    metadata={"additional_info": {"a_number": 4}},
    step_id=run.steps["learn_shapes"].id,
)
log_metadata(metadata={"by_text": True}, step_id=str(run.steps["learn_shapes"].id))

client = Client()
learned = client.get_pipeline_run(run.id).steps["learn_shapes"]
assert learned.run_metadata["evaluation_metrics"]["accuracy"] > 0.5
assert learned.run_metadata["evaluation_metrics"]["confusion"] == [[3, 0], [0, 2]]
# what is fetched by a key is the latest entry
assert learned.run_metadata["loss"] == 1.0 / 3
assert learned.run_metadata["additional_info"] == {"a_number": 4}
assert learned.run_metadata["by_text"] is True
assert [entry.value for entry in learned.run_metadata.history("loss")] == [1.0, 0.5, 1.0 / 3]
assert "additional_info" not in client.get_pipeline_run(run.id).run_metadata
assert "loss" not in client.get_pipeline_run(run.id).steps["make_shapes"].run_metadata

# a beginning of the run's id will do
log_metadata({"shortly": 1}, step_name="make_shapes", run_id_name_or_prefix=str(run.id)[:30])
assert client.get_run_step(run.steps["make_shapes"].id).run_metadata["shortly"] == 1

for wrong in (
    {"step_name": "learn_shapes"},
    {"artifact_name": "shape_classifier"},
    {"infer_model": True},
    {"infer_artifact": True},
    {},
):
    try:
        log_metadata({"lost": 1}, **wrong)
    except ValueError:
        continue
    raise AssertionError(f"{wrong} was taken")
try:
    log_metadata({"lost": 1}, step_name="learn_shape", run_id_name_or_prefix=run.name)
except KeyError as error:
    assert "learn_shapes" in str(error)
else:
    raise AssertionError("a step that is not there was logged to")
print("done")
