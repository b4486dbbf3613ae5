"""Artifact metadata by `log_metadata`: inferred, by name and version, by id; cards; fetching."""

from typing import Annotated, Tuple

import pandas as pd
from zenml import ArtifactConfig, get_step_context, log_metadata, pipeline, save_artifact, step
from zenml.client import Client
from zenml.metadata.metadata_types import DType, Path, StorageSize, Uri


@step
def tidy() -> pd.DataFrame:
    """One output without a name."""
    table = pd.DataFrame({"price": [1.5, 2.5], "sold": [3, 4]})
    log_metadata(
        metadata={
            "row_count": len(table),
            "columns": list(table.columns),
            "storage_size": StorageSize(table.memory_usage().sum()),
        },
        infer_artifact=True,
    )
    return table


@step(enable_cache=False)
def part(
    table: pd.DataFrame,
) -> Tuple[
    Annotated[pd.DataFrame, "cheap"],
    Annotated[pd.DataFrame, ArtifactConfig(name="dear", tags=["checked"])],
]:
    log_metadata({"most": 2.0}, artifact_name="cheap", infer_artifact=True)
    log_metadata(metadata={"least": 2.0}, infer_artifact=True, artifact_name="dear")
    log_metadata(metadata={"least": 2.25}, infer_artifact=True, artifact_name="dear")
    # an artifact that exists, from within a step
    log_metadata({"read_by": "part"}, artifact_version_id=get_step_context().inputs["table"].id)
    try:
        log_metadata({"lost": 1}, infer_artifact=True, artifact_name="deer")
    except ValueError as error:
        assert "dear" in str(error)
    else:
        raise AssertionError("an output that is not there was logged to")
    return table[table.price < 2], table[table.price >= 2]


@pipeline
def sorting_goods():
    part(tidy())


run = sorting_goods()
sorting_goods()
client = Client()

tidied = run.steps["tidy"].output
assert client.get_artifact_version(tidied.id).run_metadata["row_count"] == 2
assert tidied.run_metadata["columns"] == ["price", "sold"]
assert isinstance(tidied.run_metadata["storage_size"], int)
assert client.get_artifact_version(tidied.id).run_metadata["read_by"] == "part"
assert client.get_artifact_version("cheap").version == "2"
assert client.get_artifact_version("cheap", "1").run_metadata["most"] == 2.0
dear = client.get_artifact_version("dear")
assert dear.run_metadata["least"] == 2.25
assert "checked" in [tag.name for tag in dear.tags]
assert dear.run_metadata["shape"] is not None  # found out about the value

log_metadata(
    metadata={
        "model_metrics": {"accuracy": 0.95, "precision": 0.92, "recall": 0.90},
        "data_details": {
            "dataset_size": StorageSize(1500000),
            "feature_columns": ["age", "income", "score"],
        },
    },
    artifact_name="dear",
    artifact_version="1",
)
grouped = client.get_artifact_version("dear", "1").run_metadata
assert grouped["model_metrics"]["precision"] == 0.92
assert isinstance(grouped["data_details"]["dataset_size"], StorageSize)
assert {"model_metrics", "data_details"} <= {card.title for card in grouped.cards()}
assert "model_metrics" not in client.get_artifact_version("dear").run_metadata

log_metadata(
    {
        "source": Uri("s3://goods/2026.csv"),
        "script": Path("prepare/goods.py"),
        "types": {"price": DType("float64"), "sold": DType("int64")},
    },
    artifact_version_id=dear.id,
)
special = client.get_artifact_version("dear").run_metadata
assert isinstance(special["source"], Uri) and special["source"].startswith("s3://")
assert isinstance(special["script"], Path)
assert special["types"] == {"price": "float64", "sold": "int64"}
assert isinstance(special["types"]["sold"], DType)

by_hand = save_artifact({"k": [1, 2]}, "by_hand", user_metadata={"made": "by hand"}, version="one")
log_metadata({"made": "again"}, artifact_name="by_hand", artifact_version="one")
assert by_hand.run_metadata["made"] == "by hand"
assert client.get_artifact_version("by_hand", "one").run_metadata["made"] == "again"
try:
    log_metadata({"lost": 1}, artifact_name="by_hand", artifact_version="two")
except KeyError:
    pass
else:
    raise AssertionError("a version that is not there was logged to")
print("done")
