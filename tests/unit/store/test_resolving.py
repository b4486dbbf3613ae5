"""How a reference is resolved: in which order, and with how few questions."""

from __future__ import annotations

from uuid import UUID

import pytest

from tallystick.errors import AmbiguousReferenceError, NotFoundError
from tallystick.records.artifacts import ArtifactVersion
from tallystick.records.models import ModelVersion
from tallystick.records.references import Ref
from tallystick.records.runs import Run
from tallystick.records.steps import StepRun
from tallystick.store.applying import apply_command
from tallystick.store.memory.tables import MemoryTables
from tallystick.store.resolving import resolve
from tallystick.testing.commands import (
    a_model_version,
    a_run,
    a_step,
    an_artifact,
)


class Asked:
    """Tables that remember which questions they were asked."""

    def __init__(self, *commands):
        self._tables = MemoryTables()
        for number, command in enumerate(commands, start=1):
            apply_command(self._tables, command, number)
        self.questions = []

    def __getattr__(self, name):
        def ask(*arguments):
            self.questions.append(name)
            return getattr(self._tables, name)(*arguments)

        return ask


RUN = a_run("nightly-1")
STEP = a_step(RUN, "train")
ARTIFACT, VERSION = an_artifact("data"), a_model_version("forest")
ALL = (RUN, STEP, ARTIFACT, VERSION)


@pytest.mark.parametrize(
    ("kind", "ref", "questions"),
    [
        (Run, Ref.to(RUN.run_id), ["by_id"]),
        (Run, Ref("nightly-1"), ["by_name"]),
        (Run, Ref("nightly"), ["by_name", "names_beginning"]),
        (Run, Ref(str(RUN.run_id)[:13]), ["by_name", "ids_beginning"]),
        (StepRun, Ref.to(STEP.step_run_id), ["by_id"]),
        (StepRun, Ref("train", run="nightly-1"), ["by_name", "steps_of"]),
        (ArtifactVersion, Ref.to(ARTIFACT.artifact_version_id), ["by_id"]),
        (ArtifactVersion, Ref("data"), ["by_name", "newest"]),
        (ArtifactVersion, Ref("data", version="1"), ["by_name", "by_version"]),
        (ArtifactVersion, Ref("data", version=1), ["by_name", "by_number"]),
        (ModelVersion, Ref("forest", version="latest"), ["by_name", "newest"]),
        (ModelVersion, Ref("forest", version="none"), ["by_name", "stage_holder", "by_id"]),
    ],
)
def test_no_more_is_asked_than_is_needed(kind, ref, questions):
    asked = Asked(*ALL)

    resolve(asked, kind, ref)

    assert asked.questions == questions


def test_names_are_listed_only_for_an_error():
    asked = Asked(*ALL)

    with pytest.raises(NotFoundError, match="Did you mean 'nightly-1'") as caught:
        resolve(asked, Run, Ref("nihgtly-1"))

    assert asked.questions == ["by_name", "names_beginning", "names"]
    assert caught.value.facts == {"given": "nihgtly-1", "kind": "run"}


def test_a_deleted_id_is_an_error_that_says_so():
    gone = str(a_run().run_id)

    with pytest.raises(NotFoundError, match=f"There is no run '{gone}'.*may have been deleted"):
        resolve(Asked(), Run, Ref.to(gone))


def test_another_project_is_named_in_the_error():
    with pytest.raises(NotFoundError, match="Looked for in project 'other'"):
        resolve(Asked(*ALL), Run, Ref("nightly-1", project="other"))


def test_versions_are_told_apart_in_an_ambiguity():
    versions = [an_artifact("data", artifact_version_id=UUID(int=number)) for number in (1, 2)]

    with pytest.raises(AmbiguousReferenceError, match=r"artifact versions: data 1 .*data 2 "):
        resolve(Asked(*versions), ArtifactVersion, Ref("0000"))


def test_an_ambiguous_reference_is_also_not_found_and_a_key_error():
    asked = Asked(a_run("nightly-1"), a_run("nightly-2"))

    with pytest.raises(KeyError, match="Give more of it") as caught:
        resolve(asked, Run, Ref("night"))

    assert isinstance(caught.value, NotFoundError)
    assert caught.value.given == "night"
