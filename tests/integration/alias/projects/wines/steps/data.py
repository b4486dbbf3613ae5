from typing import List, Optional, Tuple

import pandas as pd
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import MinMaxScaler
from typing_extensions import Annotated
from utils.preprocess import ColumnsDropper, NADropper
from zenml import log_artifact_metadata, step
from zenml.logger import get_logger

logger = get_logger(__name__)


@step
def load_data(
    random_state: int, is_inference: bool = False, target: str = "target"
) -> Annotated[pd.DataFrame, "wines"]:
    wines = load_wine(as_frame=True)
    frame: pd.DataFrame = wines.data
    frame[target] = wines.target
    held_out = frame.sample(frac=0.05, random_state=random_state)
    frame = held_out.drop(columns=target) if is_inference else frame.drop(held_out.index)
    frame.reset_index(drop=True, inplace=True)
    logger.info(f"{len(frame)} wines loaded")
    return frame


@step
def split_data(
    dataset: pd.DataFrame, test_size: float = 0.2
) -> Tuple[Annotated[pd.DataFrame, "raw_train"], Annotated[pd.DataFrame, "raw_test"]]:
    train, test = train_test_split(dataset, test_size=test_size, random_state=42, shuffle=True)
    return (
        pd.DataFrame(train, columns=dataset.columns),
        pd.DataFrame(test, columns=dataset.columns),
    )


@step
def prepare_data(
    random_state: int,
    train: pd.DataFrame,
    test: pd.DataFrame,
    drop_na: Optional[bool] = None,
    normalize: Optional[bool] = None,
    drop_columns: Optional[List[str]] = None,
    target: Optional[str] = "target",
) -> Tuple[
    Annotated[pd.DataFrame, "wines_train"],
    Annotated[pd.DataFrame, "wines_test"],
    Annotated[Pipeline, "scaler"],
]:
    chain = Pipeline([("passthrough", "passthrough")])
    if drop_na:
        chain.steps.append(("drop_na", NADropper()))
    if drop_columns:
        chain.steps.append(("drop_columns", ColumnsDropper(drop_columns)))
    if normalize:
        chain.steps.append(("normalize", MinMaxScaler()))
    kept_train, kept_test = train[target], test[target]
    train = pd.DataFrame(chain.fit_transform(train.drop(columns=target)))
    test = pd.DataFrame(chain.transform(test.drop(columns=target)))
    train[target], test[target] = kept_train.values, kept_test.values
    train.columns = train.columns.astype(str)
    test.columns = test.columns.astype(str)
    log_artifact_metadata(
        artifact_name="scaler", metadata={"random_state": random_state, "target": target}
    )
    return train, test, chain
