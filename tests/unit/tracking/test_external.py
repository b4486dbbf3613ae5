"""`ExternalArtifact`."""

from __future__ import annotations

import pytest

from tallystick import Client, Model, link_artifact_to_model, save_artifact
from tallystick.errors import InvalidArgumentError, NotFoundError
from tallystick.tracking.external import ExternalArtifact


@pytest.fixture
def client() -> Client:
    return Client()


def test_says_what_is_to_be_stored_and_how():
    external = ExternalArtifact(
        value=[1],
        materializer="a.B",
        store_artifact_metadata=False,
        store_artifact_visualizations=False,
    )

    assert (external.value, external.materializer) == ([1], "a.B")
    assert (external.extract_metadata, external.previews) == (False, False)


def test_finds_out_facts_and_previews_unless_told_otherwise():
    external = ExternalArtifact(None)

    assert external.value is None
    assert external.extract_metadata
    assert external.previews


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "got neither"),
        ({"value": 1, "name": "a"}, "got a value and name"),
        ({"value": None, "id": "a"}, "got a value and id"),
        ({"version": "1"}, "got version"),
        ({"id": "a", "name": "b"}, "got id and name"),
    ],
)
def test_a_value_or_a_version_is_needed(arguments, message):
    with pytest.raises(InvalidArgumentError, match=message):
        ExternalArtifact(**arguments)


def test_an_existing_version_is_found_by_name_version_and_id(client):
    first, second = save_artifact("one", "note"), save_artifact("two", "note")

    assert ExternalArtifact(name="note").version_id() == second.id
    assert ExternalArtifact(name="note", version=1).version_id() == first.id
    assert ExternalArtifact(id=str(first.id)).version_id() == first.id
    assert ExternalArtifact(id=first.id).version_id() == first.id
    assert ExternalArtifact(value="note").version_id() is None


def test_an_existing_version_is_found_among_those_of_a_model(client):
    linked = save_artifact("one", "note")
    save_artifact("two", "note")
    client.create_model("m")
    client.create_model_version("m", name="v")
    model = Model(name="m", version="v")
    link_artifact_to_model(linked, model)

    assert ExternalArtifact(name="note", model=model).version_id() == linked.id
    with pytest.raises(NotFoundError, match=r"has no artifact 'other'\. Linked: note 1"):
        ExternalArtifact(name="other", model=model).version_id()


def test_a_version_that_is_not_there(client):
    with pytest.raises(NotFoundError, match="'nothing'"):
        ExternalArtifact(name="nothing").version_id()


def test_an_unknown_argument_is_a_type_error():
    with pytest.raises(TypeError, match="valu"):
        ExternalArtifact(valu=1)
