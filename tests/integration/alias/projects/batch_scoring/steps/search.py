from typing import Any, Dict, Tuple

import pandas as pd
from materializers.choice_materializer import Choice, ChoiceMaterializer
from sklearn.tree import DecisionTreeClassifier
from typing_extensions import Annotated
from zenml import get_step_context, log_metadata, step
from zenml.client import Client
from zenml.logger import get_logger

logger = get_logger(__name__)


@step(output_materializers=ChoiceMaterializer)
def search_once(
    name: str, space: Dict[str, Any], train: pd.DataFrame, test: pd.DataFrame, target: str
) -> Annotated[Choice, "search_result"]:
    best = Choice(name, {}, -1.0)
    for depth in space["max_depth"]:
        tree = DecisionTreeClassifier(max_depth=depth, random_state=0)
        tree.fit(train.drop(columns=target), train[target])
        score = tree.score(test.drop(columns=target), test[target])
        log_metadata({f"depth_{depth}": score})
        if score > best.score:
            best = Choice(name, {"max_depth": depth}, score)
    log_metadata(
        metadata={"metric": best.score}, artifact_name="search_result", infer_artifact=True
    )
    return best


@step(output_materializers={"best_choice": ChoiceMaterializer})
def pick_best(
    prefix: str,
) -> Tuple[Annotated[Choice, "best_choice"], Annotated[float, "best_score"]]:
    run = Client().get_pipeline_run(get_step_context().pipeline_run.name)
    best = None
    for name, step_run in run.steps.items():
        if not name.startswith(prefix):
            continue
        for output_name, outputs in step_run.outputs.items():
            if output_name == "search_result":
                choice: Choice = outputs[0].load()
                metric = outputs[0].run_metadata["metric"]
                assert float(metric) == choice.score
                if best is None or choice.score > best.score:
                    best = choice
    logger.info(f"The best of them is {best.name}")
    return best, best.score
