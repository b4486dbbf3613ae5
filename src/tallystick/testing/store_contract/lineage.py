"""What was made from what."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from tallystick.errors import InvalidArgumentError, NotFoundError
from tallystick.records.commands import Command
from tallystick.records.reading import Edge, Lineage
from tallystick.records.targets import Kind, Target
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
    finish,
    moment,
    reuse,
    target,
)
from tallystick.testing.contract import Contract
from tallystick.testing.store_contract.refused import refused

# raw -> load -> data -> train -> model -> evaluate -> report
#                data -----------------> evaluate
RUN = a_run()
RAW = an_artifact("raw")
LOAD = a_step(RUN, "load", inputs={"file": (RAW.artifact_version_id,)})
DATA = an_artifact("data", by=LOAD)
TRAIN = a_step(RUN, "train", inputs={"x": (DATA.artifact_version_id,)})
MODEL = an_artifact("model", by=TRAIN)
EVALUATE = a_step(
    RUN,
    "evaluate",
    inputs={"model": (MODEL.artifact_version_id,), "data": (DATA.artifact_version_id,)},
)
REPORT = an_artifact("report", by=EVALUATE)

GRAPH: list[Command] = [
    RUN,
    RAW,
    LOAD,
    DATA,
    finish(LOAD, outputs={"data": DATA}),
    TRAIN,
    MODEL,
    finish(TRAIN, outputs={"model": MODEL}),
    EVALUATE,
    REPORT,
    finish(EVALUATE, outputs={"report": REPORT}),
    an_artifact("unrelated"),
]

WHOLE_GRAPH = (
    "raw load data train model evaluate report | raw>load load>data data>train train>model "
    "data>evaluate model>evaluate evaluate>report"
)

WALKS: list[tuple[Thing, int, int, str]] = [
    (MODEL, 0, 0, "model"),
    (MODEL, 1, 0, "train model | train>model"),
    (MODEL, 2, 0, "data train model | data>train train>model"),
    (MODEL, 3, 0, "load data train model | load>data data>train train>model"),
    (MODEL, 4, 0, "raw load data train model | raw>load load>data data>train train>model"),
    (MODEL, 99, 0, "raw load data train model | raw>load load>data data>train train>model"),
    (MODEL, 0, 1, "model evaluate | model>evaluate"),
    (MODEL, 0, 9, "model evaluate report | model>evaluate evaluate>report"),
    (MODEL, 1, 1, "train model evaluate | train>model model>evaluate"),
    (TRAIN, 1, 1, "data train model | data>train train>model"),
    (EVALUATE, 1, 0, "data model evaluate | data>evaluate model>evaluate"),
    (
        EVALUATE,
        2,
        0,
        "load data train model evaluate | load>data train>model data>evaluate model>evaluate",
    ),
    (REPORT, 99, 99, WHOLE_GRAPH),
    (
        DATA,
        0,
        2,
        "data train model evaluate report | data>train train>model data>evaluate evaluate>report",
    ),
    (RAW, 5, 0, "raw"),
    (RUN, 0, 0, "load train evaluate"),
    (
        RUN,
        1,
        0,
        "raw load data train model evaluate | raw>load data>train data>evaluate model>evaluate",
    ),
    (
        RUN,
        0,
        1,
        "load data train model evaluate report | load>data train>model evaluate>report",
    ),
]
"""Where to begin, depths up and down, and the nodes and edges of the answer."""


def drawn(lineage: Lineage) -> tuple[list[str], list[str]]:
    """Names of nodes, and edges in the direction of time, in no order."""
    steps = {step.id: step.name for step in lineage.step_runs}
    artifacts = {version.id: version.artifact for version in lineage.artifact_versions}
    edges = [
        f"{artifacts[edge.artifact_version_id]}>{steps[edge.step_run_id]}"
        if edge.role == "input"
        else f"{steps[edge.step_run_id]}>{artifacts[edge.artifact_version_id]}"
        for edge in lineage.edges
    ]
    return sorted([*steps.values(), *artifacts.values()]), sorted(edges)


def _ids(things: Iterable[Thing]) -> list[object]:
    return [target(thing).id for thing in things]


class LineageRules(Contract):
    """The graph of step runs and artifact versions around one of them."""

    @pytest.mark.parametrize(
        ("start", "upstream", "downstream", "expected"), WALKS, ids=range(len(WALKS))
    )
    def test_lineage_goes_so_many_edges_in_each_direction(
        self, store: Store, start: Thing, upstream: int, downstream: int, expected: str
    ) -> None:
        """Upstream never turns down again, nor downstream up; a run counts as its steps."""
        store.apply(*GRAPH)

        lineage = store.lineage(target(start), upstream=upstream, downstream=downstream)

        nodes, _, edges = expected.partition(" | ")
        assert drawn(lineage) == (sorted(nodes.split()), sorted(edges.split()))

    def test_nodes_are_in_order_of_creation_and_edges_of_their_fields(self, store: Store) -> None:
        """Every store answers the same."""
        store.apply(*GRAPH)

        lineage = store.lineage(target(REPORT), upstream=99)

        assert [step.id for step in lineage.step_runs] == _ids([LOAD, TRAIN, EVALUATE])
        assert [v.id for v in lineage.artifact_versions] == _ids([RAW, DATA, MODEL, REPORT])
        assert list(lineage.edges) == sorted(lineage.edges)

    def test_nodes_of_one_moment_are_in_order_of_their_ids(self, store: Store) -> None:
        """Ties are broken as in queries."""
        run = a_run()
        inputs = [an_artifact(str(number), at=moment(0)) for number in range(6)]
        step = a_step(run, inputs={"x": tuple(each.artifact_version_id for each in inputs)})
        store.apply(run, *inputs, step)

        lineage = store.lineage(target(step), upstream=1)

        assert [v.id for v in lineage.artifact_versions] == sorted(
            each.artifact_version_id for each in inputs
        )

    def test_edges_have_the_name_of_the_input_or_output(self, store: Store) -> None:
        """One artifact version may be read under several names, and written by a reader."""
        run, data = a_run(), an_artifact()
        id = data.artifact_version_id
        step = a_step(run, inputs={"y": (id,), "x": (id, id)})
        store.apply(data, run, step, finish(step, outputs={"same": data}))

        lineage = store.lineage(target(step), upstream=1, downstream=1)

        assert lineage.edges == (
            Edge(step.step_run_id, id, "input", "x"),
            Edge(step.step_run_id, id, "input", "y"),
            Edge(step.step_run_id, id, "output", "same"),
        )

    def test_a_circle_is_walked_once(self, store: Store) -> None:
        """A step that writes what it read leads back to itself."""
        run, data = a_run(), an_artifact()
        step = a_step(run, inputs={"x": (data.artifact_version_id,)})
        store.apply(data, run, step, finish(step, outputs={"y": data}))

        lineage = store.lineage(target(data), upstream=1_000_000, downstream=1_000_000)

        assert (len(lineage.step_runs), len(lineage.artifact_versions)) == (1, 1)

    def test_an_output_has_the_executed_and_the_cached_step_before_it(self, store: Store) -> None:
        """Both of them gave it out."""
        run, again = a_run(), a_run()
        step, cached = a_step(run, "executed"), a_step(again, "cached")
        model = an_artifact("model", by=step)
        outputs = {"model": model}
        store.apply(run, again, step, cached, model, finish(step, outputs=outputs))
        store.apply(reuse(cached, step, outputs=outputs))

        lineage = store.lineage(target(model), upstream=1)

        assert drawn(lineage) == (
            ["cached", "executed", "model"],
            ["cached>model", "executed>model"],
        )

    def test_a_producer_without_outputs_is_not_in_the_lineage(self, store: Store) -> None:
        """A step that failed gave nothing out, even if something of it was stored."""
        run = a_run()
        step = a_step(run)
        model = an_artifact("model", by=step)
        store.apply(run, step, model)

        assert store.lineage(target(model), upstream=1).step_runs == ()

    @pytest.mark.parametrize(
        "thing",
        [a_pipeline(), a_model(), a_model_version(), artifact_of(RAW)],
        ids=lambda thing: target(thing).kind.value,
    )
    def test_other_kinds_have_no_lineage(self, store: Store, thing: Thing) -> None:
        """The error says which have."""
        if not isinstance(thing, Target):
            store.apply(thing)

        with refused(store, InvalidArgumentError, "not of a", "runs"):
            store.lineage(target(thing))

    @pytest.mark.parametrize("kind", [Kind.RUN, Kind.STEP_RUN, Kind.ARTIFACT_VERSION])
    def test_an_unknown_thing_has_no_lineage(self, store: Store, kind: Kind) -> None:
        """The error names it."""
        id = a_run().run_id

        with refused(store, NotFoundError, kind.replace("_", " "), str(id)):
            store.lineage(Target(kind, id))

    @pytest.mark.parametrize("depths", [{"upstream": -1}, {"downstream": -1}])
    def test_a_negative_depth_is_refused(self, store: Store, depths: dict[str, int]) -> None:
        """It means nothing."""
        store.apply(RUN)

        with refused(store, InvalidArgumentError, "-1"):
            store.lineage(target(RUN), **depths)
