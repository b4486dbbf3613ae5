import random
from typing import List, Optional

from steps import load_data, prepare_data, split_data
from zenml import pipeline
from zenml.logger import get_logger

logger = get_logger(__name__)


@pipeline
def feature_engineering(
    test_size: float = 0.3,
    drop_na: Optional[bool] = None,
    normalize: Optional[bool] = None,
    drop_columns: Optional[List[str]] = None,
    target: Optional[str] = "target",
    random_state: int = None,
):
    """Load, split and scale."""
    if random_state is None:
        random_state = random.randint(0, 10)
    raw = load_data(random_state=random_state, target=target)
    train, test = split_data(dataset=raw, test_size=test_size)
    train, test, _ = prepare_data(
        train=train,
        test=test,
        drop_na=drop_na,
        normalize=normalize,
        drop_columns=drop_columns,
        target=target,
        random_state=random_state,
    )
    return train, test
