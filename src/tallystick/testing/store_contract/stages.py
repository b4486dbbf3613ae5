"""Stages of model versions."""

from __future__ import annotations

import pytest

from tallystick.errors import InvalidArgumentError, NotFoundError, StageTakenError
from tallystick.records.models import Stage
from tallystick.store.base import Store
from tallystick.testing.commands import a_model_version, delete, promote
from tallystick.testing.contract import Contract
from tallystick.testing.reading import record_of
from tallystick.testing.store_contract.refused import refused

HELD_BY_ONE = [Stage.STAGING, Stage.PRODUCTION]


class StageRules(Contract):
    """At most one version of a model is in staging, and one in production."""

    @pytest.mark.parametrize("stage", [*HELD_BY_ONE, Stage.ARCHIVED, Stage.NONE])
    def test_a_version_is_promoted_to_a_stage(self, store: Store, stage: Stage) -> None:
        """Promoting it again changes nothing."""
        version = a_model_version()

        store.apply(version, promote(version, stage), promote(version, stage))

        assert record_of(store, version).stage is stage

    @pytest.mark.parametrize("stage", HELD_BY_ONE)
    def test_a_stage_that_is_held_is_refused(self, store: Store, stage: Stage) -> None:
        """The error names the holder and the way out."""
        first, second = a_model_version(), a_model_version(name="better")
        store.apply(first, second, promote(first, stage))

        with refused(store, StageTakenError, "'1'", "'classifier'", "force=True") as caught:
            store.apply(promote(second, stage))

        assert caught.value.facts == {"holder": first.model_version_id, "stage": stage}

    @pytest.mark.parametrize("stage", HELD_BY_ONE)
    def test_force_archives_the_holder(self, store: Store, stage: Stage) -> None:
        """The stage has one holder still."""
        first, second = a_model_version(), a_model_version()
        store.apply(first, second, promote(first, stage))

        store.apply(promote(second, stage, force=True))

        assert record_of(store, first).stage is Stage.ARCHIVED
        assert record_of(store, second).stage is stage

    def test_force_takes_what_nobody_holds(self, store: Store) -> None:
        """And does no harm to the one that holds it already."""
        version = a_model_version()
        store.apply(version)

        store.apply(*(promote(version, Stage.PRODUCTION, force=True) for _ in range(2)))

        assert record_of(store, version).stage is Stage.PRODUCTION

    def test_a_version_leaves_one_stage_for_another(self, store: Store) -> None:
        """The stage it left is free."""
        first, second = a_model_version(), a_model_version()
        store.apply(first, second, promote(first, Stage.STAGING))

        store.apply(promote(first, Stage.PRODUCTION), promote(second, Stage.STAGING))

        assert record_of(store, first).stage is Stage.PRODUCTION
        assert record_of(store, second).stage is Stage.STAGING

    def test_a_demoted_version_stands_in_no_stage(self, store: Store) -> None:
        """Its stage is free."""
        first, second = a_model_version(), a_model_version()
        store.apply(first, second, promote(first, Stage.PRODUCTION))

        store.apply(promote(first, Stage.NONE), promote(second, Stage.PRODUCTION))

        assert record_of(store, first).stage is Stage.NONE
        assert record_of(store, second).stage is Stage.PRODUCTION

    def test_a_deleted_holder_frees_its_stage(self, store: Store) -> None:
        """No force is needed."""
        first, second = a_model_version(), a_model_version()

        store.apply(first, second, promote(first, Stage.PRODUCTION), delete(first))
        store.apply(promote(second, Stage.PRODUCTION))

        assert record_of(store, second).stage is Stage.PRODUCTION

    def test_stages_are_held_per_model(self, store: Store) -> None:
        """Each model has one in production."""
        one, other = a_model_version("one"), a_model_version("other")

        store.apply(one, other, *(promote(each, Stage.PRODUCTION) for each in (one, other)))

        assert record_of(store, one).stage is record_of(store, other).stage is Stage.PRODUCTION

    @pytest.mark.parametrize("stage", [Stage.ARCHIVED, Stage.NONE])
    def test_several_versions_may_be_archived_or_in_none(self, store: Store, stage: Stage) -> None:
        """Only staging and production are held by one."""
        versions = [a_model_version() for _ in range(3)]

        store.apply(*versions, *(promote(version, stage) for version in versions))

        assert {record_of(store, version).stage for version in versions} == {stage}

    def test_latest_is_no_stage_to_stand_in(self, store: Store) -> None:
        """It is the newest version by itself."""
        version = a_model_version()
        store.apply(version)

        with refused(store, InvalidArgumentError, "'latest'"):
            store.apply(promote(version, Stage.LATEST))

    def test_an_unknown_version_is_not_promoted(self, store: Store) -> None:
        """The error names it."""
        version = a_model_version()

        with refused(store, NotFoundError, str(version.model_version_id)):
            store.apply(promote(version, Stage.STAGING))
