from typing import Tuple

import pandas as pd
from typing_extensions import Annotated
from zenml import Model, get_step_context, step
from zenml.client import Client
from zenml.logger import get_logger

logger = get_logger(__name__)


@step
def measure_both(
    test: pd.DataFrame, target_env: str = "staging"
) -> Tuple[Annotated[float, "newest_metric"], Annotated[float, "current_metric"]]:
    newest = get_step_context().model
    current = Model(name=newest.name, version=target_env)
    try:
        current_number = current.number
    except KeyError:
        current_number = None
    features, labels = test.drop(columns="churned"), test["churned"]
    measured = {"newest": newest.load_artifact("model").score(features, labels)}
    if current_number is None:
        measured["current"] = 0.0
    else:
        measured["current"] = current.get_model_artifact("model").load().score(features, labels)
    return measured["newest"], measured["current"]


@step
def promote_better(newest: float, current: float, target_env: str = "staging") -> None:
    model = get_step_context().model
    latest = Client().get_model_version(model.name, "latest")
    assert latest.number == model.number
    if newest >= current:
        model.set_stage(stage=target_env, force=True)
        logger.info(f"Version {model.version} is in {target_env} now")
    else:
        logger.info("The former one is better")
