"""Pipelines come to be when they are first named."""

from __future__ import annotations

from tallystick.records.pipelines import Pipeline
from tallystick.store.base import Store
from tallystick.testing.commands import a_pipeline, a_run
from tallystick.testing.contract import Contract
from tallystick.testing.reading import find, record_of


class PipelineRules(Contract):
    """Named lines of runs."""

    def test_a_run_brings_its_pipeline(self, store: Store) -> None:
        """A pipeline that nobody defined comes to be with its first run."""
        run = a_run(pipeline="training")

        store.apply(run, a_run(pipeline="training"))

        (pipeline,) = find(store, Pipeline)
        assert pipeline == Pipeline(
            id=record_of(store, run).pipeline_id,
            project="default",
            name="training",
            created_at=run.at,
        )

    def test_defining_a_pipeline_again_adds_to_it(self, store: Store) -> None:
        """A description replaces, tags are added, what is left out stays."""
        first = a_pipeline(description="old", tags=("a", "b"))
        store.apply(first)

        store.apply(a_pipeline(description="new", tags=("c", "a")), a_pipeline())

        assert record_of(store, first) == Pipeline(
            id=record_of(store, first).id,
            project="default",
            name="training",
            created_at=first.at,
            description="new",
            tags=("a", "b", "c"),
        )

    def test_an_empty_description_takes_it_away(self, store: Store) -> None:
        """Only None leaves what was said."""
        pipeline = a_pipeline(description="old")
        store.apply(pipeline)

        store.apply(a_pipeline(description=""))

        assert record_of(store, pipeline).description == ""
