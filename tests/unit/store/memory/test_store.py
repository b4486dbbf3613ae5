"""What is particular to the memory store."""

from __future__ import annotations

from tallystick.records.runs import Run
from tallystick.records.targets import Kind
from tallystick.store.applying import apply_command
from tallystick.store.memory import MemoryStore
from tallystick.store.memory.tables import MemoryTables
from tallystick.testing.commands import (
    a_model_version,
    a_run,
    a_step,
    delete,
    finish,
    log,
    moment,
    target,
)


def tables_of(*commands):
    tables = MemoryTables()
    for number, command in enumerate(commands, start=1):
        apply_command(tables, command, number)
    return tables


def test_two_stores_have_nothing_in_common():
    one, other = MemoryStore(), MemoryStore()

    one.apply(a_run())

    assert list(other.changes()) == []


def test_a_store_keeps_what_it_would_read_from_a_journal():
    """JSON has no tuples: what another store could not give back, this one does not either."""
    store = MemoryStore()

    store.apply(a_run(config={"a": (1, {2: "b"})}))

    (change,) = store.changes()
    assert change.command.config == {"a": [1, {"2": "b"}]}


def test_copies_of_tables_are_changed_apart():
    version = a_model_version()
    run = a_run(model_version_id=version.model_version_id)
    step = a_step(run)
    tables = tables_of(version, run, step, log(step, {"a": 1}, output="x"), log(run, {"a": 1}))

    copy = tables.copy()
    for command in (log(run, {"a": 2}), finish(step), delete(version), delete(run)):
        apply_command(copy, command, 9)
    copy.keep_document("hash", "text")

    assert len(tables.all(Run)) == len(tables.links) == 1
    assert [entry.change for entry in tables.entries.current(target(run))] == [5]
    assert tables.entries.current(target(step)) == ()
    assert tables.documents == {}


def test_what_is_changed_keeps_its_place():
    first, second = a_run("a"), a_run("b")

    tables = tables_of(first, second, finish(first))

    assert [run.name for run in tables.all(Run)] == ["a", "b"]


def test_names_are_listed_newest_first():
    runs = [a_run(name, at=moment(seconds)) for name, seconds in (("b", 2), ("c", 2), ("a", 1))]

    tables = tables_of(*runs)

    assert tables.names(Run, "default", 2) == ["c", "b"]
    assert [run.name for run in tables.names_beginning(Run, "default", "", 9)] == ["c", "b", "a"]


def test_every_kind_has_a_project():
    version = a_model_version(project="other")

    tables = tables_of(version)

    assert tables.project_of(target(version)) == "other"
    assert tables.project_of(target(a_run())) is None
    assert {kind: len(tables._records[kind]) for kind in Kind if tables._records[kind]} == {
        Kind.MODEL: 1,
        Kind.MODEL_VERSION: 1,
    }
