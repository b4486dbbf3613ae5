"""Every combination of arguments is one of the forms, or refused."""

from __future__ import annotations

from itertools import chain, combinations

import pytest

from tallystick.errors import InvalidArgumentError
from tallystick.tracking.logging import log_metadata

FORMS = {
    (): "step and run",
    ("infer_artifact",): "output",
    ("artifact_name", "infer_artifact"): "output",
    ("infer_model",): "own model",
    ("step_id",): "step",
    ("run_id_name_or_prefix", "step_name"): "step",
    ("run_id_name_or_prefix",): "run",
    ("artifact_version_id",): "artifact",
    ("artifact_name", "artifact_version"): "artifact",
    ("model_version_id",): "model",
    ("model_name", "model_version"): "model",
}
ARGUMENTS = sorted(set(chain(*FORMS)))
COMBINATIONS = [
    combination
    for size in range(len(ARGUMENTS) + 1)
    for combination in combinations(ARGUMENTS, size)
]


@pytest.mark.parametrize("inside", [True, False])
def test_every_combination(world, inside):
    run = world.run("training-1")
    step = world.step(run, "train")
    own = world.step(outputs=("dataset",), model="churn")
    artifact, model = world.artifact("dataset"), world.model_version("other")
    values = {
        "step_id": step.step_run_id,
        "step_name": "train",
        "run_id_name_or_prefix": "training-1",
        "artifact_version_id": artifact,
        "artifact_name": "dataset",
        "artifact_version": "1",
        "infer_artifact": True,
        "model_version_id": model,
        "model_name": "other",
        "model_version": 1,
        "infer_model": True,
    }
    accepted = []

    def call(given):
        try:
            log_metadata({"+".join(given) or "none": 1}, **{name: values[name] for name in given})
        except InvalidArgumentError:
            return
        accepted.append(given)

    for given in COMBINATIONS:
        if inside:
            with world.inside(own):
                call(given)
        else:
            call(given)

    within = {"step and run", "output", "own model"}
    expected = {given for given, about in FORMS.items() if inside or about not in within}
    assert set(accepted) == expected
    output = world.finish(own, dataset=2)["dataset"]
    found = {
        "run": world.of_run(run),
        "step": world.of_step(step),
        "artifact": world.of_artifact(artifact),
        "model": world.of_model(model),
        "step and run": world.of_step(own),
        "output": world.of_artifact(output),
        "own model": world.of_model(own.model_version_id),
    }
    for about, metadata in found.items():
        forms = [given for given in expected if FORMS[given] == about]
        assert set(metadata) == {"+".join(given) or "none" for given in forms}, about
    assert world.of_run(own.run_id) == found["step and run"]
