"""Stacks: remembered, not acted on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tallystick.client.stacks import StackComponentType
from tallystick.errors import (
    EntityExistsError,
    InvalidArgumentError,
    InvalidValueError,
    NotFoundError,
)


def test_the_default_one_is_this_machine(client):
    stack = client.active_stack

    assert stack.name == "default"
    assert stack.orchestrator.name == "local"
    assert stack.orchestrator.flavor == "local"
    assert stack.artifact_store.path == client.session.settings.artifact_storage
    assert stack.artifact_store.config.path == stack.artifact_store.path
    for purpose in ("experiment_tracker", "step_operator", "model_deployer", "alerter"):
        assert getattr(stack, purpose) is None
    assert client.active_stack_model.name == "default"
    assert client.get_stack() == stack
    assert client.get_stack("default") == client.get_stack(stack.id) == stack
    assert [one.name for one in client.list_stacks()] == ["default"]
    assert stack.components[StackComponentType.ORCHESTRATOR][0].name == "local"
    assert repr(stack).startswith("<Stack 'default': <orchestrator 'local'")
    assert not Path(client.session.settings.home).exists()


def test_unknown_attributes_are_attribute_errors(client):
    with pytest.raises(AttributeError, match="A stack has no attribute 'tracker'"):
        _ = client.active_stack.tracker
    with pytest.raises(AttributeError, match="no setting 'bucket'"):
        _ = client.active_stack.artifact_store.bucket


def test_one_is_made_of_components_and_activated(client):
    tracker = client.create_stack_component(
        "mlflow", "mlflow", "experiment_tracker", {"tracking_uri": "http://x", "password": "p"}
    )
    assert "password" not in repr(tracker)

    made = client.create_stack(
        "mine",
        {"orchestrator": "local", "artifact_store": ["default"], "experiment_tracker": tracker},
    )
    client.activate_stack("mine")

    assert client.active_stack.name == "mine"
    assert client.active_stack.experiment_tracker.name == "mlflow"
    assert client.active_stack.experiment_tracker.tracking_uri == "http://x"
    assert client.get_stack_component("experiment_tracker").name == "mlflow"
    assert client.get_stack_component("experiment_tracker", tracker.id) == tracker
    assert client.get_stack("mine").id == made.id
    client.delete_stack("mine")
    assert client.active_stack.name == "default"


def test_what_is_wrong_changes_nothing(client):
    client.create_stack_component("mlflow", "mlflow", "experiment_tracker")
    client.create_stack("mine", {"orchestrator": "local"})
    before = Path(client.session.settings.home, "stacks.json").read_text()

    with pytest.raises(NotFoundError, match=r"no stack 'mien'.*'mine'"):
        client.activate_stack("mien")
    with pytest.raises(KeyError):
        client.get_stack("other")
    with pytest.raises(KeyError):
        client.delete_stack("other")
    with pytest.raises(NotFoundError, match="default stack cannot"):
        client.delete_stack("default")
    with pytest.raises(EntityExistsError, match="'mine' already"):
        client.create_stack("mine", {})
    with pytest.raises(EntityExistsError):
        client.create_stack("default", {})
    with pytest.raises(EntityExistsError, match="'mlflow' already"):
        client.create_stack_component("mlflow", "x", "experiment_tracker")
    with pytest.raises(NotFoundError, match=r"no experiment_tracker 'mflow'.*'mlflow'"):
        client.create_stack("new", {"experiment_tracker": "mflow"})
    with pytest.raises(NotFoundError, match="The active stack has no alerter"):
        client.get_stack_component("alerter")
    with pytest.raises(InvalidArgumentError, match="'tracker' is not a type of component"):
        client.create_stack_component("x", "x", "tracker")
    with pytest.raises(InvalidValueError, match=r"components= of create_stack\(\) is a dict"):
        client.create_stack("new", ["local"])
    with pytest.raises(InvalidValueError, match="The name of a stack is text"):
        client.create_stack("", {})
    assert Path(client.session.settings.home, "stacks.json").read_text() == before
