"""`ExternalArtifact`."""

from __future__ import annotations

import pytest

from tallystick.errors import InvalidArgumentError
from tallystick.tracking.external import ExternalArtifact


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


@pytest.mark.parametrize("argument", ["id", "name", "version"])
def test_an_existing_version_is_passed_as_it_is(argument):
    with pytest.raises(InvalidArgumentError, match=f"not {argument}. Pass an existing artifact"):
        ExternalArtifact(**{argument: "x"})


def test_a_value_is_needed():
    with pytest.raises(InvalidArgumentError, match="needs a value"):
        ExternalArtifact()


def test_an_unknown_argument_is_a_type_error():
    with pytest.raises(TypeError, match="no argument valu"):
        ExternalArtifact(valu=1)
