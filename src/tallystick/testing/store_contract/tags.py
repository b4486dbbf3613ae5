"""Tags are added and removed."""

from __future__ import annotations

import pytest

from tallystick.errors import InvalidArgumentError, NotFoundError
from tallystick.store.base import Store
from tallystick.testing.commands import (
    Made,
    a_model,
    a_model_version,
    a_pipeline,
    a_run,
    a_step,
    an_artifact,
    artifact_of,
    tag,
    target,
)
from tallystick.testing.contract import Contract
from tallystick.testing.reading import record_of
from tallystick.testing.store_contract.refused import refused


class TagRules(Contract):
    """A few short texts on a thing, each once, in the order in which they came."""

    @pytest.mark.parametrize(
        "thing",
        [a_pipeline(), a_run(), an_artifact(), a_model(), a_model_version()],
        ids=lambda thing: target(thing).kind.value,
    )
    def test_tags_are_added_and_removed(self, store: Store, thing: Made) -> None:
        """On every kind that has them."""
        store.apply(thing, tag(thing, "b", "a", "c"))

        store.apply(tag(thing, "d", "a", remove=("b", "unknown")))

        assert record_of(store, thing).tags == ("a", "c", "d")

    def test_several_things_are_tagged_at_once(self, store: Store) -> None:
        """An artifact and a version of it, for example."""
        version = an_artifact()
        store.apply(version)

        store.apply(tag((version, artifact_of(version)), "seen"))

        assert record_of(store, version).tags == ("seen",)
        assert record_of(store, artifact_of(version)).tags == ("seen",)

    def test_a_tag_that_was_removed_comes_last_when_it_is_added_again(self, store: Store) -> None:
        """Its former place is forgotten."""
        run = a_run(tags=("a", "b"))

        store.apply(run, tag(run, remove=("a",)), tag(run, "a"))

        assert record_of(store, run).tags == ("b", "a")

    def test_a_tag_to_be_added_and_removed_is_refused(self, store: Store) -> None:
        """The command contradicts itself."""
        run = a_run(tags=("b",))
        store.apply(run)

        with refused(store, InvalidArgumentError, "'a'"):
            store.apply(tag(run, "c", "a", remove=("b", "a")))

    def test_step_runs_have_no_tags(self, store: Store) -> None:
        """The run has, and it does not get them if the call names the step, too."""
        run = a_run()
        step = a_step(run)
        store.apply(run, step)

        with refused(store, InvalidArgumentError, "Step runs have no tags"):
            store.apply(tag((run, step), "a"))

    def test_unknown_things_are_not_tagged(self, store: Store) -> None:
        """Nor are the known ones of the call."""
        run, unknown = a_run(), a_run()
        store.apply(run)

        with refused(store, NotFoundError, str(unknown.run_id)):
            store.apply(tag((run, unknown), "a"))
