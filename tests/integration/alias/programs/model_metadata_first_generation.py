"""Model metadata by the older function, with and without names; promotion by stage."""

import pandas as pd
from sklearn.base import ClassifierMixin
from sklearn.ensemble import RandomForestClassifier
from typing_extensions import Annotated
from zenml import ArtifactConfig, Model, get_step_context, log_model_metadata, pipeline, step
from zenml.client import Client
from zenml.enums import ModelStages


@step
def load() -> pd.DataFrame:
    return pd.DataFrame({"x": [0.0, 1.0, 2.0, 3.0], "y": [0, 0, 1, 1]})


@step
def train(
    dataset: pd.DataFrame,
) -> Annotated[ClassifierMixin, ArtifactConfig(name="classifier", is_model_artifact=True)]:
    classifier = RandomForestClassifier(n_estimators=3, random_state=0)
    classifier.fit(dataset[["x"]], dataset["y"])
    accuracy = classifier.score(dataset[["x"]], dataset["y"])
    log_model_metadata(metadata={"evaluation_metrics": {"accuracy": accuracy}})
    context = get_step_context()
    log_model_metadata(
        metadata={"customer": "anyone"},
        model_name=context.model.name,
        model_version=context.model.version,
    )
    return classifier


@step
def promote() -> None:
    get_step_context().model.set_stage("production", force=True)


@pipeline(model=Model(name="forest", license="Apache", description="A small forest."))
def training():
    train(load(), id="train")
    promote(after=["train"])


training()
training.with_options(enable_cache=False)()
client = Client()

newest = client.get_model_version("forest", ModelStages.PRODUCTION)
assert newest.number == 2
assert client.get_model_version("forest", 1).stage == "archived"
assert newest.run_metadata["evaluation_metrics"].value["accuracy"] >= 0.5
assert newest.run_metadata["customer"].value == "anyone"
assert newest.get_model_artifact("classifier").load().predict(pd.DataFrame({"x": [3.0]}))[0] == 1

log_model_metadata(metadata={"approved": "yes"}, model_name="forest", model_version="production")
assert client.get_model_version("forest").run_metadata["approved"] == "yes"
print("done")
