import pandas as pd
from materializers.choice_materializer import Choice
from sklearn.base import ClassifierMixin
from sklearn.tree import DecisionTreeClassifier
from typing_extensions import Annotated
from zenml import ArtifactConfig, get_step_context, log_artifact_metadata, log_model_metadata, step
from zenml.client import Client
from zenml.logger import get_logger

logger = get_logger(__name__)
tracker = Client().active_stack.experiment_tracker


@step(experiment_tracker=tracker.name if tracker else None)
def train_model(
    train: pd.DataFrame, choice: Choice, target: str, name: str = "unnamed"
) -> Annotated[
    ClassifierMixin, ArtifactConfig(name="model", is_model_artifact=True, run_metadata={"by": "us"})
]:
    model = DecisionTreeClassifier(random_state=0, **choice.parameters)
    model.fit(train.drop(columns=[target]), train[target])
    registry = Client().active_stack.model_registry
    if registry:
        registry.list_model_versions(name=name)
    get_step_context().model.log_metadata({"registered_as": name})
    return model


@step
def evaluate_model(
    model: ClassifierMixin,
    test: pd.DataFrame,
    min_test_accuracy: float,
    fail_on_gate: bool,
    target: str,
    fallback: dict,
) -> None:
    accuracy = model.score(test.drop(columns=[target]), test[target])
    log_artifact_metadata(
        metadata={"test_accuracy": float(accuracy)},
        artifact_name="model",
    )
    log_model_metadata({"test_accuracy": accuracy})
    if accuracy < min_test_accuracy:
        message = f"Test accuracy {accuracy * 100:.2f}% is below {min_test_accuracy * 100:.2f}%!"
        if fail_on_gate:
            raise RuntimeError(message)
        logger.warning(message)
