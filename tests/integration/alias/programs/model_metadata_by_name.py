"""Model metadata on versions that are named: another model's, the newest, one by its stage."""

import pandas as pd
from sklearn.base import ClassifierMixin
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score, precision_score, recall_score
from typing_extensions import Annotated
from zenml import ArtifactConfig, Model, get_step_context, log_model_metadata, pipeline, step
from zenml.client import Client

client = Client()
client.create_model(name="wine_cellar", description="Made before anything ran.")
client.create_model_version("wine_cellar", name="vintage_1")
client.create_model_version("wine_cellar", name="vintage_2")


@step
def load_wines() -> pd.DataFrame:
    return pd.DataFrame({"acid": [0.1, 0.4, 0.6, 0.9], "good": [0, 0, 1, 1]})


@step
def train_taster(
    wines: pd.DataFrame,
) -> Annotated[ClassifierMixin, ArtifactConfig(name="taster")]:
    taster = RandomForestClassifier(n_estimators=5, random_state=1)
    taster.fit(wines[["acid"]], wines["good"])
    judged = taster.predict(wines[["acid"]])
    accuracy = accuracy_score(wines["good"], judged)
    precision = precision_score(wines["good"], judged)
    recall = recall_score(wines["good"], judged)

    log_model_metadata(
        metadata={
            "evaluation_metrics": {
                "accuracy": accuracy,
                "precision": precision,
                "recall": recall,
            }
        },
        # not the model of this step
        model_name="wine_cellar",
        model_version="vintage_1",
    )
    # the newest version of that model
    log_model_metadata(metadata={"customer": "a restaurant"}, model_name="wine_cellar")
    # the model of this step
    log_model_metadata({"taster_of": get_step_context().model.name})
    return taster


@pipeline(model=Model(name="tasters"))
def tasting():
    train_taster(load_wines())


tasting()

first = client.get_model_version("wine_cellar", "vintage_1")
assert set(first.run_metadata) == {"evaluation_metrics"}
assert set(first.run_metadata["evaluation_metrics"].value) == {"accuracy", "precision", "recall"}
assert 0 <= first.run_metadata["evaluation_metrics"].value["recall"] <= 1

newest = client.get_model_version("wine_cellar")
assert newest.name == "vintage_2"
assert newest.run_metadata["customer"].value == "a restaurant"
assert newest.run_metadata["customer"].type == "str"

own = client.get_model_version("tasters", "latest")
assert own.run_metadata["taster_of"].value == "tasters"
assert own.get_artifact("taster").load().n_estimators == 5
assert "evaluation_metrics" not in own.run_metadata

try:
    log_model_metadata({"x": 1}, model_name="wine_cellar", model_version="vintage_3")
except KeyError as error:
    assert "vintage_3" in str(error)
else:
    raise AssertionError("a version that is not there was logged to")
assert len(client.list_model_versions("wine_cellar")) == 2

log_model_metadata({"owner": "me"}, model_name="wine_cellar", model_version="vintage_2")
assert client.get_model_version("wine_cellar", 2).run_metadata["owner"].value == "me"
print("done")
