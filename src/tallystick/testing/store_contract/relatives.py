"""Conditions on what is upstream and downstream."""

from __future__ import annotations

from itertools import product

import pytest

from tallystick.errors import InvalidQueryError
from tallystick.query.conditions import (
    EVERYTHING,
    All,
    Builtin,
    Compare,
    Condition,
    Direction,
    Metadata,
    Not,
    Op,
    Parameter,
    Related,
)
from tallystick.query.limits import DEEPEST
from tallystick.query.query import Query
from tallystick.records.commands import Command
from tallystick.records.models import Stage
from tallystick.records.targets import Kind, Target
from tallystick.store.base import Store
from tallystick.testing.commands import (
    Thing,
    a_model_version,
    a_run,
    a_step,
    an_artifact,
    delete,
    finish,
    link,
    log,
    promote,
    reuse,
    target,
)
from tallystick.testing.contract import Contract
from tallystick.testing.reading import find
from tallystick.testing.store_contract.refused import refused

UP, DOWN = Direction.UPSTREAM, Direction.DOWNSTREAM
RUN, STEP = Kind.RUN, Kind.STEP_RUN
VERSION, MODEL = Kind.ARTIFACT_VERSION, Kind.MODEL_VERSION

# Three runs, one after the other, and a model version of the second:
#   raw -> prepare -> data        data -> train -> forest -> judge -> score
#                                                  forest -> predict -> guesses
PREPARING, TRAINING, USING = a_run("preparing"), a_run("training"), a_run("using")
RAW = an_artifact("raw")
PREPARE = a_step(PREPARING, "prepare", inputs={"x": (RAW.artifact_version_id,)})
DATA = an_artifact("data", by=PREPARE)
TRAIN = a_step(TRAINING, "train", inputs={"x": (DATA.artifact_version_id,)})
FOREST = an_artifact("forest", by=TRAIN)
JUDGE = a_step(TRAINING, "judge", inputs={"x": (FOREST.artifact_version_id,)})
SCORE = an_artifact("score", by=JUDGE)
PREDICT = a_step(USING, "predict", inputs={"x": (FOREST.artifact_version_id,)})
GUESSES = an_artifact("guesses", by=PREDICT)
DATA_BEFORE = an_artifact("data")
BEST = a_model_version("classifier", "best")

NAMES: dict[Target, str] = {
    target(thing): name
    for thing, name in (
        (PREPARING, "preparing"),
        (TRAINING, "training"),
        (USING, "using"),
        (RAW, "raw"),
        (PREPARE, "prepare"),
        (DATA, "data"),
        (TRAIN, "train"),
        (FOREST, "forest"),
        (JUDGE, "judge"),
        (SCORE, "score"),
        (PREDICT, "predict"),
        (GUESSES, "guesses"),
        (BEST, "best"),
    )
}

GRAPH: list[Command] = [
    RAW,
    PREPARING,
    PREPARE,
    DATA,
    finish(PREPARE, outputs={"data": DATA}),
    TRAINING,
    TRAIN,
    FOREST,
    finish(TRAIN, outputs={"forest": FOREST}),
    JUDGE,
    SCORE,
    finish(JUDGE, outputs={"score": SCORE}),
    USING,
    PREDICT,
    GUESSES,
    finish(PREDICT, outputs={"guesses": GUESSES}),
    BEST,
    link(BEST, FOREST),
]

UPSTREAM: dict[str, str] = {
    "raw": "",
    "prepare": "raw",
    "preparing": "raw",
    "data": "raw prepare preparing",
    "train": "raw prepare preparing data",
    "training": "raw prepare preparing data forest best",
    "forest": "raw prepare preparing data train training",
    "judge": "raw prepare preparing data train forest best",
    "score": "raw prepare preparing data train training forest judge best",
    "predict": "raw prepare preparing data train training forest best",
    "using": "raw prepare preparing data train training forest best",
    "guesses": "raw prepare preparing data train training forest predict using best",
    "best": "raw prepare preparing data train training forest",
}
"""What is upstream of each. A run has upstream what one of its steps made and another one read."""


def about(thing: Thing) -> Compare:
    """That it is this thing."""
    return Compare(Builtin("id"), Op.EQ, (target(thing).id,))


def matching(store: Store, kind: Kind, where: Condition) -> set[str]:
    """The names of what matches."""
    found = find(store, kind, where)
    return {NAMES.get(Target(kind, record.id), str(record.id)) for record in found}


class RelativeRules(Contract):
    """Arrows lead from what was read to the step that read it, and on to what that wrote."""

    @pytest.mark.parametrize("goal", list(NAMES.values()))
    def test_what_is_upstream_is_found(self, store: Store, goal: str) -> None:
        """Of every kind, however far; a run stands for its steps."""
        store.apply(*GRAPH)
        thing = next(target for target, name in NAMES.items() if name == goal)

        for kind in (RUN, STEP, VERSION, MODEL):
            for relative, name in NAMES.items():
                if relative.kind is not kind:
                    continue
                where = Related(UP, kind, about(relative))
                found = goal in matching(store, thing.kind, where)
                assert found is (name in UPSTREAM[goal].split()), (name, goal)

    def test_downstream_is_the_opposite_of_upstream(self, store: Store) -> None:
        """For every two things."""
        store.apply(*GRAPH)

        for one, other in product(NAMES, NAMES):
            down = matching(store, one.kind, Related(DOWN, other.kind, about(other)))
            up = matching(store, other.kind, Related(UP, one.kind, about(one)))
            assert (NAMES[one] in down) is (NAMES[other] in up)

    def test_relatives_fulfil_conditions_of_their_own(self, store: Store) -> None:
        """On metadata, parameters, built-in fields and their own relatives."""
        store.apply(*GRAPH, log(RAW, {"license": "nc"}), log(TRAIN, {"loss": 0.5}))
        store.apply(promote(BEST, Stage.PRODUCTION), log(BEST, {"score": float("nan")}))
        raw = Related(UP, VERSION, Compare(Metadata("license"), Op.EQ, ("nc",)))

        assert matching(store, RUN, raw) == {"preparing", "training", "using"}
        assert matching(store, VERSION, raw) == {"data", "forest", "score", "guesses"}
        assert matching(store, MODEL, raw) == {"best"}
        assert matching(store, VERSION, Not(raw)) == {"raw"}
        good = Related(UP, STEP, Compare(Metadata("loss"), Op.LT, (0.9,)))
        assert matching(store, RUN, good) == {"using"}
        in_production = Compare(Builtin("stage"), Op.EQ, ("production",))
        assert matching(store, RUN, Related(UP, MODEL, in_production)) == {"training", "using"}
        assert matching(store, VERSION, Related(DOWN, MODEL, in_production)) == {
            "raw",
            "data",
            "forest",
        }
        both = All((in_production, Compare(Metadata("score"), Op.IS_NAN), raw))
        assert matching(store, VERSION, Related(UP, MODEL, both)) == {"score", "guesses"}
        assert matching(store, RUN, Related(UP, RUN, Related(UP, RUN, EVERYTHING))) == {"using"}
        assert matching(store, RUN, Related(UP, STEP, Compare(Parameter("x"), Op.EXISTS))) == set()

    def test_nothing_is_its_own_relative(self, store: Store) -> None:
        """Not even a version that a step read and wrote, nor a run of its own steps."""
        run = a_run("again")
        store.apply(run, RAW)
        step = a_step(run, inputs={"x": (RAW.artifact_version_id,)})
        store.apply(step, finish(step, outputs={"x": RAW}))

        assert matching(store, VERSION, Related(UP, VERSION, EVERYTHING)) == set()
        assert matching(store, STEP, Related(UP, STEP, EVERYTHING)) == set()
        assert matching(store, RUN, Related(UP, RUN, EVERYTHING)) == set()
        assert matching(store, STEP, Related(UP, RUN, EVERYTHING)) == set()
        assert matching(store, RUN, Related(DOWN, STEP, EVERYTHING)) == set()
        assert matching(store, VERSION, Related(UP, STEP, EVERYTHING)) == {"raw"}
        assert len(matching(store, RUN, Related(UP, VERSION, EVERYTHING))) == 1

    def test_each_of_two_in_a_circle_is_a_relative_of_the_other(self, store: Store) -> None:
        """Which of them one begins with does not matter."""
        run = a_run("round")
        store.apply(run, RAW, DATA_BEFORE)
        there = a_step(run, "there", inputs={"x": (RAW.artifact_version_id,)})
        back = a_step(run, "back", inputs={"x": (DATA_BEFORE.artifact_version_id,)})
        store.apply(there, back)
        store.apply(finish(there, outputs={"x": DATA_BEFORE}), finish(back, outputs={"x": RAW}))

        for direction in Direction:
            for kind in (VERSION, STEP):
                assert len(matching(store, kind, Related(direction, kind, EVERYTHING))) == 2

    def test_a_cached_step_counts_as_if_it_had_run(self, store: Store) -> None:
        """It read its inputs, and has the outputs that it took over."""
        again = a_run("again")
        step = a_step(again, "train", inputs={"x": (DATA.artifact_version_id,)})
        store.apply(*GRAPH, again, step, reuse(step, TRAIN, outputs={"forest": FOREST}))

        up = Related(UP, RUN, about(again))

        assert matching(store, VERSION, up) == {"forest", "score", "guesses"}
        assert matching(store, RUN, up) == {"training", "using"}
        assert len(matching(store, RUN, Related(UP, VERSION, about(RAW)))) == 4

    def test_what_is_deleted_joins_nothing(self, store: Store) -> None:
        """Neither versions nor runs."""
        store.apply(*GRAPH, delete(DATA))

        assert matching(store, RUN, Related(UP, VERSION, about(RAW))) == {"preparing"}

        store.apply(delete(TRAINING))
        assert matching(store, RUN, Related(UP, VERSION, EVERYTHING)) == {"preparing", "using"}
        assert matching(store, VERSION, Related(UP, STEP, about(TRAIN))) == set()

    def test_a_model_version_has_what_is_linked_to_it_upstream(self, store: Store) -> None:
        """Versions and runs, also runs without steps; and what says that it is of it."""
        lonely, saying = a_run("lonely"), a_run("saying", model_version_id=BEST.model_version_id)
        step = a_step(USING, "more", model_version_id=BEST.model_version_id)
        store.apply(BEST, RAW, lonely, saying, USING, step, link(BEST, RAW, lonely))

        assert matching(store, MODEL, Related(UP, RUN, about(lonely))) == {"best"}
        assert matching(store, MODEL, Related(UP, RUN, about(saying))) == {"best"}
        assert matching(store, MODEL, Related(UP, STEP, about(step))) == {"best"}
        assert matching(store, MODEL, Related(UP, VERSION, about(RAW))) == {"best"}
        assert len(matching(store, RUN, Related(DOWN, MODEL, EVERYTHING))) == 3

        store.apply(link(BEST, RAW, lonely, remove=True))
        assert matching(store, VERSION, Related(DOWN, MODEL, EVERYTHING)) == set()
        assert len(matching(store, RUN, Related(DOWN, MODEL, EVERYTHING))) == 2

    def test_projects_do_not_end_lineage(self, store: Store) -> None:
        """Data of one project that another one reads is upstream, with its own metadata."""
        shared = an_artifact("shared", project="data")
        run = a_run("here")
        step = a_step(run, inputs={"x": (shared.artifact_version_id,)})
        store.apply(shared, log(shared, {"license": "nc"}), run, log(run, {"other": 1}), step)
        nc = Compare(Metadata("license"), Op.EQ, ("nc",))
        named = Compare(Builtin("name"), Op.EQ, ("shared",))

        for where in (nc, named, All((nc, named))):
            assert len(matching(store, RUN, Related(UP, VERSION, where))) == 1
            assert len(matching(store, RUN, Not(Related(UP, VERSION, where)))) == 0

    def test_only_current_values_of_relatives_count(self, store: Store) -> None:
        """As everywhere."""
        store.apply(*GRAPH, log(RAW, {"license": "nc"}), log(RAW, {"license": "mit"}))

        nc = Compare(Metadata("license"), Op.EQ, ("nc",))

        assert matching(store, RUN, Related(UP, VERSION, nc)) == set()

    @pytest.mark.parametrize("kind", [Kind.PIPELINE, Kind.ARTIFACT, Kind.MODEL])
    def test_lines_of_things_have_no_lineage(self, store: Store, kind: Kind) -> None:
        """Neither as what is asked of, nor as what is asked for."""
        for asked, relative in ((kind, RUN), (RUN, kind)):
            with refused(store, InvalidQueryError, kind.words, "upstream"):
                store.find(Query(kind=asked, where=Related(UP, relative, EVERYTHING)))

    def test_conditions_on_relatives_are_checked(self, store: Store) -> None:
        """As fields of the relatives' kind, and no deeper than databases have room for."""
        unknown = Compare(Builtin("nmae"), Op.EXISTS)
        with refused(store, InvalidQueryError, "artifact version", "'nmae'", "'name'"):
            store.find(Query(kind=RUN, where=Related(UP, VERSION, unknown)))

        deep: Condition = EVERYTHING
        for _ in range(DEEPEST // 4):
            deep = Related(UP, RUN, deep)
        with refused(store, InvalidQueryError, str(DEEPEST)):
            store.find(Query(kind=RUN, where=deep))
