"""The state as it was recorded at a number of the journal or at a time."""

from __future__ import annotations

from typing import Any

from tallystick.errors import (
    AmbiguousReferenceError,
    NotFoundError,
)
from tallystick.query.conditions import Builtin, Compare, Metadata, Op
from tallystick.query.query import Query, Sort
from tallystick.records.artifacts import Artifact, ArtifactVersion
from tallystick.records.models import ModelVersion, Stage
from tallystick.records.references import Ref
from tallystick.records.runs import Run, Status
from tallystick.records.targets import Kind
from tallystick.store.base import Store
from tallystick.store.past import PastStore
from tallystick.testing.commands import (
    a_model,
    a_model_version,
    a_run,
    a_step,
    an_artifact,
    artifact_of,
    delete,
    finish,
    link,
    log,
    moment,
    promote,
    reuse,
    tag,
    target,
    update,
)
from tallystick.testing.contents import contents
from tallystick.testing.contract import Contract
from tallystick.testing.reading import (
    current_values,
    find,
    is_there,
    past_values,
    record_of,
    snapshot_of,
)
from tallystick.testing.store_contract.models import linked
from tallystick.testing.store_contract.refused import refused


def told(store: Store, *commands: Any) -> Store:
    """The store as it was right after it was told this."""
    return PastStore(store, store.apply(*commands)[-1])


class PastRules(Contract):
    """What was recorded by then, of things that are still there."""

    def test_values_are_those_of_then(self, store: Store) -> None:
        """In snapshots, searches, orders and histories."""
        run, other = a_run(), a_run()
        empty = told(store, run, other, log(other, {"a": 2}))
        once = told(store, log(run, {"a": 1, "b": 1}))
        twice = told(store, log(run, {"a": 3}))

        by_a = (Sort(Metadata("a"), descending=True),)
        assert [current_values(then, run) for then in (empty, once, twice)] == [
            {},
            {"a": 1, "b": 1},
            {"a": 3, "b": 1},
        ]
        assert [past_values(then, run, "a") for then in (empty, once, twice)] == [[], [1], [1, 3]]
        for then, order in ((empty, [other, run]), (once, [other, run]), (twice, [run, other])):
            assert [r.id for r in find(then, Run, sort=by_a)] == [each.run_id for each in order]
        is_one = Compare(Metadata("a"), Op.EQ, (1,))
        assert [len(find(then, Run, is_one)) for then in (empty, once, twice)] == [0, 1, 0]
        has_b = Compare(Metadata("b"), Op.EXISTS)
        assert [len(find(then, Run, has_b)) for then in (empty, once, twice)] == [0, 1, 1]

    def test_what_is_said_later_about_before_was_not_known_then(self, store: Store) -> None:
        """The times of commands say when something was; they come when they come."""
        run = a_run()
        first = told(store, run, log(run, {"a": "second"}, at=moment(2)))
        late = told(store, log(run, {"a": "first", "b": 0}, at=moment(1)))

        assert current_values(first, run) == {"a": "second"}
        assert past_values(first, run, "a") == ["second"]
        assert current_values(late, run) == {"a": "second", "b": 0}
        assert past_values(late, run, "a") == ["first", "second"]

    def test_keys_stand_in_the_order_of_then(self, store: Store) -> None:
        """The order in which they were first logged."""
        run = a_run()
        then = told(store, run, log(run, {"b": 1}), log(run, {"a": 1}))
        store.apply(log(run, {"c": 1, "b": 2, "a": 2}))

        assert list(current_values(then, run)) == ["b", "a"]

    def test_records_are_those_of_then(self, store: Store) -> None:
        """With status, tags, and what people called them."""
        run = a_run("nightly")
        running = told(store, run)
        tagged = told(store, tag(run, "x"))
        ended = told(store, finish(run), tag(run, "y"))

        assert [record_of(then, run).status for then in (running, ended)] == [
            Status.RUNNING,
            Status.COMPLETED,
        ]
        assert record_of(running, run).ended_at is None
        assert [record_of(then, run).tags for then in (running, tagged, ended)] == [
            (),
            ("x",),
            ("x", "y"),
        ]
        is_running = Compare(Builtin("status"), Op.EQ, ("running",))
        has_x = Compare(Builtin("tags"), Op.HAS, ("x",))
        assert [len(find(then, Run, is_running)) for then in (running, tagged, ended)] == [1, 1, 0]
        assert [len(find(then, Run, has_x)) for then in (running, tagged, ended)] == [0, 1, 1]

    def test_what_came_later_is_not_there(self, store: Store) -> None:
        """By no way of asking."""
        before = told(store, a_run("nightly-1"))
        run = a_run("nightly-2")
        store.apply(run, log(run, {"a": 1}))

        assert [r.name for r in find(before, Run)] == ["nightly-1"]
        assert not is_there(before, run)
        with refused(store, NotFoundError, str(run.run_id)):
            before.history(target(run), "a")
        with refused(store, NotFoundError, "'nightly-1'"):
            before.get(Run, Ref("nightly-2"))
        assert before.get(Run, Ref("nightly", prefixes=True)).record.name == "nightly-1"
        with refused(store, AmbiguousReferenceError):
            store.get(Run, Ref("nightly", prefixes=True))

    def test_what_was_deleted_stays_deleted(self, store: Store) -> None:
        """Also where another thing has its name by now."""
        run, kept = a_run("nightly"), a_run("kept")
        first = an_artifact("dataset", version="1")
        then = told(store, run, kept, first, log((run, kept, first), {"a": 1}))
        later = told(store, delete(run), delete(artifact_of(first)), a_run("nightly"))
        again = an_artifact("dataset", version="2")
        store.apply(again)

        assert [r.name for r in find(then, Run)] == ["kept"]
        assert find(then, Artifact) == find(then, ArtifactVersion) == []
        assert not is_there(then, artifact_of(first))
        assert [r.name for r in find(later, Run)] == ["kept", "nightly"]
        assert is_there(store, artifact_of(again))

    def test_things_are_found_under_the_names_they_had(self, store: Store) -> None:
        """Names, versions and stages of then mean what they meant."""
        version, other = a_model_version("old", name="a"), a_model_version("old", name="b")
        before = told(store, version, other, promote(version, Stage.PRODUCTION))
        after = told(
            store,
            promote(other, Stage.PRODUCTION, force=True),
            update(version, name="c"),
            update(version, description="better"),
            update(a_model("old"), name="new"),
        )

        def meant(then: Store, text: str, version: str) -> ModelVersion:
            return then.get(ModelVersion, Ref(text, version=version)).record

        assert meant(before, "old", "production").id == version.model_version_id
        assert meant(after, "new", "production").id == other.model_version_id
        assert meant(before, "old", "a").model == "old"
        assert meant(before, "old", "a").description == ""
        assert meant(after, "new", "c").description == "better"
        for then, text, name in ((before, "new", "a"), (before, "old", "c"), (after, "old", "a")):
            with refused(store, NotFoundError):
                meant(then, text, name)
        production = Compare(Builtin("stage"), Op.EQ, ("production",))
        assert [v.id for v in find(before, ModelVersion, production)] == [version.model_version_id]

    def test_the_newest_version_is_that_of_then(self, store: Store) -> None:
        """Of artifacts as of models."""
        first, second = an_artifact(), an_artifact()
        then = told(store, first)
        store.apply(second)

        assert then.get(ArtifactVersion, Ref("dataset")).record.id == first.artifact_version_id
        assert then.get(Artifact, Ref("dataset")).record.last_number == 1

    def test_links_to_models_are_those_of_then(self, store: Store) -> None:
        """Made and taken away."""
        version, run, dataset = a_model_version(), a_run(), an_artifact()
        before = told(store, version, run, dataset)
        together = told(store, link(version, dataset, run))
        apart = told(store, link(version, dataset, remove=True))
        store.apply(link(version, dataset))

        assert [linked(then, ArtifactVersion, version) for then in (before, together, apart)] == [
            [],
            [dataset.artifact_version_id],
            [],
        ]
        assert [linked(then, Run, version) for then in (before, together)] == [[], [run.run_id]]
        id = version.model_version_id
        assert [then.links([id])[id] for then in (before, together, apart)] == [
            (),
            (target(dataset), target(run)),
            (target(run),),
        ]
        store.apply(delete(version))
        assert linked(together, Run, version) == []
        assert together.links([id]) == {id: ()}

    def test_who_read_what_is_as_of_then(self, store: Store) -> None:
        """A step that began later had read nothing."""
        run, dataset = a_run(), an_artifact()
        before = told(store, run, dataset)
        reader = a_step(run, inputs={"data": (dataset.artifact_version_id,)})
        after = told(store, reader)

        consumed = Compare(Builtin("consumer_step_run_id"), Op.HAS, (reader.step_run_id,))
        found = [len(find(then, ArtifactVersion, consumed)) for then in (before, after)]
        assert found == [0, 1]
        nodes = [then.lineage(target(dataset), downstream=1).step_runs for then in (before, after)]
        assert [len(each) for each in nodes] == [0, 1]

    def test_steps_of_a_run_are_those_of_then(self, store: Store) -> None:
        """The last attempt of then, with its values of then."""
        run = a_run()
        first, second = a_step(run), a_step(run, attempt=2)
        before = told(store, run, first, log(first, {"loss": 1}))
        between = told(store, log(first, {"loss": 2}))
        after = told(store, second)

        for then, count in ((before, 1), (between, 0), (after, 0)):
            loss = Compare(Metadata("loss", step="train"), Op.EQ, (1,))
            assert len(find(then, Run, loss)) == count
        known = Compare(Metadata("loss", step="train"), Op.EXISTS)
        assert [len(find(then, Run, known)) for then in (before, between, after)] == [1, 1, 0]

    def test_entries_about_outputs_are_where_they_were_then(self, store: Store) -> None:
        """They come to the output when it is made, or to the step run when it ends without it."""
        run = a_run()
        step = a_step(run)
        made = an_artifact("made", by=step)
        said = told(
            store,
            run,
            step,
            log(step, {"rows": 1}, output="made"),
            log(step, {"size": 1}, output="missing"),
            log(step, {"size": 0}, at=moment(-1)),
        )
        stored = told(store, made)
        more = told(store, log(step, {"rows": 2}, output="made"))
        ended = told(store, finish(step, outputs={"made": made}))

        assert [current_values(then, step) for then in (said, stored, more, ended)] == [
            {"size": 0},
            {"size": 0},
            {"size": 0},
            {"size": 1},
        ]
        assert past_values(more, step, "size") == [0]
        assert past_values(ended, step, "size") == [0, 1]
        assert [current_values(then, made) for then in (stored, more, ended)] == [
            {"rows": 1},
            {"rows": 1},
            {"rows": 2},
        ]
        assert past_values(more, made, "rows") == [1]

    def test_what_a_cached_step_takes_over_comes_when_it_ends(self, store: Store) -> None:
        """Although it was logged long before."""
        run, again = a_run(), a_run()
        original, cached = a_step(run), a_step(again)
        said = log((original, run), {"b": 1, "a": 1}, publisher=original.step_run_id)
        before = told(
            store, run, original, said, finish(original), again, cached, log(again, {"a": 0})
        )
        after = told(store, reuse(cached, original))

        assert current_values(before, cached) == {}
        assert current_values(before, again) == {"a": 0}
        assert past_values(before, again, "a") == [0]
        has_b = Compare(Metadata("b"), Op.EXISTS)
        assert [r.id for r in find(before, Run, has_b)] == [run.run_id]
        assert current_values(after, cached) == {"b": 1, "a": 1}
        assert list(current_values(after, again)) == ["b", "a"]

    def test_pages_of_the_past_are_pages(self, store: Store) -> None:
        """Sorted, cut and counted, with what changed since in its place of then."""
        runs = [a_run(str(place)) for place in range(5)]
        logged = [log(run, {"a": place}) for place, run in enumerate(runs)]
        then = told(store, *runs, *logged)
        store.apply(log(runs[1], {"a": 9}), log(runs[3], {"a": -1}), finish(runs[2]))
        late = a_run("late")
        store.apply(late, log(late, {"a": 2.5}))

        for offset in range(6):
            query = Query(kind=Kind.RUN, sort=(Sort(Metadata("a")),), limit=2, offset=offset)
            page = then.find(query)
            assert page.items == tuple(snapshot_of(then, run) for run in runs[offset : offset + 2])
            assert page.total == 5
        bare = then.find(Query(kind=Kind.RUN, metadata=False))
        assert [item.entries for item in bare.items] == [()] * 5

    def test_as_of_the_newest_number_is_the_present(self, store: Store) -> None:
        """In everything a store answers."""
        run, gone = a_run(), a_run()
        step, model = a_step(run), a_model_version()
        made = an_artifact("made", by=step)
        store.apply(gone)
        commands = (
            *(run, step, model, log((run, step), {"a": 1}), log((run, step), {"a": {"b": 2}})),
            *(made, finish(step, outputs={"made": made}), finish(run), link(model, made)),
            *(tag((run, made), "x"), promote(model, Stage.STAGING), delete(gone)),
        )

        assert contents(told(store, *commands)) == contents(store)
