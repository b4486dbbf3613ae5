"""Promotes a version after looking at its metrics."""

import argparse

from zenml.client import Client
from zenml.enums import ModelStages
from zenml.logger import get_logger

logger = get_logger(__name__)
STAGES = {
    "staging": ModelStages.STAGING,
    "production": ModelStages.PRODUCTION,
    "archived": ModelStages.ARCHIVED,
    "latest": ModelStages.LATEST,
}


def validate(version) -> None:
    metrics = version.run_metadata
    missing = [name for name in ("accuracy", "precision", "recall") if name not in metrics]
    if missing:
        raise ValueError(f"missing metrics: {missing}")
    for name, least in {"accuracy": 0.6, "precision": 0.5, "recall": 0.5}.items():
        metric = metrics.get(name)
        value = float(metric.value) if hasattr(metric, "value") else float(metric)
        if value < least:
            raise ValueError(f"{name}: {value:.3f} < {least:.3f}")


def promote(model: str, source: str, goal: str, force: bool) -> None:
    client = Client()
    version = client.get_model_version(model, STAGES[source])
    validate(version)
    try:
        holder = client.get_model_version(model, STAGES[goal])
        if holder.number != version.number and not force:
            raise RuntimeError(f"version {holder.number} is in {goal} already")
    except KeyError:
        logger.info("nobody is there yet")
    version.set_stage(stage=STAGES[goal], force=force)
    logger.info(f"promoted version {version.number} from {version.stage} to {goal}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", default="readmission")
    parser.add_argument("--from-stage", default="latest")
    parser.add_argument("--to-stage", required=True)
    parser.add_argument("--force", action="store_true")
    given = parser.parse_args()
    promote(given.model, given.from_stage, given.to_stage, given.force)
