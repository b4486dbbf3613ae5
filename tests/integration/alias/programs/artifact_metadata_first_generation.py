"""Artifact metadata by the older function; entries read by `.value` and `.type`."""

from typing import Tuple

import numpy as np
import pandas as pd
from typing_extensions import Annotated
from zenml import ArtifactConfig, log_artifact_metadata, pipeline, step
from zenml.client import Client
from zenml.metadata.metadata_types import DType, Path, StorageSize, Uri


@step
def prepare() -> Annotated[pd.DataFrame, "prepared"]:
    frame = pd.DataFrame({"age": [31, 45, 27], "income": [2.5, 3.5, 1.5]})
    log_artifact_metadata(
        artifact_name="prepared",
        metadata={
            "row_count": len(frame),
            "columns": list(frame.columns),
            "storage_size": StorageSize(frame.memory_usage().sum()),
            "mean_income": np.float64(frame["income"].mean()),
        },
    )
    return frame


@step
def split(
    frame: pd.DataFrame,
) -> Tuple[
    Annotated[pd.DataFrame, "first"],
    Annotated[pd.DataFrame, ArtifactConfig(name="second", is_model_artifact=False)],
]:
    log_artifact_metadata(
        metadata={
            "model_metrics": {"accuracy": 0.95, "precision": 0.92},
            "data_details": {"dataset_size": StorageSize(1_500_000), "features": ["age"]},
        },
        artifact_name="second",
    )
    return frame.head(1), frame.tail(2)


@pipeline
def preparation():
    split(prepare())


preparation()
client = Client()

prepared = client.get_artifact_version("prepared")
assert prepared.run_metadata["row_count"].value == 3
assert prepared.run_metadata["columns"].value == ["age", "income"]
assert prepared.run_metadata["storage_size"].type == "StorageSize"
assert prepared.run_metadata["mean_income"].value == 2.5

second = client.get_artifact_version("second", "1")
assert second.run_metadata["model_metrics"].value["accuracy"] == 0.95
assert [card.title for card in second.run_metadata.cards()][1:] != []
assert "model_metrics" not in client.get_artifact_version("first").run_metadata

log_artifact_metadata(
    artifact_name="second",
    artifact_version="1",
    metadata={
        "dataset_source": Uri("gs://a-bucket/source.csv"),
        "script": Path("/scripts/prepare.py"),
        "column_types": {"age": DType("int"), "income": DType("float")},
        "processed_size": StorageSize(2_500_000),
    },
)
again = client.get_artifact_version("second", 1)
assert isinstance(again.run_metadata["dataset_source"], Uri)
assert isinstance(again.run_metadata["column_types"]["age"], DType)
assert again.run_metadata["processed_size"] == 2_500_000
print("done")
