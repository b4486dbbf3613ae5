"""Projects are apart: what is said in one changes nothing in another."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tallystick.errors import InvalidArgumentError, NotFoundError
from tallystick.query.query import Query
from tallystick.records.commands import Command
from tallystick.records.models import Stage
from tallystick.records.references import Ref
from tallystick.records.runs import Run
from tallystick.records.targets import Kind
from tallystick.store.base import Store
from tallystick.testing.commands import (
    a_model_version,
    a_pipeline,
    a_run,
    a_step,
    an_artifact,
    artifact_of,
    delete,
    finish,
    link,
    log,
    promote,
    reuse,
    tag,
    target,
    update,
)
from tallystick.testing.contract import Contract
from tallystick.testing.reading import record_of
from tallystick.testing.store_contract.refused import refused

HERE, THERE = "here", "there"

VERSION, RUN, ARTIFACT = (
    a_model_version(project=THERE),
    a_run(project=THERE),
    an_artifact(project=THERE),
)
STEP = a_step(RUN)
OWN_VERSION, OWN_RUN = a_model_version(project=HERE), a_run(project=HERE)
OWN_STEP, OWN_OTHER = a_step(OWN_RUN), a_step(OWN_RUN, "other")

REACHING_OUT: dict[str, Callable[[], Command]] = {
    "start a run with a model version": lambda: a_run(
        project=HERE, model_version_id=VERSION.model_version_id
    ),
    "finish a run": lambda: finish(RUN, project=HERE),
    "start a step of a run": lambda: a_step(RUN, project=HERE),
    "start a step with a model version": lambda: a_step(
        OWN_RUN, model_version_id=VERSION.model_version_id
    ),
    "finish a step": lambda: finish(STEP, project=HERE),
    "finish a step with outputs": lambda: finish(OWN_STEP, outputs={"x": ARTIFACT}),
    "reuse a step": lambda: reuse(OWN_STEP, STEP),
    "record an output of a step": lambda: an_artifact(by=STEP, project=HERE),
    "record a product of a run": lambda: an_artifact(producer_run_id=RUN.run_id, project=HERE),
    "link to a model version": lambda: link(VERSION, OWN_RUN, project=HERE),
    "link a run": lambda: link(OWN_VERSION, RUN),
    "link an artifact": lambda: link(OWN_VERSION, ARTIFACT),
    "promote": lambda: promote(VERSION, Stage.STAGING, project=HERE),
    "log": lambda: log((OWN_RUN, RUN), {"a": 1}),
    "log about an output": lambda: log(STEP, {"a": 1}, output="x", project=HERE),
    "tag": lambda: tag((OWN_RUN, RUN), "a"),
    "rename": lambda: update(artifact_of(ARTIFACT), name="b", project=HERE),
    "delete": lambda: delete(RUN, project=HERE),
}


class ProjectRules(Contract):
    """Each project has names, numbers and things of its own."""

    def test_names_are_unique_within_a_project(self, store: Store) -> None:
        """Two projects have runs, pipelines and artifacts of one name, under ids of their own."""
        here, there = (a_run("nightly", project=project) for project in (HERE, THERE))

        store.apply(here, there)

        assert record_of(store, here).name == record_of(store, there).name == "nightly"
        assert record_of(store, here).pipeline_id != record_of(store, there).pipeline_id

    def test_versions_are_numbered_within_a_project(self, store: Store) -> None:
        """An artifact of that name in another project is another artifact."""
        versions = [an_artifact("data", project=project) for project in (HERE, THERE, HERE)]

        store.apply(*versions)

        assert [record_of(store, version).version for version in versions] == ["1", "1", "2"]

    def test_a_query_finds_things_of_its_project(self, store: Store) -> None:
        """And counts only those."""
        here, there = a_run(project=HERE), a_run(project=THERE)
        store.apply(here, there)

        page = store.find(Query(kind=Kind.RUN, project=HERE))

        assert [item.record.id for item in page.items] == [here.run_id]
        assert page.total == 1
        assert store.find(Query(kind=Kind.RUN)).total == 0

    def test_names_and_beginnings_are_looked_for_in_the_project(self, store: Store) -> None:
        """What another project has is not found, nor does it make a beginning ambiguous."""
        here, there = a_run("nightly-1", project=HERE), a_run("nightly-2", project=THERE)
        store.apply(here, there)

        assert store.get(Run, Ref("nightly", project=HERE)).record.id == here.run_id
        with refused(store, NotFoundError, "'nightly-2'", "'here'"):
            store.get(Run, Ref("nightly-2", project=HERE))

    def test_whole_ids_name_things_of_every_project(self, store: Store) -> None:
        """They are unique everywhere."""
        run = a_run(project=THERE)
        store.apply(run)

        assert store.get(Run, Ref.to(run.run_id)).record.id == run.run_id

    def test_projects_are_those_that_have_something(self, store: Store) -> None:
        """By name, each once, as long as there is a pipeline, artifact or model in it."""
        assert store.projects() == ()

        store.apply(a_run(project="b"), an_artifact(project="b"), an_artifact(project="a"))
        store.apply(a_model_version(project="ä"))
        assert store.projects() == ("a", "b", "ä")

        store.apply(delete(a_pipeline(project="b")))
        assert store.projects() == ("a", "b", "ä")
        store.apply(delete(artifact_of(an_artifact(project="a")), project="a"))
        assert store.projects() == ("b", "ä")

    @pytest.mark.parametrize("what", REACHING_OUT)
    def test_a_command_does_not_reach_into_another_project(self, store: Store, what: str) -> None:
        """Who may write to one project must not change another by way of an id."""
        store.apply(VERSION, RUN, ARTIFACT, STEP, finish(STEP))
        store.apply(OWN_VERSION, OWN_RUN, OWN_STEP, OWN_OTHER)

        with refused(store, InvalidArgumentError, "'there'", "'here'"):
            store.apply(REACHING_OUT[what]())

    def test_a_step_may_read_an_artifact_of_another_project(self, store: Store) -> None:
        """Reading changes nothing there, and the lineage crosses the border."""
        artifact, run = an_artifact(project=THERE), a_run(project=HERE)
        step = a_step(run, inputs={"x": (artifact.artifact_version_id,)})

        store.apply(artifact, run, step)

        lineage = store.lineage(target(step), upstream=1)
        assert [version.project for version in lineage.artifact_versions] == [THERE]

    def test_deleting_a_pipeline_leaves_that_of_the_other_project(self, store: Store) -> None:
        """Though they have one name."""
        here, there = (a_run(project=project) for project in (HERE, THERE))
        store.apply(here, there)

        store.apply(delete(a_pipeline(project=HERE)))

        assert store.find(Query(kind=Kind.RUN, project=HERE)).total == 0
        assert store.find(Query(kind=Kind.RUN, project=THERE)).total == 1
