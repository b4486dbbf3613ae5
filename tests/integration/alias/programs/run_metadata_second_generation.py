"""Run metadata by `log_metadata`: from within a step, and afterwards by name, id and beginning."""

from typing import Annotated

import numpy as np
import pandas as pd
from sklearn.base import ClassifierMixin
from sklearn.ensemble import RandomForestClassifier
from zenml import ArtifactConfig, get_step_context, log_metadata, pipeline, step
from zenml.client import Client


@step
def collect(count: int = 6) -> pd.DataFrame:
    return pd.DataFrame({"x": np.arange(count), "y": np.arange(count) % 2})


@step
def train_once(
    frame: pd.DataFrame,
) -> Annotated[ClassifierMixin, ArtifactConfig(name="parity", is_model_artifact=True)]:
    classifier = RandomForestClassifier(n_estimators=3, random_state=0)
    classifier.fit(frame[["x"]], frame["y"])
    accuracy = classifier.score(frame[["x"]], frame["y"])
    log_metadata(
        metadata={
            "run_metrics": {
                "accuracy": accuracy,
                "share": np.float32(0.5),
                "counts": np.array([3, 3]),
            }
        }
    )
    log_metadata({"of_step_only": 1}, log_related_entities=False)
    # the run that is being executed, by its own name
    log_metadata({"named": True}, run_id_name_or_prefix=get_step_context().pipeline_run.name)
    return classifier


@pipeline(name="parity_training")
def training(count: int = 6):
    train_once(collect(count))


run = training.with_options(run_name="parity-{date}-{time}")()
client = Client()

logged = client.get_pipeline_run(run.name).run_metadata
assert logged["run_metrics"]["accuracy"] >= 0.5
assert logged["run_metrics"]["share"] == 0.5
assert list(logged["run_metrics"]["counts"]) == [3, 3]
assert logged["named"] is True
assert "of_step_only" not in logged
assert logged["train_once::of_step_only"] == 1
assert logged["train_once::run_metrics"] == logged["run_metrics"]

log_metadata(metadata={"post_run_info": {"some_metric": 5.0}}, run_id_name_or_prefix=run.name)
log_metadata({"by_id": 1}, run_id_name_or_prefix=run.id)
log_metadata({"by_beginning": 1}, run_id_name_or_prefix="parity-20")
log_metadata({"post_run_info": {"some_metric": 6.0}}, run_id_name_or_prefix=str(run.id))

again = client.get_pipeline_run(str(run.id)[:25])
assert again.run_metadata["post_run_info"] == {"some_metric": 6.0}
assert again.run_metadata["by_id"] == again.run_metadata["by_beginning"] == 1
assert "post_run_info" not in again.steps["train_once"].run_metadata
# a run is what it was when it was fetched
assert "by_id" not in run.run_metadata

training(count=8)
found = client.list_pipeline_runs(run_metadata="post_run_info.some_metric:gt:5.5")
assert [one.name for one in found.items] == [run.name]
assert client.list_pipeline_runs(pipeline_name="parity_training").total == 2
print("done")
