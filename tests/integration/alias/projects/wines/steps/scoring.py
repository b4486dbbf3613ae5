from typing import Any

import pandas as pd
from sklearn.pipeline import Pipeline
from typing_extensions import Annotated
from zenml import log_artifact_metadata, step
from zenml.logger import get_logger

logger = get_logger(__name__)


@step
def transform(
    dataset: pd.DataFrame, scaler: Pipeline, target: str
) -> Annotated[pd.DataFrame, "wines_to_score"]:
    dataset = pd.DataFrame(scaler.transform(dataset))
    dataset.columns = dataset.columns.astype(str)
    return dataset


@step
def predict(model: Any, dataset: pd.DataFrame) -> Annotated[pd.Series, "predictions"]:
    predictions = pd.Series(model.predict(dataset), name="predicted")
    log_artifact_metadata(
        artifact_name="predictions",
        metadata={"counts": predictions.value_counts().to_dict() and {"all": len(predictions)}},
    )
    return predictions
