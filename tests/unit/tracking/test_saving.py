"""Values as stored artifacts."""

from __future__ import annotations

import logging
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from msgspec import Raw
from msgspec.structs import replace

from tallystick.artifacts import BaseMaterializer
from tallystick.client.session import Session
from tallystick.config import load_settings
from tallystick.errors import (
    ArtifactCorruptError,
    ArtifactMissingError,
    EntityExistsError,
    MaterializerError,
    NotFoundError,
    UnsafeArtifactError,
)
from tallystick.records.artifacts import ArtifactType, ArtifactVersion, SaveType
from tallystick.records.commands import LinkToModel
from tallystick.records.metadata import NewEntry
from tallystick.records.references import Ref
from tallystick.tracking.saving import (
    apply_saved,
    check_stored,
    discard_stored,
    load_stored,
    payload_path,
    saved_artifact,
)
from tallystick.values import encode


class Secret:
    """Has no materializer but the last resort."""


class Odd:
    """Has a materializer whose facts cannot all be metadata."""


class OddMaterializer(BaseMaterializer):
    ASSOCIATED_TYPES = (Odd,)
    SKIP_REGISTRATION = True

    def save(self, data):
        Path(self.uri, "odd.txt").write_text("odd")

    def load(self, data_type):
        return Odd()

    def extract_metadata(self, data):
        return {"fine": 1, "object": object(), "a::b": 2, "storage_size": 3}


class FailingMaterializer(OddMaterializer):
    ASSOCIATED_TYPES = (Odd,)
    SKIP_REGISTRATION = True

    def save(self, data):
        Path(self.uri, "half.txt").write_text("half")
        raise RuntimeError("no")


def stored(session):
    """Every file in the storage."""
    root = Path(session.storage.url)
    return [path for path in root.rglob("*") if path.is_file()] if root.exists() else []


def version(world, ref):
    return world.store.get(ArtifactVersion, ref).record


def test_saving_stores_bytes_and_changes_nothing_else(world):
    command = saved_artifact(world.session, [1, 2], artifact="numbers")

    assert world.changes() == 0
    assert (command.artifact, command.version, command.save_type) == (
        "numbers",
        None,
        SaveType.MANUAL,
    )
    assert command.uri == f"numbers/{command.artifact_version_id}"
    assert sum(path.stat().st_size for path in stored(world.session)) == command.size_bytes
    assert load_stored(world.session, command) == [1, 2]


def test_what_is_applied_is_a_version(world):
    command = saved_artifact(
        world.session,
        [1, 2],
        artifact="numbers",
        version="golden",
        tags=("t",),
        artifact_type=ArtifactType.STATISTICS,
    )

    apply_saved(world.session, command)

    found = version(world, Ref("numbers", version="golden"))
    assert found.id == command.artifact_version_id
    assert (found.type, found.tags) == (ArtifactType.STATISTICS, ("t",))
    assert load_stored(world.session, found) == [1, 2]
    assert check_stored(world.session, found) is None


def test_given_facts_beat_found_ones(world):
    said = NewEntry("length", Raw(encode("two")))
    command = saved_artifact(world.session, [1, 2], artifact="numbers", facts=(said,))
    apply_saved(world.session, command)

    assert world.of_artifact(command.artifact_version_id) == {}
    entries = world.store.get(ArtifactVersion, Ref("numbers")).entries
    assert {entry.key: bytes(entry.value) for entry in entries}["length"] == b'"two"'


def test_facts_can_be_left_out(world):
    command = saved_artifact(world.session, [1], artifact="numbers", extract_metadata=False)

    assert command.facts == ()


def test_found_facts_that_cannot_be_metadata_cost_nothing_but_a_warning(world, caplog):
    with caplog.at_level(logging.WARNING, "tallystick"):
        command = saved_artifact(world.session, Odd(), artifact="odd", materializer=OddMaterializer)

    assert {fact.key for fact in command.facts} == {"fine", "storage_size"}
    said = [record.getMessage() for record in caplog.records]
    assert len(said) == 2
    assert "'odd': The fact 'object' is left out" in said[0]
    assert "'a::b'" in said[1]


def test_a_value_that_cannot_be_saved_leaves_nothing(world):
    with pytest.raises(MaterializerError):
        saved_artifact(world.session, Odd(), artifact="odd", materializer=FailingMaterializer)

    assert stored(world.session) == []
    assert world.changes() == 0


def test_a_refused_record_gives_the_disk_back(world):
    world.artifact("numbers", version="1")
    before = stored(world.session)
    command = saved_artifact(world.session, [1, 2], artifact="numbers", version="1")

    with pytest.raises(EntityExistsError, match="already has a version '1'"):
        apply_saved(world.session, command)

    assert stored(world.session) == before


def test_a_refused_companion_takes_the_record_with_it(world):
    command = saved_artifact(world.session, [1, 2], artifact="numbers")
    link = world.session.command(
        LinkToModel,
        model_version_id=uuid4(),
        artifact_version_ids=(command.artifact_version_id,),
    )

    with pytest.raises(NotFoundError):
        apply_saved(world.session, command, link)

    assert world.changes() == 0
    assert stored(world.session) == []


def test_discarding_spares_what_was_registered(world, tmp_path):
    mine = tmp_path / "mine.txt"
    mine.write_text("mine")
    command = saved_artifact(world.session, [1], artifact="numbers")

    discard_stored(world.session, replace(command, uri=str(mine), save_type=SaveType.PREEXISTING))
    discard_stored(world.session, command)

    assert mine.exists()
    assert stored(world.session) == []


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("numbers", "numbers"),
        ("training::train::output", "training_train_output"),
        ("../../etc", "_.._etc"),
        (".staging", "staging"),
        ("...", "_"),
        ("Zahl \u2167 / \u00e4", "Zahl_"),
        ("n" * 200, "n" * 80),
    ],
)
def test_paths_are_readable_and_stay_inside(world, name, folder):
    id = UUID(int=1)

    assert payload_path(name, id) == f"{folder}/{id}"
    assert load_stored(world.session, saved_artifact(world.session, 1, artifact=name)) == 1


class TestDamage:
    @pytest.fixture
    def damaged(self, world, request):
        id = world.artifact("numbers", [1, 2])
        (file,) = stored(world.session)
        return version(world, Ref.to(id)), file

    def test_altered_bytes_are_found_out(self, world, damaged):
        found, file = damaged
        file.write_text("[1,3]")

        with pytest.raises(ArtifactCorruptError, match="are not those that were recorded"):
            check_stored(world.session, found)
        with pytest.raises(ArtifactCorruptError):
            load_stored(world.session, found)

    def test_missing_bytes_are_found_out(self, world, damaged):
        found, file = damaged
        file.unlink()
        file.parent.rmdir()

        with pytest.raises(ArtifactMissingError):
            check_stored(world.session, found)
        with pytest.raises(ArtifactMissingError):
            load_stored(world.session, found)


class TestUnsafe:
    def test_what_this_program_saved_is_loaded(self, world, monkeypatch):
        monkeypatch.setenv("TALLYSTICK_ALLOW_UNSAFE", "false")
        session = Session(load_settings(), store=world.store, storage=world.session.storage)
        command = saved_artifact(session, Secret(), artifact="secret")
        assert not command.safe
        assert isinstance(load_stored(session, command), Secret)

        apply_saved(session, command)

        with pytest.raises(UnsafeArtifactError):
            load_stored(session, version(world, Ref("secret")))
