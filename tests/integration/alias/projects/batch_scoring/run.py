"""Train with a search for the best configuration, promote, and score a batch."""

import argparse
from datetime import datetime as dt
from pathlib import Path

from pipelines import batch_scoring, training
from zenml.client import Client
from zenml.logger import get_logger

logger = get_logger(__name__)


def main(no_cache: bool, fail_on_gate: bool) -> None:
    client = Client()
    orchestrator = client.active_stack.orchestrator
    if orchestrator.flavor not in ("local", "sagemaker", "kubernetes"):
        raise RuntimeError("No such orchestrator")

    here = Path(__file__).parent
    options = {"config_path": str(here / "configs" / "train_config.yaml")}
    if no_cache:
        options["enable_cache"] = False
    options["run_name"] = f"churn_training_run_{dt.now().strftime('%Y_%m_%d_%H_%M_%S_%f')}"
    training.with_options(**options)(
        test_size=0.25,
        drop_na=True,
        min_test_accuracy=1.1 if fail_on_gate else 0.3,
        fail_on_gate=fail_on_gate,
    )
    logger.info("Training pipeline finished successfully!")

    options = {"config_path": str(here / "configs" / "inference_config.yaml")}
    options["run_name"] = f"churn_scoring_run_{dt.now().strftime('%Y_%m_%d_%H_%M_%S_%f')}"
    batch_scoring.with_options(**options)()
    predictions = client.get_artifact_version("predictions")
    logger.info(f"{predictions.name} {predictions.version} are at `{predictions.uri}`")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--no-cache", action="store_true")
    parser.add_argument("--fail-on-gate", action="store_true")
    given = parser.parse_args()
    main(given.no_cache, given.fail_on_gate)
