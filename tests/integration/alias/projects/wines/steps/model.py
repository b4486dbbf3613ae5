from typing import Optional

import pandas as pd
from sklearn.base import ClassifierMixin
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import SGDClassifier
from typing_extensions import Annotated
from zenml import ArtifactConfig, get_step_context, log_metadata, step
from zenml.client import Client
from zenml.enums import ArtifactType
from zenml.logger import get_logger

logger = get_logger(__name__)


@step
def train(
    dataset: pd.DataFrame, model_type: str = "sgd", target: str = "target"
) -> Annotated[
    ClassifierMixin, ArtifactConfig(name="wine_classifier", artifact_type=ArtifactType.MODEL)
]:
    if model_type == "sgd":
        model = SGDClassifier(random_state=0)
    elif model_type == "rf":
        model = RandomForestClassifier(n_estimators=20, random_state=0)
    else:
        raise ValueError(f"Unknown model type {model_type}")
    logger.info(f"Training {model}")
    model.fit(dataset.drop(columns=[target]), dataset[target])
    return model


@step
def evaluate(
    model: ClassifierMixin,
    dataset_train: pd.DataFrame,
    dataset_test: pd.DataFrame,
    min_test_accuracy: float = 0.0,
    target: Optional[str] = "target",
) -> float:
    train_accuracy = model.score(dataset_train.drop(columns=[target]), dataset_train[target])
    test_accuracy = model.score(dataset_test.drop(columns=[target]), dataset_test[target])
    if test_accuracy < min_test_accuracy:
        logger.warning(f"{test_accuracy * 100:.2f}% is below {min_test_accuracy * 100:.2f}%")
    newest = Client().get_artifact_version("wine_classifier")
    log_metadata(
        metadata={
            "train_accuracy": float(train_accuracy),
            "test_accuracy": float(test_accuracy),
        },
        artifact_version_id=newest.id,
    )
    return float(test_accuracy)


@step
def promote(accuracy: float, stage: str = "production") -> bool:
    if accuracy < 0.5:
        logger.info("Not good enough")
        return False
    client = Client()
    current = client.get_model_version(
        get_step_context().model.name, get_step_context().model.version
    )
    try:
        other = client.get_model_version(get_step_context().model.name, stage)
        best = other.get_artifact("wine_classifier").run_metadata["test_accuracy"]
        if float(accuracy) < float(best):
            return False
    except KeyError:
        logger.info("The first one")
    current.set_stage(stage, force=True)
    return True
