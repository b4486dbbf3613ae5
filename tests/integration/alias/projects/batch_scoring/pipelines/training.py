from typing import List, Optional

from materializers.choice_materializer import ChoiceMaterializer
from steps import (
    evaluate_model,
    load_customers,
    measure_both,
    notify_on_failure,
    notify_on_success,
    pick_best,
    promote_better,
    search_once,
    split_customers,
    train_model,
)
from zenml import ExternalArtifact, get_pipeline_context, pipeline
from zenml.config import DockerSettings
from zenml.integrations.constants import EVIDENTLY, MLFLOW, SKLEARN
from zenml.logger import get_logger

logger = get_logger(__name__)
docker = DockerSettings(required_integrations=[EVIDENTLY, MLFLOW, SKLEARN])


@pipeline(settings={"docker": docker}, on_failure=notify_on_failure)
def training(
    test_size: float = 0.2,
    drop_na: Optional[bool] = None,
    drop_columns: Optional[List[str]] = None,
    min_test_accuracy: float = 0.0,
    fail_on_gate: bool = False,
):
    context = get_pipeline_context()
    customers, target, _ = load_customers()
    train, test = split_customers(customers, test_size=test_size, drop_na=drop_na)

    after = []
    prefix = "search_"
    for number, (name, space) in enumerate(context.extra["search_space"].items()):
        step_name = f"{prefix}{number}"
        search_once(id=step_name, name=name, space=space, train=train, test=test, target=target)
        after.append(step_name)
    choice, score = pick_best(prefix=prefix, after=after)

    model = train_model(train=train, choice=choice, target=target)
    evaluate_model(
        model=model,
        test=test,
        min_test_accuracy=min_test_accuracy,
        fail_on_gate=fail_on_gate,
        target=target,
        fallback=ExternalArtifact(value={"why": "none given"}, materializer=ChoiceMaterializer),
    )
    newest, current = measure_both(test=test, after=["evaluate_model"])
    promote_better(newest=newest, current=current)
    notify_on_success(after=["promote_better"])
