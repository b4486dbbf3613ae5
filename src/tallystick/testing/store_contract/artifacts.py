"""Artifacts and their versions."""

from __future__ import annotations

import pytest

from tallystick.errors import EntityExistsError, InvalidArgumentError, NotFoundError
from tallystick.records.artifacts import (
    Artifact,
    ArtifactType,
    ArtifactVersion,
    Preview,
    SaveType,
    VisualizationType,
)
from tallystick.records.commands import RecordArtifact
from tallystick.records.reading import target_of
from tallystick.records.references import Ref
from tallystick.store.base import Store
from tallystick.testing.commands import (
    a_run,
    a_step,
    an_artifact,
    artifact_of,
    delete,
    moment,
    update,
)
from tallystick.testing.contract import Contract
from tallystick.testing.reading import find, record_of
from tallystick.testing.store_contract.refused import refused


class ArtifactRules(Contract):
    """Named outputs and their stored versions."""

    def test_an_artifact_version_holds_what_its_recording_said(self, store: Store) -> None:
        """Every fact comes back as it was given."""
        run = a_run()
        step = a_step(run)
        version = an_artifact(
            "model",
            by=step,
            type=ArtifactType.MODEL,
            data_type="sklearn.Forest",
            materializer="skops",
            uri="ab/cd",
            size_bytes=2**40,
            sha256="5" * 64,
            safe=False,
            save_type=SaveType.STEP_OUTPUT,
            tags=("b", "a", "b"),
            previews=(Preview(name="head", type=VisualizationType.CSV, path="head.csv"),),
            output="forest",
        )

        store.apply(run, step, version)

        assert record_of(store, version) == ArtifactVersion(
            id=version.artifact_version_id,
            project="default",
            artifact_id=artifact_of(version).id,
            artifact="model",
            version="1",
            number=1,
            type=ArtifactType.MODEL,
            data_type="sklearn.Forest",
            materializer="skops",
            uri="ab/cd",
            size_bytes=2**40,
            sha256="5" * 64,
            created_at=version.at,
            safe=False,
            save_type=SaveType.STEP_OUTPUT,
            tags=("b", "a"),
            previews=version.previews,
            producer_step_run_id=step.step_run_id,
            producer_run_id=run.run_id,
            output="forest",
        )

    def test_an_artifact_comes_to_be_with_its_first_version(self, store: Store) -> None:
        """Later versions add tags to it."""
        first = an_artifact(artifact_tags=("raw",))

        store.apply(first, an_artifact(artifact_tags=("checked", "raw")))

        assert record_of(store, artifact_of(first)) == Artifact(
            id=artifact_of(first).id,
            project="default",
            name="dataset",
            created_at=first.at,
            tags=("raw", "checked"),
            last_number=2,
        )

    def test_versions_are_numbered_per_artifact(self, store: Store) -> None:
        """From 1 on, in the order in which they are recorded."""
        versions = [an_artifact("a"), an_artifact("b"), an_artifact("a"), an_artifact("b")]

        store.apply(*versions)

        assert [_version(store, each) for each in versions] == [
            ("1", 1),
            ("1", 1),
            ("2", 2),
            ("2", 2),
        ]

    def test_numbers_continue_from_the_highest_ever_given(self, store: Store) -> None:
        """Also where a person gave it."""
        versions = [an_artifact(), an_artifact(version="10"), an_artifact(), an_artifact()]

        store.apply(*versions, an_artifact(version="5"))
        last = an_artifact()
        store.apply(last)

        assert [_version(store, each)[1] for each in [*versions, last]] == [1, 10, 11, 12, 13]

    def test_a_custom_name_uses_up_no_number(self, store: Store) -> None:
        """It has none itself."""
        versions = [an_artifact(), an_artifact(version="named"), an_artifact()]

        store.apply(*versions)

        assert [_version(store, each) for each in versions] == [
            ("1", 1),
            ("named", None),
            ("2", 2),
        ]

    @pytest.mark.parametrize("name", ["v3", "007", "-1", "1.0", "+5", "\N{SUPERSCRIPT TWO}", " 3"])
    def test_what_is_not_written_as_a_number_is_none(self, store: Store, name: str) -> None:
        """A version's number is the one thing that its name can be read as."""
        version, following = an_artifact(version=name), an_artifact()

        store.apply(version, following)

        assert _version(store, version) == (name, None)
        assert _version(store, following) == ("1", 1)

    def test_a_long_text_of_digits_is_a_name(self, store: Store) -> None:
        """Times to the nanosecond are no numbers of versions."""
        version, following = an_artifact(version="20260131120000123456789"), an_artifact()

        store.apply(version, following)

        assert _version(store, version) == ("20260131120000123456789", None)
        assert _version(store, following) == ("1", 1)

    def test_a_number_that_somebody_took_as_a_name_is_passed_over(self, store: Store) -> None:
        """The store never gives the name of a version that exists."""
        highest, taken, following = (
            an_artifact(version="9" * 18),
            an_artifact(version="1" + "0" * 18),
            an_artifact(),
        )

        store.apply(highest, taken, following)

        assert _version(store, following)[0] == "1" + "0" * 17 + "1"

    def test_deleting_a_version_does_not_free_its_number(self, store: Store) -> None:
        """A number means one value for ever."""
        first, second, third = an_artifact(), an_artifact(), an_artifact()
        store.apply(first, second)

        store.apply(delete(second), third)

        assert _version(store, third) == ("3", 3)

    def test_a_version_that_exists_is_refused(self, store: Store) -> None:
        """Neither the version nor its facts nor tags of the artifact come to be."""
        store.apply(an_artifact(version="final"), an_artifact())

        for taken in ("final", "1"):
            with refused(store, EntityExistsError, "'dataset'", repr(taken)):
                store.apply(an_artifact(version=taken, artifact_tags=("t",), facts={"a": 1}))

    def test_an_id_of_a_version_that_exists_is_refused(self, store: Store) -> None:
        """A second one would replace the first."""
        version = an_artifact()
        store.apply(version)

        with refused(store, EntityExistsError, str(version.artifact_version_id)):
            store.apply(an_artifact("other", artifact_version_id=version.artifact_version_id))

    def test_a_renamed_artifact_keeps_its_versions_and_numbers(self, store: Store) -> None:
        """The versions carry the new name; the old name begins anew with an id of its own."""
        first = an_artifact("old")
        store.apply(first, update(artifact_of(first), name="new"))

        second, other = an_artifact("new"), an_artifact("old")
        store.apply(second, other)

        assert record_of(store, first).artifact == "new"
        assert _version(store, second) == ("2", 2)
        assert record_of(store, second).artifact_id == record_of(store, first).artifact_id
        assert _version(store, other) == ("1", 1)
        assert record_of(store, other).artifact_id != record_of(store, first).artifact_id
        assert [artifact.name for artifact in find(store, Artifact)] == ["new", "old"]

    def test_names_that_go_round_in_a_circle_have_ids_of_their_own(self, store: Store) -> None:
        """Even where all of it happened in one moment."""
        versions = []
        for number in range(3):
            version = an_artifact("name", at=moment(0))
            store.apply(version)
            artifact = store.get(Artifact, Ref("name")).record
            store.apply(update(target_of(artifact), name=f"renamed {number}"))
            versions.append(version)

        ids = {record_of(store, version).artifact_id for version in versions}
        assert len(ids) == 3

    def test_a_renamed_version_may_get_a_number(self, store: Store) -> None:
        """The store does not give it once more."""
        version, following = an_artifact(), an_artifact()
        store.apply(version)

        store.apply(update(version, name="7"), following)

        assert _version(store, version) == ("7", 7)
        assert _version(store, following) == ("8", 8)

    def test_a_renamed_version_may_lose_its_number(self, store: Store) -> None:
        """The number is not given once more either."""
        version, following = an_artifact(), an_artifact()
        store.apply(version)

        store.apply(update(version, name="final"), following)

        assert _version(store, version) == ("final", None)
        assert _version(store, following) == ("2", 2)

    def test_a_renamed_version_keeps_off_the_names_of_others(self, store: Store) -> None:
        """Its own name is no other's."""
        version = an_artifact()
        store.apply(version, an_artifact(version="final"), update(version, name="1"))

        with refused(store, EntityExistsError, "'final'"):
            store.apply(update(version, name="final"))

    def test_the_run_of_the_producing_step_is_filled_in(self, store: Store) -> None:
        """A caller who knows the step need not know its run."""
        run = a_run()
        step = a_step(run)
        version = an_artifact(by=step, producer_run_id=None)

        store.apply(run, step, version)

        assert record_of(store, version).producer_run_id == run.run_id

    def test_a_run_alone_may_be_the_producer(self, store: Store) -> None:
        """Values are also saved outside of steps."""
        run = a_run()
        version = an_artifact(producer_run_id=run.run_id)

        store.apply(run, version)

        assert record_of(store, version).producer_run_id == run.run_id
        assert record_of(store, version).producer_step_run_id is None

    def test_an_unknown_producer_is_refused(self, store: Store) -> None:
        """Be it a step run or a run."""
        run = a_run()
        step = a_step(run)

        with refused(store, NotFoundError, "step run", str(step.step_run_id)):
            store.apply(an_artifact(by=step))
        with refused(store, NotFoundError, "run", str(run.run_id)):
            store.apply(an_artifact(producer_run_id=run.run_id))

    def test_a_producer_that_is_of_another_run_is_refused(self, store: Store) -> None:
        """A step run is of one run."""
        run, other = a_run(), a_run()
        step = a_step(run)
        store.apply(run, other, step)

        with refused(store, InvalidArgumentError, str(other.run_id), str(run.run_id)):
            store.apply(an_artifact(by=step, producer_run_id=other.run_id))

    def test_an_output_without_a_step_is_refused(self, store: Store) -> None:
        """Nobody could have logged anything about it."""
        with refused(store, InvalidArgumentError, "'model'"):
            store.apply(an_artifact("model", output="model"))


def _version(store: Store, version: RecordArtifact) -> tuple[str, int | None]:
    record = record_of(store, version)
    return record.version, record.number
