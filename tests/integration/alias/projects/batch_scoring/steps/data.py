from typing import Optional, Tuple

import numpy as np
import pandas as pd
from sklearn.model_selection import train_test_split
from typing_extensions import Annotated
from zenml import ArtifactConfig, log_artifact_metadata, step
from zenml.client import Client
from zenml.types import HTMLString

artifact_store = Client().active_stack.artifact_store


@step
def load_customers(
    is_inference: bool = False,
) -> Tuple[
    Annotated[pd.DataFrame, "customers"],
    Annotated[str, "target"],
    Annotated[int, "seed"],
]:
    seed = 5 if is_inference else 4
    generator = np.random.default_rng(seed)
    customers = pd.DataFrame(
        {
            "months": generator.integers(1, 60, 80),
            "bill": generator.normal(50, 10, 80).round(2),
            "calls": generator.poisson(3, 80),
        }
    )
    customers["churned"] = ((customers.months < 24) & (customers.calls > 2)).astype(int)
    if is_inference:
        customers = customers.drop(columns="churned")
    return customers, "churned", seed


@step
def split_customers(
    dataset: pd.DataFrame, test_size: float, drop_na: Optional[bool] = None
) -> Tuple[
    Annotated[pd.DataFrame, "train"],
    Annotated[pd.DataFrame, ArtifactConfig(name="test", tags=["held out"])],
]:
    if drop_na:
        dataset = dataset.dropna()
    train, test = train_test_split(dataset, test_size=test_size, random_state=0)
    log_artifact_metadata(metadata={"share": 1 - test_size}, artifact_name="train")
    log_artifact_metadata(metadata={"share": test_size}, artifact_name="test")
    return train, test


@step
def stop_on_drift(
    reference: pd.DataFrame, batch: pd.DataFrame, na_limit: int
) -> Annotated[HTMLString, "drift_report"]:
    missing = int(batch.isna().sum().sum())
    if missing > na_limit:
        raise RuntimeError(f"{missing} values are missing")
    shift = (batch.mean() - reference[batch.columns].mean()).abs()
    return HTMLString(f"<h1>Drift</h1>{shift.to_frame('shift').to_html()}")
