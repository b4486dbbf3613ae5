"""Features, two trainings and an inference, each from its own file of options."""

import argparse
import os
from typing import Optional

import yaml
from pipelines import feature_engineering, inference, training
from zenml.client import Client
from zenml.logger import get_logger

logger = get_logger(__name__)


def main(
    features: bool, train: bool, infer: bool, train_version: Optional[str], no_cache: bool
) -> None:
    client = Client()
    folder = os.path.join(os.path.dirname(os.path.realpath(__file__)), "configs")

    if features:
        options = {"config_path": os.path.join(folder, "feature_engineering.yaml")}
        if no_cache:
            options["enable_cache"] = False
        feature_engineering.with_options(**options)()
        dataset = client.get_artifact_version("wines_train")
        logger.info(f"Features are ready: {dataset.name} {dataset.version}\n")

    if train:
        arguments = {}
        if train_version:
            arguments["train_id"] = client.get_artifact_version("wines_train", train_version).id
            arguments["test_id"] = client.get_artifact_version("wines_test", train_version).id
        for kind in ("sgd", "rf"):
            options = {"config_path": os.path.join(folder, f"training_{kind}.yaml")}
            training.with_options(**options)(**arguments)
            logger.info(f"Training with {kind} is done")

    if infer:
        path = os.path.join(folder, "inference.yaml")
        configured = inference.with_options(config_path=path, enable_cache=False)
        with open(path) as file:
            config = yaml.load(file, Loader=yaml.FullLoader)
        model = client.get_model_version(config["model"]["name"], config["model"]["version"])
        scaler = model.get_artifact("scaler")
        random_state = scaler.run_metadata["random_state"].value
        target = scaler.run_metadata["target"].value
        configured(random_state=random_state, target=target)
        logger.info("Inference is done")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--features", action="store_true")
    parser.add_argument("--train", action="store_true")
    parser.add_argument("--infer", action="store_true")
    parser.add_argument("--train-version")
    parser.add_argument("--no-cache", action="store_true")
    given = parser.parse_args()
    main(given.features, given.train, given.infer, given.train_version, given.no_cache)
