"""Which model version work belongs to."""

from __future__ import annotations

import threading

import pytest

from tallystick.errors import InvalidArgumentError, NotFoundError
from tallystick.plan.options import ModelSpec
from tallystick.records.commands import DefineModel, PromoteModel
from tallystick.records.models import Model, ModelVersion, Stage
from tallystick.records.references import Ref
from tallystick.tracking.model_versions import find_model_version, resolve_model


def churn(**fields):
    return ModelSpec(name="churn", **fields)


def model(world):
    return world.store.get(Model, Ref("churn")).record


class TestNew:
    def test_without_a_version_each_call_makes_one(self, session):
        first, second = (resolve_model(session, churn()) for _ in range(2))

        assert (first.number, first.name) == (1, "1")
        assert (second.number, second.name) == (2, "2")

    def test_a_name_is_made_once(self, session):
        first, again = (resolve_model(session, churn(version="v-one")) for _ in range(2))

        assert first == again
        assert (first.number, first.name) == (1, "v-one")

    def test_a_new_version_has_what_was_said(self, world, session):
        version = resolve_model(
            session, churn(version="v-one", description="who leaves", license="MIT", tags=("t",))
        )

        assert (version.tags, version.description) == (("t",), "who leaves")
        assert model(world).tags == ("t",)
        assert (model(world).details.license, model(world).details.description) == (
            "MIT",
            "who leaves",
        )

    def test_a_name_like_the_beginning_of_an_id_is_a_name(self, world, session):
        world.store.apply(session.command(DefineModel, name="other", tags=("o",)))
        other = world.store.get(Model, Ref("other")).record
        name = str(other.id)[:8]

        made = resolve_model(session, ModelSpec(name=name, version="v", tags=("t",)))

        assert made.model == name
        assert world.store.get(Model, Ref("other")).record == other

    @pytest.mark.parametrize("name", ["", "n" * 256])
    def test_a_name_that_cannot_be_one_makes_nothing(self, session, refused, name):
        with refused(InvalidArgumentError, "model version name"):
            resolve_model(session, churn(version=name))


class TestExisting:
    @pytest.mark.parametrize(
        "version",
        ["latest", Stage.LATEST, "production", Stage.PRODUCTION, 1, "1", "\u00b2", 7],
        ids=repr,
    )
    def test_what_must_exist_is_not_made(self, session, refused, version):
        with refused(NotFoundError, "There is no model 'churn'"):
            resolve_model(session, churn(version=version, tags=("t",)))

    @pytest.mark.parametrize("version", [0, 2, "2", "production"], ids=repr)
    def test_of_an_existing_model_neither(self, session, refused, version):
        resolve_model(session, churn())
        with refused(NotFoundError, "churn"):
            resolve_model(session, churn(version=version, license="MIT"))

    @pytest.mark.parametrize("version", ["first", 1, "1", "production", Stage.PRODUCTION], ids=repr)
    def test_every_way_to_name_one(self, world, session, version):
        first = world.model_version("churn", "first")
        world.model_version("churn", "second")
        world.store.apply(
            session.command(PromoteModel, model_version_id=first, stage=Stage.PRODUCTION)
        )

        assert resolve_model(session, churn(version=version)).id == first

    @pytest.mark.parametrize("version", ["latest", Stage.LATEST, 2], ids=repr)
    def test_the_newest(self, world, session, version):
        world.model_version("churn")
        newest = world.model_version("churn")

        assert resolve_model(session, churn(version=version)).id == newest

    def test_what_is_said_anew_is_recorded_once(self, world, session):
        world.model_version("churn", "v-one")
        spec = churn(version="v-one", license="MIT", tags=("t",))
        before = world.changes()

        for _ in range(3):
            resolve_model(session, spec)

        assert world.changes() == before + 1
        assert (model(world).details.license, model(world).tags) == ("MIT", ("t",))

    def test_saying_less_takes_nothing_back(self, world, session):
        resolve_model(session, churn(version="v-one", license="MIT", tags=("a",)))
        resolve_model(session, churn(version="v-one", audience="all", tags=("b",)))

        details = model(world).details
        assert (details.license, details.audience) == ("MIT", "all")
        assert model(world).tags == ("a", "b")


class TestFinding:
    def test_without_a_version_means_the_newest(self, world, session):
        world.model_version("churn")
        newest = world.model_version("churn")

        assert find_model_version(session, churn()).id == newest

    @pytest.mark.parametrize("version", [None, "v-one", 1, "production"], ids=repr)
    def test_makes_nothing(self, session, refused, version):
        with refused(NotFoundError, "There is no model 'churn'"):
            find_model_version(session, churn(version=version))


def test_all_who_ask_for_a_new_name_at_once_get_the_same(session):
    """Each looks before any makes it, as processes do that start together."""
    together = threading.Barrier(4)

    class Together:
        """A store in which everybody has looked before anybody writes."""

        def __init__(self, store):
            self._store, self._looked = store, threading.local()

        def get(self, kind, ref, *, metadata=True):
            try:
                return self._store.get(kind, ref, metadata=metadata)
            finally:
                if kind is ModelVersion and not hasattr(self._looked, "once"):
                    self._looked.once = True
                    together.wait(10)

        def __getattr__(self, name):
            return getattr(self._store, name)

    session._store = Together(session.store)
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(resolve_model(session, churn(version="v"))))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 4
    assert {version.id for version in found} == {found[0].id}
    assert found[0].number == 1
