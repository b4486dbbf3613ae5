"""The three older functions in one program: unnamed outputs, cards, special types, fetching."""

from typing import Tuple

import pandas as pd
from sklearn.base import ClassifierMixin
from sklearn.ensemble import RandomForestClassifier
from typing_extensions import Annotated
from zenml import (
    ArtifactConfig,
    Model,
    log_artifact_metadata,
    log_model_metadata,
    log_step_metadata,
    pipeline,
    step,
)
from zenml.client import Client
from zenml.metadata.metadata_types import DType, MetadataTypeEnum, Path, StorageSize, Uri


@step
def read_rows() -> pd.DataFrame:
    rows = pd.DataFrame({"age": [20, 30, 40, 50], "income": [1.0, 2.0, 3.0, 4.0]})
    # the only output, whatever it is called here
    log_artifact_metadata(
        artifact_name="read_rows",
        metadata={
            "row_count": len(rows),
            "columns": list(rows.columns),
            "storage_size": StorageSize(rows.memory_usage().sum()),
        },
    )
    return rows


@step
def add_score(rows: pd.DataFrame) -> pd.DataFrame:
    rows["score"] = rows["income"] / rows["age"]
    log_artifact_metadata(
        metadata={
            "model_metrics": {"accuracy": 0.95, "precision": 0.92, "recall": 0.90},
            "data_details": {
                "dataset_size": StorageSize(1500000),
                "feature_columns": ["age", "income", "score"],
            },
        }
    )
    log_artifact_metadata(
        metadata={
            "dataset_source": Uri("gs://my-bucket/datasets/source.csv"),
            "preprocessing_script": Path("/scripts/preprocess.py"),
            "column_types": {
                "age": DType("int"),
                "income": DType("float"),
                "score": DType("float"),
            },
            "processed_data_size": StorageSize(2500000),
        }
    )
    return rows


@step
def fit(
    rows: pd.DataFrame,
) -> Tuple[
    Annotated[ClassifierMixin, ArtifactConfig(name="fitted", is_model_artifact=True)],
    Annotated[float, "accuracy"],
]:
    target = rows["age"] > 30
    classifier = RandomForestClassifier(n_estimators=3, random_state=0).fit(rows, target)
    accuracy = classifier.score(rows, target)
    log_step_metadata(metadata={"evaluation_metrics": {"accuracy": accuracy}})
    log_model_metadata(metadata={"evaluation_metrics": {"accuracy": accuracy}})
    log_artifact_metadata({"trees": 3}, "fitted")
    return classifier, accuracy


@pipeline(model=Model(name="ages", version="made_here"))
def whole():
    fit(add_score(read_rows()))


whole()
client = Client()

run = client.get_pipeline_run()
read = run.steps["read_rows"].output
assert read.name == "whole::read_rows::output"
assert read.run_metadata["row_count"].value == 4
assert read.run_metadata["columns"].value == ["age", "income"]
assert read.run_metadata["storage_size"].type == MetadataTypeEnum.STORAGE_SIZE
assert type(read.run_metadata["storage_size"].value) is not None

scored = client.get_pipeline_run().steps["add_score"].output
assert scored.run_metadata["dataset_source"].type == "Uri"
assert scored.run_metadata["dataset_source"].value == "gs://my-bucket/datasets/source.csv"
assert scored.run_metadata["preprocessing_script"].type == MetadataTypeEnum.PATH
assert isinstance(scored.run_metadata["column_types"].value["score"], DType)
assert scored.run_metadata["processed_data_size"].value == 2500000
titles = [card.title for card in scored.run_metadata.cards()]
assert titles[0] is None and {"model_metrics", "data_details", "column_types"} <= set(titles)

artifact = client.get_artifact_version("fitted", "1")
model = client.get_model_version("ages", "made_here")
found = client.get_pipeline_run().steps["fit"]
assert artifact.run_metadata["trees"].value == 3
assert artifact.type == "ModelArtifact"
accuracy = client.get_artifact_version("accuracy").load()
assert model.run_metadata["evaluation_metrics"].value["accuracy"] == accuracy
assert found.run_metadata["evaluation_metrics"].value["accuracy"] == accuracy
# within a step, the entry is of the step and of the run that is being executed
assert client.get_pipeline_run().run_metadata["evaluation_metrics"].value["accuracy"] == accuracy

log_step_metadata(
    metadata={"some_metadata": {"a_number": 3}},
    pipeline_name_id_or_prefix="whole",
    step_name="add_score",
    run_id=str(run.steps["add_score"].id),
)
assert client.get_pipeline_run().steps["add_score"].run_metadata["some_metadata"].value == {
    "a_number": 3
}
print("done")
