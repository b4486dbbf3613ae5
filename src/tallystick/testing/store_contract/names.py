"""Names, and the ids that follow from them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tallystick.errors import EntityExistsError, InvalidArgumentError
from tallystick.records.artifacts import Artifact
from tallystick.records.commands import Command
from tallystick.records.ids import derived_id
from tallystick.records.models import Model, ModelDetails
from tallystick.records.pipelines import Pipeline
from tallystick.records.reading import KINDS, Record, target_of
from tallystick.store.base import Store
from tallystick.testing.commands import (
    Thing,
    a_model,
    a_model_version,
    a_pipeline,
    a_run,
    a_step,
    an_artifact,
    artifact_of,
    delete,
    update,
)
from tallystick.testing.contract import Contract
from tallystick.testing.reading import find, record_of
from tallystick.testing.store_contract.refused import refused

NAMED: list[tuple[type[Record], Callable[[str], Command]]] = [
    (Pipeline, a_pipeline),
    (Artifact, an_artifact),
    (Model, a_model),
]

RUN = a_run()
EXISTING = an_artifact("existing")

NAMING: dict[str, Callable[[str], Command]] = {
    "pipeline": a_pipeline,
    "run's pipeline": lambda name: a_run(pipeline=name),
    "run": a_run,
    "step": lambda name: a_step(RUN, name),
    "artifact": an_artifact,
    "artifact version": lambda name: an_artifact(version=name),
    "model": a_model,
    "version's model": a_model_version,
    "model version": lambda name: a_model_version(name=name),
    "tag": lambda name: a_run(tags=(name,)),
    "project": lambda name: a_pipeline(project=name),
    "renamed artifact": lambda name: update(artifact_of(EXISTING), name=name),
    "renamed version": lambda name: update(EXISTING, name=name),
}


class NameRules(Contract):
    """What things may be called, and what follows from it."""

    @pytest.mark.parametrize(("kind", "named"), NAMED)
    def test_named_things_have_the_same_id_in_every_store(
        self, store: Store, kind: type[Record], named: Callable[[str], Command]
    ) -> None:
        """It is derived from project, kind and name."""
        store.apply(named("name"))

        (record,) = find(store, kind)
        assert record.id == derived_id("default", KINDS[kind], "name")

    @pytest.mark.parametrize(("kind", "named"), NAMED)
    def test_names_heed_case_and_space(
        self, store: Store, kind: type[Record], named: Callable[[str], Command]
    ) -> None:
        """Names are compared as they are written."""
        names = ["name", "Name", "name ", "NAME", "n\N{LATIN SMALL LETTER A WITH DIAERESIS}me"]

        store.apply(*map(named, names))

        assert [record.name for record in find(store, kind)] == names

    @pytest.mark.parametrize(("kind", "named"), NAMED)
    def test_a_deleted_name_begins_anew(
        self, store: Store, kind: type[Record], named: Callable[[str], Command]
    ) -> None:
        """Under the id that belongs to the name."""
        store.apply(named("name"))
        (old,) = find(store, kind)

        store.apply(delete(target_of(old)), named("name"))

        (new,) = find(store, kind)
        assert new.id == old.id
        assert new.created_at > old.created_at

    def test_a_name_that_is_taken_is_refused(self, store: Store) -> None:
        """By another of the kind; a thing may keep its own."""
        version = an_artifact("a")
        store.apply(version, an_artifact("b"), a_model("b"), a_model("c"))
        store.apply(update(artifact_of(version), name="a"))

        with refused(store, EntityExistsError, "'b'", "artifact"):
            store.apply(update(artifact_of(version), name="b"))
        with refused(store, EntityExistsError, "'c'", "model"):
            store.apply(update(a_model("b"), name="c"))

    def test_an_artifact_and_a_model_may_have_one_name(self, store: Store) -> None:
        """Names are unique per kind."""
        store.apply(a_pipeline("name"), a_run("name"), an_artifact("name"), a_model("name"))

        store.apply(update(a_model("name"), name="other"), an_artifact("other"))

        assert [artifact.name for artifact in find(store, Artifact)] == ["name", "other"]

    @pytest.mark.parametrize("what", NAMING)
    @pytest.mark.parametrize("name", ["", "x" * 256, "a\0b"])
    def test_names_that_cannot_be_are_refused(self, store: Store, what: str, name: str) -> None:
        """Empty ones, and those that not every database can hold."""
        store.apply(RUN, EXISTING)

        with refused(store, InvalidArgumentError, "name"):
            store.apply(NAMING[what](name))

    @pytest.mark.parametrize("what", NAMING)
    def test_names_that_utf_8_cannot_hold_are_refused(self, store: Store, what: str) -> None:
        """Nobody could write or send them."""
        store.apply(RUN, EXISTING)

        with refused(store, InvalidArgumentError, "surrogate"):
            store.apply(NAMING[what]("\ud800"))

    @pytest.mark.parametrize("what", NAMING)
    @pytest.mark.parametrize("name", ["x" * 255, "a::b/c", "'; --", '"%_', "\N{SNOWMAN}", " "])
    def test_names_may_be_any_other_text(self, store: Store, what: str, name: str) -> None:
        """Also the odd ones."""
        store.apply(RUN, EXISTING)

        store.apply(NAMING[what](name))

    def test_runs_steps_and_pipelines_keep_their_names(self, store: Store) -> None:
        """The error says which kind it is."""
        run, pipeline = a_run(), a_pipeline()
        step = a_step(run)
        store.apply(run, pipeline, step)

        words: dict[str, Thing] = {"run": run, "pipeline": pipeline, "step run": step}
        for word, thing in words.items():
            with refused(store, InvalidArgumentError, f"A {word} keeps its name"):
                store.apply(update(thing, name="other"))

    def test_descriptions_and_details_are_for_kinds_that_have_them(self, store: Store) -> None:
        """On others the error says so."""
        run, version, pipeline = a_run(), an_artifact(), a_pipeline()
        step = a_step(run)
        store.apply(run, version, pipeline, step)

        store.apply(
            update(pipeline, description="p"), update(artifact_of(version), description="a")
        )

        assert record_of(store, pipeline).description == "p"
        assert record_of(store, artifact_of(version)).description == "a"
        for thing in (run, step, version):
            with refused(store, InvalidArgumentError, "has no description"):
                store.apply(update(thing, description="d"))
            with refused(store, InvalidArgumentError, "details"):
                store.apply(update(thing, details=ModelDetails(license="MIT")))
