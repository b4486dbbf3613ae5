"""From what a person typed to the one thing meant."""

from __future__ import annotations

from uuid import UUID

import msgspec
import pytest

from tallystick.errors import AmbiguousReferenceError, InvalidArgumentError, NotFoundError
from tallystick.records.artifacts import Artifact
from tallystick.records.commands import StartRun
from tallystick.records.ids import new_id
from tallystick.records.models import Model
from tallystick.records.pipelines import Pipeline
from tallystick.records.reading import RECORDS, Record
from tallystick.records.references import Ref
from tallystick.records.runs import Run
from tallystick.records.steps import StepRun
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
    target,
)
from tallystick.testing.contract import Contract
from tallystick.testing.reading import find, record_of
from tallystick.testing.store_contract.refused import refused


def with_id(beginning: str, name: str) -> StartRun:
    """A run whose id begins so."""
    text = beginning + str(new_id()).replace("-", "")[len(beginning) :]
    return a_run(name, run_id=UUID(text))


def meant(store: Store, kind: type[Record], text: str, **fields: object) -> object:
    """The id of what `text` names."""
    return store.get(kind, Ref(text, **fields)).record.id  # type: ignore[arg-type]  # for short


RUN, VERSION = a_run("nightly"), an_artifact()
MADE = (a_pipeline(), RUN, a_step(RUN), VERSION, a_model(), a_model_version())
EVERY_KIND: list[Thing] = [*MADE, artifact_of(VERSION)]


class ReferenceRules(Contract):
    """The exact id, then the exact name, then the beginning of an id, then that of a name."""

    @pytest.mark.parametrize("thing", EVERY_KIND, ids=lambda thing: target(thing).kind.value)
    def test_a_thing_is_got_by_its_id(self, store: Store, thing: Thing) -> None:
        """Written in any usual way."""
        store.apply(*MADE)
        where = target(thing)

        for text in (str(where.id), str(where.id).upper(), where.id.hex):
            assert meant(store, RECORDS[where.kind], text) == where.id

    @pytest.mark.parametrize("thing", EVERY_KIND, ids=lambda thing: target(thing).kind.value)
    def test_a_thing_is_got_by_the_beginning_of_its_id(self, store: Store, thing: Thing) -> None:
        """If nothing else of its kind begins so."""
        store.apply(*MADE)
        where = target(thing)

        for text in (str(where.id)[:-1], str(where.id)[:4], str(where.id)[:9].upper()):
            assert meant(store, RECORDS[where.kind], text) == where.id

    @pytest.mark.parametrize(
        ("kind", "made"),
        [
            (Pipeline, a_pipeline("name")),
            (Run, a_run("name")),
            (Artifact, an_artifact("name")),
            (Model, a_model("name")),
        ],
    )
    def test_a_thing_is_got_by_its_name(
        self, store: Store, kind: type[Record], made: object
    ) -> None:
        """The whole of it, as it is written."""
        store.apply(made)  # type: ignore[arg-type]  # commands all

        assert find(store, kind) == [store.get(kind, Ref("name")).record]
        with refused(store, NotFoundError, "'Name'", "Did you mean 'name'?"):
            store.get(kind, Ref("Name"))

    def test_runs_and_pipelines_are_got_by_the_beginning_of_their_name(self, store: Store) -> None:
        """If it is that of one alone."""
        run = a_run("nightly-2026", pipeline="training")
        store.apply(run, a_run("weekly", pipeline="other"))

        assert meant(store, Run, "nightly-2") == run.run_id
        assert meant(store, Pipeline, "train") == record_of(store, run).pipeline_id

    def test_artifacts_and_models_are_not_got_by_the_beginning_of_their_name(
        self, store: Store
    ) -> None:
        """Their names are typed in code and mean one thing."""
        store.apply(an_artifact("dataset"), a_model("classifier"))

        with refused(store, NotFoundError, "'datase'", "'dataset'"):
            store.get(Artifact, Ref("datase"))
        with refused(store, NotFoundError, "'classifie'", "'classifier'"):
            store.get(Model, Ref("classifie"))

    def test_beginnings_of_names_can_be_switched_off(self, store: Store) -> None:
        """Then only those of ids count."""
        run = with_id("abcdef", "nightly-2026")
        store.apply(run)

        assert meant(store, Run, "abcdef", prefixes=False) == run.run_id
        with refused(store, NotFoundError, "'nightly'"):
            store.get(Run, Ref("nightly", prefixes=False))

    def test_an_exact_name_beats_beginnings(self, store: Store) -> None:
        """Of names and of ids."""
        exact = a_run("abcd")
        store.apply(a_run("abcd-1"), exact, with_id("abcd", "other"), a_run("abcd-2"))

        assert meant(store, Run, "abcd") == exact.run_id

    def test_an_exact_id_beats_a_name(self, store: Store) -> None:
        """Even if a run is called so."""
        run = a_run()
        store.apply(a_run(str(run.run_id)), run)

        assert meant(store, Run, str(run.run_id)) == run.run_id

    def test_a_beginning_of_an_id_beats_that_of_a_name(self, store: Store) -> None:
        """The order is the same for everyone."""
        by_id = with_id("feed", "other")
        store.apply(a_run("feed-the-cat"), by_id)

        assert meant(store, Run, "feed") == by_id.run_id

    def test_a_beginning_of_several_is_ambiguous(self, store: Store) -> None:
        """The error lists them, by name and id."""
        runs = [a_run("nightly-1"), a_run("nightly-2")]
        store.apply(*runs, a_run("weekly"))

        with refused(store, AmbiguousReferenceError, "'nightly'", "nightly-1", "nightly-2") as (
            caught
        ):
            store.get(Run, Ref("nightly"))

        assert set(caught.value.facts["candidates"]) == {run.run_id for run in runs}  # type: ignore[call-overload]  # facts are objects
        assert "weekly" not in str(caught.value)

    def test_a_beginning_of_several_ids_is_ambiguous(self, store: Store) -> None:
        """Whatever their names; in the order of ids."""
        runs = sorted([with_id("abcd", "a"), with_id("abcd", "b")], key=lambda run: run.run_id)
        store.apply(*runs)

        with refused(store, AmbiguousReferenceError, "'abcd'", str(runs[0].run_id)) as caught:
            store.get(Run, Ref("abcd"))

        assert caught.value.facts["candidates"] == tuple(run.run_id for run in runs)

    def test_many_candidates_are_not_all_listed(self, store: Store) -> None:
        """Ten are enough to see what is meant."""
        store.apply(*(a_run(f"nightly-{number:02}") for number in range(30)))

        with refused(store, AmbiguousReferenceError, "and more") as caught:
            store.get(Run, Ref("nightly"))

        assert len(caught.value.facts["candidates"]) == 10  # type: ignore[arg-type]  # facts are objects

    def test_short_beginnings_of_ids_name_nothing(self, store: Store) -> None:
        """They would match by accident."""
        store.apply(with_id("abc", "nightly"))

        with refused(store, NotFoundError, "'abc'"):
            store.get(Run, Ref("abc"))

    @pytest.mark.parametrize(
        "text", ["night_y", "night%", "%", "_", "[n]ightly", "night*", "NIGHT"]
    )
    def test_beginnings_are_plain_text(self, store: Store, text: str) -> None:
        """No character of them has a meaning, and case counts."""
        store.apply(a_run("nightly"))

        with refused(store, NotFoundError):
            store.get(Run, Ref(text))

    def test_odd_beginnings_are_found(self, store: Store) -> None:
        """As they are written."""
        names = ["50%-off", "a_b", "[x]", "it's", "\N{SNOWMAN}man", "back\\slash"]
        runs = [a_run(name) for name in names]
        store.apply(*runs, a_run("50x-off"), a_run("axb"))

        found = [meant(store, Run, name[:3]) for name in names]

        assert found == [run.run_id for run in runs]

    @pytest.mark.parametrize("text", ["", " ", "no such", "\N{SNOWMAN}", "a\0b", "f" * 32, "-" * 9])
    @pytest.mark.parametrize("thing", EVERY_KIND, ids=lambda thing: target(thing).kind.value)
    def test_what_names_nothing_is_an_error(self, store: Store, thing: Thing, text: str) -> None:
        """On a store with something in it."""
        store.apply(*MADE)

        with refused(store, NotFoundError, repr(text)):
            store.get(RECORDS[target(thing).kind], Ref(text))

    @pytest.mark.parametrize("field", ["text", "run", "version", "project"])
    @pytest.mark.parametrize("thing", EVERY_KIND, ids=lambda thing: target(thing).kind.value)
    def test_references_that_utf_8_cannot_hold_are_refused(
        self, store: Store, thing: Thing, field: str
    ) -> None:
        """Nothing is called so."""
        store.apply(*MADE)
        ref = msgspec.structs.replace(Ref("nightly"), **{field: "\ud800"})

        with refused(store, InvalidArgumentError, "surrogate"):
            store.get(RECORDS[target(thing).kind], ref)

    def test_an_id_of_another_kind_names_nothing(self, store: Store) -> None:
        """A run is not a step run."""
        store.apply(RUN)

        with refused(store, NotFoundError, "step run", str(RUN.run_id)):
            store.get(StepRun, Ref.to(RUN.run_id))

    def test_unknown_names_are_answered_with_close_ones(self, store: Store) -> None:
        """And with what there is."""
        store.apply(a_run("evaluation"), a_run("training"))

        with refused(store, NotFoundError, "'trianing'", "Did you mean 'training'?", "evaluation"):
            store.get(Run, Ref("trianing"))

    def test_a_step_run_is_got_by_name_and_run(self, store: Store) -> None:
        """The run is named in any of its ways."""
        run, other = a_run("nightly-1"), a_run("weekly")
        step, namesake = a_step(run, "train"), a_step(other, "train")
        store.apply(run, other, step, namesake)

        for text in (str(run.run_id), "nightly-1", "night"):
            assert meant(store, StepRun, "train", run=text) == step.step_run_id

    def test_the_last_attempt_of_a_step_is_meant(self, store: Store) -> None:
        """The one that was applied last."""
        run = a_run()
        first, second = a_step(run, "train"), a_step(run, "train", attempt=2)
        store.apply(run, first, second, a_step(run, "evaluate"))

        assert meant(store, StepRun, "train", run=run.name) == second.step_run_id

    def test_a_step_run_is_got_by_id_and_run(self, store: Store) -> None:
        """If it is of that run."""
        run, other = a_run(), a_run()
        step = a_step(run)
        store.apply(run, other, step)
        id = step.step_run_id

        assert meant(store, StepRun, id.hex, run=run.name) == id
        with refused(store, NotFoundError, str(id), repr(other.name)):
            store.get(StepRun, Ref(str(id), run=other.name))

    def test_an_unknown_step_of_a_run_is_answered_with_its_steps(self, store: Store) -> None:
        """Each name once."""
        run = a_run("nightly")
        store.apply(run, a_step(run, "train"), a_step(run, "train"), a_step(run, "load"))

        with refused(
            store, NotFoundError, "'nightly'", "'trian'", "mean 'train'?", "Known: load, train."
        ):
            store.get(StepRun, Ref("trian", run="nightly"))

    def test_a_step_of_an_unknown_run_is_an_error(self, store: Store) -> None:
        """About the run."""
        store.apply(a_run("nightly"))

        with refused(store, NotFoundError, "run 'nihgtly'", "'nightly'"):
            store.get(StepRun, Ref("train", run="nihgtly"))

    def test_a_step_name_without_a_run_is_an_error_that_says_so(self, store: Store) -> None:
        """Many runs have a step of that name."""
        run = a_run()
        store.apply(run, a_step(run, "train"))

        with refused(store, NotFoundError, "'train'", "its name and its run"):
            store.get(StepRun, Ref("train"))
