"""Two stores become one, whatever names both had."""

from __future__ import annotations

from uuid import UUID

import pytest

from tallystick.errors import NotFoundError
from tallystick.query.query import Query
from tallystick.records.artifacts import ArtifactVersion
from tallystick.records.commands import Delete
from tallystick.records.ids import new_id
from tallystick.records.references import Ref
from tallystick.records.runs import Run
from tallystick.records.targets import Kind, Target
from tallystick.store.memory import MemoryStore
from tallystick.store.merging import merge
from tallystick.testing.commands import (
    FIRST_MOMENT,
    a_model,
    a_model_version,
    a_pipeline,
    a_run,
    a_step,
    an_artifact,
    delete,
    finish,
    log,
    promote,
)


def names(store: MemoryStore) -> list[str]:
    """The names of the runs of a store."""
    found = store.find(Query(kind=Kind.RUN)).items
    return sorted(item.record.name for item in found if isinstance(item.record, Run))


def filled(name: str, version: str | None = None) -> tuple[MemoryStore, UUID]:
    """A store with one run, with an entry and an artifact version."""
    store = MemoryStore()
    run = a_run(name)
    step = a_step(run, "train")
    model = an_artifact("model", by=step, version=version)
    store.apply(run, step, log((step, run), {"accuracy": 0.9}), model)
    store.apply(finish(step, outputs={"output": model}), finish(run))
    return store, run.run_id


def test_everything_of_both_is_there() -> None:
    """Runs, entries and artifact versions of the source come to the other."""
    one, first = filled("first")
    other, _ = filled("second")

    done = merge(one, other)

    assert (done.commands, done.new, done.renamed, done.left_out) == (6, 6, (), ())
    assert names(other) == ["first", "second"]
    merged = other.get(Run, Ref.to(first))
    assert [entry.key for entry in merged.entries] == ["accuracy"]
    versions = other.find(Query(kind=Kind.ARTIFACT_VERSION)).items
    assert sorted(v.record.version for v in versions if isinstance(v.record, ArtifactVersion)) == [
        "1",
        "2",
    ]


def test_merging_again_changes_nothing() -> None:
    """Commands that were merged are known by their ids."""
    one, _ = filled("first")
    other, _ = filled("second")
    merge(one, other)
    before = list(other.changes())

    again = merge(one, other)

    assert list(other.changes()) == before
    assert (again.commands, again.new) == (6, 0)


def test_what_is_new_is_counted() -> None:
    """Commands that came before, by this way or another, are not."""
    one, _ = filled("first")
    other = MemoryStore()
    merge(one, other)
    other.apply(a_run("own"))
    run = a_run("later")
    one.apply(run, log(run, {"accuracy": 0.8}))

    assert merge(one, other).new == 2


def test_versions_that_moved_to_another_stage_are_named() -> None:
    """Those that were there before, not those that come along."""
    one, other = MemoryStore(), MemoryStore()
    first, shared, newcomer = (a_model_version(name=name) for name in ("first", "both", "new"))
    one.apply(a_model(), first, shared, promote(first, "production"))
    merge(one, other)
    one.apply(promote(shared, "staging"), newcomer, promote(newcomer, "production", force=True))

    done = merge(one, other)

    assert done.moved == (
        "version 'first' of model 'classifier' went from production to archived",
        "version 'both' of model 'classifier' went from none to staging",
    )
    assert merge(one, other).moved == ()


def test_taken_names_get_the_beginning_of_the_id() -> None:
    """Neither run nor version is lost, and nothing is mixed up."""
    one, first = filled("same", version="chosen")
    other, _ = filled("same", version="chosen")

    done = merge(one, other)

    assert len(done.renamed) == 2
    assert other.get(Run, Ref.to(first)).record.name == f"same-{first.hex[-8:]}"
    assert other.get(ArtifactVersion, Ref("model", version="chosen")).record.version == "chosen"
    assert other.find(Query(kind=Kind.ARTIFACT_VERSION)).total == 2


def test_deleting_what_both_have_deletes_what_came_along() -> None:
    """A pipeline that one store deleted may be at work in the other."""
    one, first = filled("first")
    other, _ = filled("second")
    one.apply(delete(a_pipeline("training")))
    later = a_run("later")
    one.apply(later, log(later, {"accuracy": 0.8}))

    done = merge(one, other)
    assert names(other) == ["later", "second"]

    again = merge(one, other)
    assert names(other) == ["later", "second"]
    assert (done.left_out, again.left_out) == ((), ())
    with pytest.raises(NotFoundError):
        other.get(Run, Ref.to(first))


def test_deleting_what_nobody_else_uses_deletes_it() -> None:
    """As in the store it comes from."""
    one, _ = filled("first")
    one.apply(delete(a_pipeline("training")))
    other = MemoryStore()

    merge(one, other)

    assert other.find(Query(kind=Kind.PIPELINE)).total == 0
    assert names(other) == []


def test_long_names_stay_names() -> None:
    """What is added takes the place of the end."""
    one, first = filled("n" * 255)
    other, _ = filled("n" * 255)

    merge(one, other)

    name = other.get(Run, Ref.to(first)).record.name
    assert len(name) == 255
    assert name.endswith(f"-{first.hex[-8:]}")


def test_what_was_deleted_stays_deleted() -> None:
    """Commands about things that are gone are left out, and said to be."""
    one, first = filled("first")
    other = MemoryStore()
    merge(one, other)
    other.apply(
        Delete(
            id=new_id(),
            project="default",
            author="me",
            at=FIRST_MOMENT,
            target=Target(Kind.RUN, first),
        )
    )
    one.apply(log(Target(Kind.RUN, first), {"late": 1}))

    done = merge(one, other)

    assert len(done.left_out) == 1
    assert names(other) == []
