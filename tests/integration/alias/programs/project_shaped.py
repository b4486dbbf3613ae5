"""A program as user projects are: infrastructure settings, YAML, materializers, hooks, reports."""

import os
from pathlib import Path
from typing import Any, Type

from typing_extensions import Annotated
from zenml import (
    ArtifactConfig,
    ExternalArtifact,
    Model,
    get_pipeline_context,
    get_step_context,
    log_metadata,
    pipeline,
    save_artifact,
    step,
)
from zenml.artifacts.utils import load_artifact
from zenml.client import Client
from zenml.config import DockerSettings, ResourceSettings
from zenml.config.retry_config import StepRetryConfig
from zenml.enums import ArtifactType, ExecutionStatus, StackComponentType, VisualizationType
from zenml.io import fileio
from zenml.logger import get_logger
from zenml.materializers.base_materializer import BaseMaterializer
from zenml.steps import BaseParameters
from zenml.types import HTMLString

logger = get_logger(__name__)
docker = DockerSettings(requirements=["scikit-learn"], parent_image="python")
tracker = Client().active_stack.experiment_tracker
assert tracker is None
seen = []


class Box:
    def __init__(self, content: str) -> None:
        self.content = content


class BoxMaterializer(BaseMaterializer):
    ASSOCIATED_TYPES = (Box,)
    ASSOCIATED_ARTIFACT_TYPE = ArtifactType.DATA

    def load(self, data_type: Type[Any]) -> Box:
        with fileio.open(os.path.join(self.uri, "box.txt"), "r") as file:
            return Box(file.read())

    def save(self, data: Box) -> None:
        with fileio.open(os.path.join(self.uri, "box.txt"), "w") as file:
            file.write(data.content)

    def save_visualizations(self, data: Box) -> dict:
        path = os.path.join(self.uri, "box.html")
        with fileio.open(path, "w") as file:
            file.write(f"<b>{data.content}</b>")
        return {path: VisualizationType.HTML}

    def extract_metadata(self, data: Box) -> dict:
        return {"length": len(data.content)}


class PackParameters(BaseParameters):
    label: str = "box"
    count: int


def on_failure(exception: BaseException) -> None:
    seen.append(type(exception).__name__)
    log_metadata({"failure_noted": str(exception)})


@step(
    enable_cache=False,
    output_materializers=BoxMaterializer,
    settings={"docker": docker, "resources": ResourceSettings(cpu_count=2, memory="1GB")},
    experiment_tracker=tracker.name if tracker else None,
    step_operator=None,
    retry=StepRetryConfig(max_retries=1, delay=0, backoff=1),
)
def pack(params: PackParameters, extra: list) -> Annotated[Box, ArtifactConfig(name="box")]:
    logger.info("packing %s", params.label)
    assert get_step_context().pipeline.name == "packing"
    return Box(f"{params.label} x{params.count} {extra}")


@step
def report(box: Box, title: str = "none") -> Annotated[HTMLString, "report"]:
    name = get_step_context().pipeline_run.name
    return HTMLString(f"<h1>{title} of {name}</h1>{box.content}")


@step(on_failure=on_failure)
def fails(box: Box) -> int:
    raise RuntimeError(f"cannot open {box.content[:3]}")


@step
def inspect_model() -> int:
    model = get_step_context().model
    return len(model.get_artifact("box").load().content) + len(model.load_artifact("box").content)


@pipeline(
    name="packing",
    enable_cache=True,
    settings={"docker": docker},
    model=Model(name="packer", version="v1", tags=["demo"]),
    tags=["small"],
    on_failure=on_failure,
)
def packing(with_failure: bool = False, count: int = 1):
    assert get_pipeline_context().name == "packing"
    box = pack(PackParameters(count=count), ExternalArtifact(value=[1, 2]))
    report(box)
    inspect_model(after=["pack"])
    if with_failure:
        fails(box)


Path("config.yaml").write_text(
    "parameters:\n  count: 4\nsteps:\n  report:\n    parameters:\n      title: Packed\n"
    "settings:\n  docker:\n    requirements: [pandas]\nrun_name: packed-{date}-{time}\n"
)
run = packing.with_options(config_path="config.yaml")()
assert run.status == ExecutionStatus.COMPLETED
assert run.name.startswith("packed-20")
assert run.steps["pack"].output.load().content == "box x4 [1, 2]"
assert run.steps["pack"].output.run_metadata["length"] == 13
assert "Packed of packed-" in run.steps["report"].outputs["report"][0].load()
assert run.steps["inspect_model"].output.load() == 26
assert run.config.enable_cache is True
assert StackComponentType.ORCHESTRATOR.value == "orchestrator"

try:
    packing(with_failure=True)
except RuntimeError as error:
    assert "cannot open box" in str(error)
else:
    raise AssertionError("the failure was lost")
failed = Client().get_pipeline("packing").last_run
assert failed.status == "failed"
assert failed.steps["fails"].run_metadata["failure_noted"] == "cannot open box"
assert seen == ["RuntimeError"]

saved = save_artifact({"k": 1}, name="by_hand", tags=["t"])
assert load_artifact("by_hand") == {"k": 1}
assert Client().get_artifact_version("by_hand").id == saved.id
os.environ["TALLYSTICK_SECRET_TOKEN_STORE"] = '{"token": "abc"}'
Client().create_secret("mine", values={"user": "me"})
assert Client().get_secret("mine").secret_values["user"] == "me"
print("done")
