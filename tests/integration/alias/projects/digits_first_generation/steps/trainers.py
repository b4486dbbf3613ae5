import numpy as np
from sklearn.base import ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.tree import DecisionTreeClassifier
from zenml.logger import get_logger
from zenml.steps import BaseParameters, Output, StepContext, step

logger = get_logger(__name__)


class TreeParameters(BaseParameters):
    """How deep, and where from."""

    max_depth: int = 2
    seed: int = 0


@step(enable_cache=False)
def tree_trainer(
    params: TreeParameters, context: StepContext, X_train: np.ndarray, y_train: np.ndarray
) -> ClassifierMixin:
    logger.info(f"{context.step_name}: {params.max_depth} deep")
    model = DecisionTreeClassifier(max_depth=params.max_depth, random_state=params.seed)
    model.fit(X_train, y_train)
    return model


@step
def line_trainer(X_train: np.ndarray, y_train: np.ndarray) -> ClassifierMixin:
    return LogisticRegression(max_iter=50, C=0.01, tol=0.1).fit(X_train, y_train)


@step
def evaluator(X_test: np.ndarray, y_test: np.ndarray, model: ClassifierMixin) -> Output(
    test_acc=float
):
    return float(model.score(X_test, y_test))
