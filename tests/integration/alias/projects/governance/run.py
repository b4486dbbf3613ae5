import argparse
from typing import Annotated

import numpy as np
import pandas as pd
from platform_hooks.hooks import failure_hook, success_hook
from platform_steps.checks import check_data, check_model
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, precision_score, recall_score
from zenml import ArtifactConfig, Model, get_step_context, log_metadata, pipeline, step
from zenml.client import Client
from zenml.enums import ArtifactType, ModelStages

MODEL_NAME = "readmission"


@step
def load(rows: int) -> Annotated[pd.DataFrame, "patients"]:
    generator = np.random.default_rng(1)
    frame = pd.DataFrame(generator.normal(size=(rows, 3)), columns=["a", "b", "c"])
    frame["target"] = (frame.a + frame.b > 0).astype(int)
    return frame


@step
def reduce(
    frame: pd.DataFrame, enable_pca: bool = False
) -> tuple[Annotated[pd.DataFrame, "reduced"], Annotated[PCA | None, "pca"]]:
    if not enable_pca:
        return frame, None
    pca = PCA(n_components=2).fit(frame.drop(columns="target"))
    return frame, pca


@step
def train(
    frame: pd.DataFrame, strength: float = 1.0
) -> tuple[
    Annotated[
        LogisticRegression,
        ArtifactConfig(name="readmission_model", artifact_type=ArtifactType.MODEL),
    ],
    Annotated[dict, "metrics"],
]:
    features, target = frame.drop(columns="target"), frame["target"]
    model = LogisticRegression(C=strength).fit(features, target)
    judged = model.predict(features)
    metrics = {
        "accuracy": accuracy_score(target, judged),
        "precision": precision_score(target, judged),
        "recall": np.float64(recall_score(target, judged)),
        "passed": np.bool_(True),
    }
    log_metadata(metadata=metrics, infer_model=True)
    return model, metrics


@pipeline(
    model=Model(name=MODEL_NAME, description="Who comes back", tags=["risk"]),
    on_success=success_hook,
    on_failure=failure_hook,
)
def training_pipeline(rows: int = 60, strength: float = 1.0, min_accuracy: float = 0.5):
    frame = check_data(load(rows=rows), min_rows=20)
    frame, _ = reduce(frame)
    model, metrics = train(frame, strength=strength)
    check_model(metrics, min_accuracy=min_accuracy)
    return model, metrics


@step
def predict(frame: pd.DataFrame, stage: str) -> Annotated[pd.DataFrame, "predictions"]:
    if stage == "production":
        version = get_step_context().model
    else:
        try:
            version = Client().get_model_version(
                model_name_or_id=MODEL_NAME,
                model_version_name_or_number_or_id=ModelStages.STAGING,
            )
        except KeyError:
            version = get_step_context().model
    artifact = version.get_artifact("readmission_model")
    if artifact is None:
        raise ValueError(f"No model in {stage}")
    judged = artifact.load().predict(frame.drop(columns="target"))
    return pd.DataFrame({"prediction": judged, "version": str(version.number)})


@step
def compare(champion: pd.DataFrame, challenger: pd.DataFrame) -> Annotated[dict, "comparison"]:
    comparison = {
        "champion": champion["version"].iloc[0],
        "challenger": challenger["version"].iloc[0],
        "agreement": (champion["prediction"].values == challenger["prediction"].values).mean(),
    }
    get_step_context().model.log_metadata({"champion_challenger": comparison})
    return comparison


@pipeline(model=Model(name=MODEL_NAME, version=ModelStages.PRODUCTION), enable_cache=False)
def champion_challenger():
    frame = load(rows=40)
    champion = predict(frame, stage="production", id="champion")
    challenger = predict(frame, stage="staging", id="challenger")
    return compare(champion, challenger)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--pipeline", default="training")
    parser.add_argument("--rows", type=int, default=60)
    parser.add_argument("--strength", type=float, default=1.0)
    given = parser.parse_args()
    if given.pipeline == "training":
        training_pipeline(rows=given.rows, strength=given.strength)
    else:
        champion_challenger()
