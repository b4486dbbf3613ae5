"""Hooks that every team's pipelines have."""

from zenml import get_step_context, log_metadata
from zenml.client import Client
from zenml.logger import get_logger

logger = get_logger(__name__)


def success_hook() -> None:
    try:
        context = get_step_context()
        log_metadata({"audit": {"step": context.step_run.name, "outcome": "success"}})
        logger.info(f"audited {context.step_run.name}")
    except Exception as error:
        logger.warning(f"Hook failed: {error}")


def failure_hook(exception: BaseException) -> None:
    context = get_step_context()
    log_metadata(
        {
            "audit": {
                "step": context.step_run.name,
                "outcome": "failure",
                "error": str(exception),
                "user": Client().active_user.name,
            }
        }
    )
    try:
        log_metadata(
            metadata={"incident": f"{type(exception).__name__} in {context.pipeline_run.name}"},
            infer_model=True,
        )
    except ValueError:
        logger.info("No model to tell")
