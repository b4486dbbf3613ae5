import pandas as pd
from typing_extensions import Annotated
from zenml import get_step_context, log_metadata, step


@step
def score(batch: pd.DataFrame, target: str, seed: int) -> Annotated[pd.Series, "predictions"]:
    model = get_step_context().model
    predictor = model.load_artifact("model")
    predictions = pd.Series(predictor.predict(batch), name=target)
    log_metadata(
        metadata={"positive": int(predictions.sum()), "model": str(model.version), "seed": seed},
        infer_artifact=True,
        artifact_name="predictions",
    )
    return predictions
