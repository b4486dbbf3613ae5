from typing import Optional
from uuid import UUID

from steps import evaluate, promote, train
from zenml import pipeline
from zenml.client import Client
from zenml.logger import get_logger

from pipelines.feature_engineering import feature_engineering

logger = get_logger(__name__)


@pipeline
def training(
    train_id: Optional[UUID] = None,
    test_id: Optional[UUID] = None,
    target: Optional[str] = "target",
    model_type: Optional[str] = "sgd",
):
    if train_id is None or test_id is None:
        dataset_train, dataset_test = feature_engineering()
    else:
        client = Client()
        dataset_train = client.get_artifact_version(name_id_or_prefix=train_id)
        dataset_test = client.get_artifact_version(name_id_or_prefix=test_id)
    model = train(dataset=dataset_train, target=target, model_type=model_type)
    accuracy = evaluate(
        model=model, dataset_train=dataset_train, dataset_test=dataset_test, target=target
    )
    promote(accuracy=accuracy)
