"""Models, their versions and what is linked to them."""

from __future__ import annotations

import pytest

from tallystick.errors import EntityExistsError, InvalidArgumentError, NotFoundError
from tallystick.query.conditions import Builtin, Compare, Op
from tallystick.records.artifacts import ArtifactVersion
from tallystick.records.commands import CreateModelVersion
from tallystick.records.models import Model, ModelDetails, ModelVersion, Stage
from tallystick.records.reading import Record
from tallystick.records.runs import Run
from tallystick.store.base import Store
from tallystick.testing.commands import (
    a_model,
    a_model_version,
    a_run,
    a_step,
    an_artifact,
    delete,
    link,
    target,
    update,
)
from tallystick.testing.contract import Contract
from tallystick.testing.reading import find, record_of
from tallystick.testing.store_contract.refused import refused


def linked(store: Store, kind: type[Record], version: CreateModelVersion) -> list[object]:
    """The ids of what is linked to a model version."""
    belongs = Compare(Builtin("model_version_id"), Op.HAS, (version.model_version_id,))
    return [record.id for record in find(store, kind, belongs)]


class ModelRules(Contract):
    """Named lines of versions that collect artifacts and runs."""

    def test_a_model_holds_what_was_said_about_it(self, store: Store) -> None:
        """Every detail comes back."""
        details = ModelDetails(
            license="MIT",
            description="d",
            audience="a",
            use_cases="u",
            limitations="l",
            trade_offs="t",
            ethics="e",
        )
        model = a_model(details=details, tags=("b", "a"))

        store.apply(model)

        record = record_of(store, model)
        assert record == Model(
            id=record.id,
            project="default",
            name="classifier",
            created_at=model.at,
            details=details,
            tags=("b", "a"),
            last_number=0,
        )

    def test_defining_a_model_again_adds_to_it(self, store: Store) -> None:
        """Details given replace those it had, the others stay; tags are added."""
        model = a_model(details=ModelDetails(license="MIT", ethics="none"), tags=("a",))
        store.apply(model)

        store.apply(a_model(details=ModelDetails(license="BSD"), tags=("b", "a")))

        record = record_of(store, model)
        assert record.details == ModelDetails(license="BSD", ethics="none")
        assert record.tags == ("a", "b")
        assert record.created_at == model.at

    def test_a_model_comes_to_be_with_its_first_version(self, store: Store) -> None:
        """Without anything said about it."""
        version = a_model_version("classifier", description="first", tags=("a", "a"))

        store.apply(version)

        (model,) = find(store, Model)
        assert (model.name, model.created_at, model.last_number) == ("classifier", version.at, 1)
        assert record_of(store, version) == ModelVersion(
            id=version.model_version_id,
            project="default",
            model_id=model.id,
            model="classifier",
            number=1,
            name="1",
            created_at=version.at,
            stage=Stage.NONE,
            description="first",
            tags=("a",),
        )

    def test_every_model_version_has_a_number(self, store: Store) -> None:
        """Also one with a name of its own."""
        versions = [a_model_version(), a_model_version(name="best"), a_model_version()]

        store.apply(*versions)

        found = [(v.number, v.name) for v in (record_of(store, each) for each in versions)]
        assert found == [(1, "1"), (2, "best"), (3, "3")]

    def test_deleting_a_model_version_does_not_free_its_number(self, store: Store) -> None:
        """A number means one version for ever."""
        first, second, third = a_model_version(), a_model_version(), a_model_version()
        store.apply(first, second)

        store.apply(delete(second), third)

        assert record_of(store, third).number == 3

    @pytest.mark.parametrize("name", ["7", "0", "\N{SUPERSCRIPT TWO}", "latest", "production"])
    def test_names_that_mean_something_else_are_refused(self, store: Store, name: str) -> None:
        """Numbers are given by the store, and stages are ways to ask."""
        version = a_model_version()
        store.apply(version)

        with refused(store, InvalidArgumentError, repr(name)):
            store.apply(a_model_version(name=name))
        with refused(store, InvalidArgumentError, repr(name)):
            store.apply(update(version, name=name))

    def test_a_name_of_a_model_version_is_given_once(self, store: Store) -> None:
        """Within its model."""
        first, second = a_model_version(name="best"), a_model_version()
        store.apply(first, second, a_model_version("other", name="best"))

        with refused(store, EntityExistsError, "'classifier'", "'best'"):
            store.apply(a_model_version(name="best"))
        with refused(store, EntityExistsError, "'classifier'", "'best'"):
            store.apply(update(second, name="best"))

    def test_an_id_of_a_model_version_that_exists_is_refused(self, store: Store) -> None:
        """Nor does a new model come to be."""
        version = a_model_version()
        store.apply(version)

        with refused(store, EntityExistsError, str(version.model_version_id)):
            store.apply(a_model_version("new", model_version_id=version.model_version_id))

    def test_a_renamed_model_version_keeps_its_number(self, store: Store) -> None:
        """And may take it as its name again."""
        version = a_model_version()
        store.apply(version, update(version, name="best"))
        renamed = record_of(store, version)

        store.apply(update(version, name="1"))

        assert (renamed.name, renamed.number) == ("best", 1)
        assert (record_of(store, version).name, record_of(store, version).number) == ("1", 1)

    def test_a_renamed_model_keeps_its_versions(self, store: Store) -> None:
        """They carry the new name."""
        model, version = a_model("old"), a_model_version("old")
        store.apply(model, version)

        store.apply(update(model, name="new"))

        assert record_of(store, model).name == "new"
        assert record_of(store, version).model == "new"
        assert record_of(store, version).model_id == record_of(store, model).id

    def test_descriptions_and_details_can_be_changed(self, store: Store) -> None:
        """A model's description is one of its details."""
        model, version = a_model(details=ModelDetails(license="MIT")), a_model_version()
        store.apply(model, version)

        store.apply(
            update(model, description="new", details=ModelDetails(ethics="none")),
            update(version, description="better"),
        )

        details = ModelDetails(license="MIT", description="new", ethics="none")
        assert record_of(store, model).details == details
        assert record_of(store, version).description == "better"

    def test_artifacts_and_runs_are_linked_to_a_model_version(self, store: Store) -> None:
        """Linking again changes nothing."""
        version, run, model = a_model_version(), a_run(), an_artifact("model")
        store.apply(version, run, model, an_artifact("other"), a_run())

        store.apply(link(version, model, run), link(version, model))

        assert linked(store, ArtifactVersion, version) == [model.artifact_version_id]
        assert linked(store, Run, version) == [run.run_id]

    def test_what_belongs_to_several_model_versions_at_once(self, store: Store) -> None:
        """Artifact versions and runs of each; nothing for what no model version is called."""
        first, second, empty = a_model_version(), a_model_version(), a_model_version()
        own, run = a_run(model_version_id=first.model_version_id), a_run()
        one, other = an_artifact("model"), an_artifact("model")
        store.apply(first, second, empty, own, run, one, other)
        store.apply(link(first, other, one, run), link(second, one), link(first, own, remove=True))
        ids = [version.model_version_id for version in (second, empty, first, second)]

        links = store.links([*ids, run.run_id])

        assert links == {
            second.model_version_id: (target(one),),
            empty.model_version_id: (),
            first.model_version_id: tuple(
                sorted([target(one), target(other), target(own), target(run)])
            ),
            run.run_id: (),
        }
        assert store.links([]) == {}

    def test_a_link_can_be_removed(self, store: Store) -> None:
        """Removing what is not linked changes nothing."""
        version, run, model = a_model_version(), a_run(), an_artifact("model")
        store.apply(version, run, model, link(version, model, run))

        store.apply(link(version, model, remove=True), link(version, model, remove=True))

        assert linked(store, ArtifactVersion, version) == []
        assert linked(store, Run, version) == [run.run_id]

    def test_one_artifact_may_belong_to_several_model_versions(self, store: Store) -> None:
        """Links are many to many."""
        first, second, model = a_model_version(), a_model_version(), an_artifact("model")

        store.apply(first, second, model, link(first, model), link(second, model))

        assert linked(store, ArtifactVersion, first) == [model.artifact_version_id]
        assert linked(store, ArtifactVersion, second) == [model.artifact_version_id]

    def test_a_run_belongs_to_its_model_version_and_those_of_its_steps(self, store: Store) -> None:
        """Without being linked by hand."""
        first, second = a_model_version(), a_model_version()
        run = a_run(model_version_id=first.model_version_id)
        step = a_step(run, model_version_id=second.model_version_id)

        store.apply(first, second, run, step)

        assert linked(store, Run, first) == [run.run_id]
        assert linked(store, Run, second) == [run.run_id]

    def test_a_run_always_belongs_to_its_own_model_version(self, store: Store) -> None:
        """It was run with it, which cannot be undone."""
        version = a_model_version()
        run = a_run(model_version_id=version.model_version_id)
        store.apply(version, run)

        store.apply(link(version, run, remove=True))

        assert linked(store, Run, version) == [run.run_id]

    def test_links_of_unknown_things_are_refused(self, store: Store) -> None:
        """Also where they are to be removed, and the known ones of the call are not linked."""
        version, run, model = a_model_version(), a_run(), an_artifact("model")
        store.apply(version, run)

        for remove in (False, True):
            with refused(store, NotFoundError, str(model.artifact_version_id)):
                store.apply(link(version, run, model, remove=remove))
        with refused(store, NotFoundError, "model version"):
            store.apply(link(a_model_version(), run))
