"""Which model tells malignant tumours from benign ones best? Eight are tried, the best promoted.

    python examples/breast_cancer.py

Run it twice: the second time, all that has not changed comes from the cache.
"""

import os
import pathlib
import shutil
import sys
from collections import Counter
from typing import Annotated

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.datasets import load_breast_cancer
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, recall_score, roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from tallystick import (
    ArtifactConfig,
    Client,
    DType,
    HTMLString,
    Model,
    Path,
    StorageSize,
    Uri,
    log_metadata,
    pipeline,
    step,
)
from tallystick.config import load_settings

MODEL = "breast_cancer"
METRIC = "evaluation_metrics.roc_auc"


@step
def load() -> Annotated[pd.DataFrame, "tumours"]:
    """569 tumours, 30 measurements of each, and whether it was malignant."""
    bunch = load_breast_cancer(as_frame=True)
    tumours = bunch.data.assign(malignant=bunch.target == 0)
    log_metadata(
        {
            "source": Uri("https://archive.ics.uci.edu/dataset/17"),
            "file": Path(bunch.filename),
            "in_memory": StorageSize(tumours.memory_usage().sum()),
            "column_types": {"measurements": DType("float64"), "malignant": DType("bool")},
        },
        infer_artifact=True,
    )
    return tumours


@step
def profile(tumours: pd.DataFrame) -> Annotated[HTMLString, "data_profile"]:
    """How many of each class, what is missing, and what goes together with malignancy."""
    malignant = tumours["malignant"]
    strength = tumours.corr()["malignant"].drop("malignant").abs().nlargest(5)
    log_metadata(
        {
            "classes": {"malignant": malignant.sum(), "benign": (~malignant).sum()},
            "quality": {
                "missing": tumours.isna().sum().sum(),
                "duplicates": tumours.duplicated().sum(),
            },
            "correlation_with_malignant": strength.to_dict(),
        }
    )
    return HTMLString(tumours.describe().T.to_html(float_format="{:.3g}".format))


@step
def split(
    tumours: pd.DataFrame, test_share: float = 0.3, seed: int = 7
) -> tuple[Annotated[pd.DataFrame, "train_set"], Annotated[pd.DataFrame, "test_set"]]:
    """Two parts with the same share of malignant tumours."""
    parts = train_test_split(
        tumours, test_size=test_share, random_state=seed, stratify=tumours["malignant"]
    )
    for name, part in zip(("train_set", "test_set"), parts, strict=True):
        share = part["malignant"].mean()
        log_metadata({"malignant_share": share}, infer_artifact=True, artifact_name=name)
    return tuple(parts)


Classifier = Annotated[BaseEstimator, ArtifactConfig(name="classifier", is_model_artifact=True)]


@step
def grow_forest(train_set: pd.DataFrame, trees: int, depth: int) -> Classifier:
    """A random forest, grown 25 trees at a time to see when more of them stop helping."""
    features, truth = features_and_truth(train_set)
    forest = RandomForestClassifier(
        max_depth=depth, oob_score=True, warm_start=True, random_state=0
    )
    for size in range(25, trees + 1, 25):
        forest.set_params(n_estimators=size).fit(features, truth)
        log_metadata({"out_of_bag_accuracy": forest.oob_score_}, index=size)
    log_metadata({"importance": strongest(forest.feature_importances_, features)}, infer_model=True)
    return forest


@step
def fit_logistic(train_set: pd.DataFrame, strength: float) -> Classifier:
    """Logistic regression on measurements that are scaled alike."""
    features, truth = features_and_truth(train_set)
    model = make_pipeline(StandardScaler(), LogisticRegression(C=strength, max_iter=1000))
    logistic = model.fit(features, truth)[-1]
    log_metadata({"iterations": logistic.n_iter_[0]})
    log_metadata({"importance": strongest(abs(logistic.coef_[0]), features)}, infer_model=True)
    return model


@step
def evaluate(classifier: BaseEstimator, test_set: pd.DataFrame) -> None:
    """How well it does on tumours it has not seen: on the step, the run and the model version."""
    features, truth = features_and_truth(test_set)
    guess = classifier.predict(features)
    (_, false_alarms), (missed, _) = confusion_matrix(truth, guess)
    metadata = {
        "evaluation_metrics": {
            "roc_auc": roc_auc_score(truth, classifier.predict_proba(features)[:, 1]),
            "accuracy": accuracy_score(truth, guess),
            "recall": recall_score(truth, guess),
            "f1": f1_score(truth, guess),
        },
        "mistakes": {"missed": missed, "false_alarms": false_alarms},
    }
    log_metadata(metadata)
    log_metadata(metadata, infer_model=True)


def features_and_truth(part: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    return part.drop(columns="malignant"), part["malignant"]


def strongest(weights: np.ndarray, features: pd.DataFrame) -> dict[str, float]:
    return pd.Series(weights, features.columns).nlargest(5).to_dict()


FAMILIES = {"forest": grow_forest, "logistic": fit_logistic}

CONFIGURATIONS = {
    "forest-100-shallow": ("forest", {"trees": 100, "depth": 3}),
    "forest-100-deep": ("forest", {"trees": 100, "depth": 12}),
    "forest-300-shallow": ("forest", {"trees": 300, "depth": 3}),
    "forest-300-deep": ("forest", {"trees": 300, "depth": 12}),
    "logistic-0.001": ("logistic", {"strength": 0.001}),
    "logistic-0.01": ("logistic", {"strength": 0.01}),
    "logistic-1": ("logistic", {"strength": 1.0}),
    "logistic-100": ("logistic", {"strength": 100.0}),
}


@pipeline
def training(family: str, settings: dict[str, float]) -> None:
    tumours = load()
    profile(tumours)
    train_set, test_set = split(tumours)
    classifier = FAMILIES[family](train_set, **settings)
    evaluate(classifier, test_set)


@step(enable_cache=False)
def promote_best() -> Annotated[str, "best_version"]:
    """The version with the best metric, in production from now on."""
    best = Client().model_versions.find(model=MODEL, sort=f"desc:{METRIC}", limit=1)[0]
    best.set_stage("production", force=True)
    return best.name


@pipeline
def selection() -> None:
    promote_best()


def main() -> None:
    runs = []
    for name, (family, settings) in CONFIGURATIONS.items():
        model = Model(name=MODEL, version=name, license="BSD-3-Clause", tags=["demo"])
        run_name = name + "-{date}-{time}"
        runs.append(training.with_options(model=model, run_name=run_name)(family, settings))
    runs.sort(key=lambda run: run.run_metadata["evaluation_metrics"]["roc_auc"], reverse=True)
    chosen = selection().steps["promote_best"].output.load()

    print(f"\n{'model version':<20} {'ROC AUC':>8} {'accuracy':>9} {'recall':>7} {'missed':>7}")
    for run in runs:
        metrics, mistakes = run.run_metadata["evaluation_metrics"], run.run_metadata["mistakes"]
        print(
            f"{run.model_version.name:<20} {metrics['roc_auc']:>8.4f} {metrics['accuracy']:>9.4f} "
            f"{metrics['recall']:>7.4f} {mistakes['missed']:>7}"
        )
    statuses = Counter(step.status for run in runs for step in run.steps.values())
    print(f"\n{statuses['cached']} of {statuses.total()} steps came from the cache.")
    print(f"Version {chosen} of model {MODEL} is in production.")
    print(f"All of it is kept in {load_settings().store}. Look into it:\n")

    # The command stands beside the Python that runs this, which need not be on the PATH.
    beside = os.path.relpath(pathlib.Path(sys.executable).with_name("tally"))
    tally = "tally" if shutil.which("tally") else beside
    grown = next(run.name for run in runs if run.name.startswith("forest"))
    print(f"  {tally} runs list --pipeline training --sort desc:{METRIC} --columns name,{METRIC}")
    print(f"  {tally} models show {MODEL} production")
    print(f"  {tally} history out_of_bag_accuracy --run {grown}")
    print(f"  {tally} artifacts show tumours")
    few, many = f"{MODEL}@forest-100-shallow", f"{MODEL}@forest-300-shallow"
    print(f"  {tally} compare --kind models {few} {many} {MODEL}@{chosen}")
    print(f"  {tally} why --kind models {few} {many}")


if __name__ == "__main__":
    main()
