"""Which version of an artifact or model is meant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tallystick.errors import InvalidArgumentError, NotFoundError
from tallystick.records.artifacts import ArtifactVersion
from tallystick.records.commands import CreateModelVersion, RecordArtifact
from tallystick.records.models import ModelVersion, Stage
from tallystick.records.reading import Record
from tallystick.records.references import Ref
from tallystick.store.base import Store
from tallystick.testing.commands import (
    a_model,
    a_model_version,
    an_artifact,
    artifact_of,
    moment,
    promote,
    target,
    update,
)
from tallystick.testing.contract import Contract
from tallystick.testing.store_contract.references import meant
from tallystick.testing.store_contract.refused import refused

Versioned = tuple[type[Record], Callable[..., RecordArtifact | CreateModelVersion]]

BOTH: list[Versioned] = [
    (ArtifactVersion, lambda artifact, **f: an_artifact(artifact, **_artifact_fields(f))),
    (ModelVersion, a_model_version),
]


def _artifact_fields(fields: dict[str, Any]) -> dict[str, Any]:
    return {"version" if key == "name" else key: value for key, value in fields.items()}


def _word(kind: type[Record]) -> str:
    """What versions of this kind are versions of."""
    return "artifact" if kind is ArtifactVersion else "model"


class VersionReferenceRules(Contract):
    """By name, number, id or stage; the newest where none is chosen."""

    @pytest.mark.parametrize(("kind", "made"), BOTH)
    def test_without_a_version_the_newest_is_meant(
        self, store: Store, kind: type[Record], made: Any
    ) -> None:
        """By the time of creation."""
        first, newest, late = (made("x", at=moment(seconds)) for seconds in (1, 9, 5))
        store.apply(first, newest, late, made("other", at=moment(10)))

        assert meant(store, kind, "x") == target(newest).id

    @pytest.mark.parametrize(("kind", "made"), BOTH)
    def test_of_equally_new_versions_the_last_recorded_is_meant(
        self, store: Store, kind: type[Record], made: Any
    ) -> None:
        """Changing another one does not make that newer."""
        first, second, last = (made("x", at=moment(5)) for _ in range(3))
        store.apply(first, second, last, update(first, name="renamed"))

        assert meant(store, kind, "x") == target(last).id

    @pytest.mark.parametrize(("kind", "made"), BOTH)
    def test_a_version_is_chosen_by_name_number_or_id(
        self, store: Store, kind: type[Record], made: Any
    ) -> None:
        """A number may be written as text."""
        first, named, third = made("x"), made("x", name="best"), made("x")
        store.apply(first, named, third, made("y"))

        assert meant(store, kind, "x", version="1") == target(first).id
        assert meant(store, kind, "x", version=1) == target(first).id
        assert meant(store, kind, "x", version="best") == target(named).id
        assert meant(store, kind, "x", version=str(target(third).id)) == target(third).id

    @pytest.mark.parametrize(("kind", "made"), BOTH)
    def test_the_parent_may_be_named_by_its_id(
        self, store: Store, kind: type[Record], made: Any
    ) -> None:
        """The whole of it."""
        first, second = made("x"), made("x")
        store.apply(first, second)
        parent = getattr(store.get(kind, Ref.to(target(first).id)).record, f"{_word(kind)}_id")

        assert meant(store, kind, str(parent)) == target(second).id
        assert meant(store, kind, str(parent), version=1) == target(first).id

    @pytest.mark.parametrize(("kind", "made"), BOTH)
    def test_with_an_id_of_a_version_nothing_else_is_chosen(
        self, store: Store, kind: type[Record], made: Any
    ) -> None:
        """An id says all there is to say."""
        first, second = made("x"), made("x")
        store.apply(first, second)

        assert meant(store, kind, str(target(first).id), version="2") == target(first).id

    @pytest.mark.parametrize(("kind", "made"), BOTH)
    def test_a_name_beats_the_beginning_of_an_id(
        self, store: Store, kind: type[Record], made: Any
    ) -> None:
        """Also if the artifact or model is called as an id begins."""
        version = made("x")
        beginning = str(target(version).id)[:8]
        other = made(beginning)
        store.apply(version, other)

        assert meant(store, kind, beginning) == target(other).id

    @pytest.mark.parametrize(("kind", "made"), BOTH)
    def test_a_version_of_a_beginning_of_an_id_is_an_error(
        self, store: Store, kind: type[Record], made: Any
    ) -> None:
        """A beginning names one version; it has none to choose from."""
        version = made("x")
        store.apply(version)

        with refused(store, NotFoundError, _word(kind)):
            store.get(kind, Ref(str(target(version).id)[:12], version="1"))

    @pytest.mark.parametrize(("kind", "made"), BOTH)
    def test_an_unknown_version_is_answered_with_those_there_are(
        self, store: Store, kind: type[Record], made: Any
    ) -> None:
        """By name; whether it was asked for by name, number or id."""
        other = made("other")
        store.apply(made("x"), made("x", name="final"), other)

        with refused(
            store,
            NotFoundError,
            f"{_word(kind)} 'x'",
            "'finale'",
            "mean 'final'?",
            "Known: 1, final.",
        ):
            store.get(kind, Ref("x", version="finale"))
        for version in (7, "7", 0, -1, 2**70, "9" * 30, "", str(target(other).id)):
            with refused(store, NotFoundError, f"{_word(kind)} 'x'", "final"):
                store.get(kind, Ref("x", version=version))

    @pytest.mark.parametrize(("kind", "made"), BOTH)
    def test_an_unknown_name_is_answered_with_those_there_are(
        self, store: Store, kind: type[Record], made: Any
    ) -> None:
        """Of artifacts or models, not of versions."""
        store.apply(made("forest"), made("tree"))

        for version in (None, 1, "latest"):
            with refused(store, NotFoundError, f"{_word(kind)} 'forst'", "mean 'forest'?", "tree"):
                store.get(kind, Ref("forst", version=version))

    @pytest.mark.parametrize(("kind", "made"), BOTH)
    @pytest.mark.parametrize("version", [True, 1.0, ("1",)])
    def test_what_cannot_choose_a_version_is_refused(
        self, store: Store, kind: type[Record], made: Any, version: Any
    ) -> None:
        """True is not the first version."""
        store.apply(made("x"))

        with refused(store, InvalidArgumentError, repr(version)):
            store.get(kind, Ref("x", version=version))

    def test_a_model_without_versions_has_no_newest(self, store: Store) -> None:
        """The error names it."""
        store.apply(a_model("x"))

        for version in (None, "latest", Stage.LATEST):
            with refused(store, NotFoundError, "model 'x' has no version"):
                store.get(ModelVersion, Ref("x", version=version))

    def test_a_named_model_version_has_a_number_too(self, store: Store) -> None:
        """Which is asked for as a number or as text."""
        version = a_model_version("x", name="best")
        store.apply(version)

        for number in (1, "1"):
            assert meant(store, ModelVersion, "x", version=number) == target(version).id

    @pytest.mark.parametrize("stage", [Stage.STAGING, Stage.PRODUCTION, Stage.ARCHIVED])
    def test_a_model_version_is_chosen_by_stage(self, store: Store, stage: Stage) -> None:
        """As a stage or as text."""
        version, newer = a_model_version("x"), a_model_version("x")
        store.apply(version, newer, promote(version, stage))

        assert meant(store, ModelVersion, "x", version=stage) == target(version).id
        assert meant(store, ModelVersion, "x", version=stage.value) == target(version).id

    @pytest.mark.parametrize("stage", [Stage.ARCHIVED, Stage.NONE])
    def test_of_several_in_a_stage_the_highest_number_is_meant(
        self, store: Store, stage: Stage
    ) -> None:
        """Whenever they came there."""
        versions = [a_model_version("x", at=moment(9 - number)) for number in range(3)]
        store.apply(*versions, *(promote(version, stage) for version in reversed(versions)))

        assert meant(store, ModelVersion, "x", version=stage) == target(versions[-1]).id

    def test_the_latest_model_version_is_the_newest(self, store: Store) -> None:
        """In whatever stage."""
        newest, late = a_model_version("x", at=moment(9)), a_model_version("x", at=moment(5))
        store.apply(newest, late, promote(late, Stage.PRODUCTION))

        assert meant(store, ModelVersion, "x", version="latest") == target(newest).id

    def test_an_empty_stage_is_an_error(self, store: Store) -> None:
        """It names the stage and the versions there are."""
        store.apply(a_model_version("x"), a_model_version("x", name="best"))

        with refused(store, NotFoundError, "model 'x'", "'production'", "best"):
            store.get(ModelVersion, Ref("x", version=Stage.PRODUCTION))

    @pytest.mark.parametrize("name", ["latest", "production"])
    def test_stages_mean_nothing_to_artifacts(self, store: Store, name: str) -> None:
        """They are names like any other."""
        version = an_artifact("x", version=name)
        store.apply(version, an_artifact("x"), an_artifact("y"))

        assert meant(store, ArtifactVersion, "x", version=name) == target(version).id
        with refused(store, NotFoundError, "artifact 'y'", repr(name)):
            store.get(ArtifactVersion, Ref("y", version=name))

    def test_a_renamed_artifact_is_got_by_its_new_name(self, store: Store) -> None:
        """And no more by the old one."""
        version = an_artifact("old")
        store.apply(version, update(artifact_of(version), name="new"))

        assert meant(store, ArtifactVersion, "new") == target(version).id
        with refused(store, NotFoundError, "'old'"):
            store.get(ArtifactVersion, Ref("old"))
