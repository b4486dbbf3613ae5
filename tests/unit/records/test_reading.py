"""What a store answers."""

from __future__ import annotations

from uuid import UUID

import pytest

from tallystick.records.reading import KINDS, RECORDS, Edge, Record, Snapshot, target_of
from tallystick.records.references import Ref
from tallystick.records.targets import Kind, Target
from tallystick.store.memory import MemoryStore
from tallystick.testing.commands import a_model_version, a_run, a_step, an_artifact
from tallystick.testing.reading import find

RUN = a_run()


def test_every_kind_has_one_record():
    assert set(KINDS) == set(Record.__args__)
    assert list(KINDS.values()) == list(Kind)
    assert {kind: record for record, kind in KINDS.items()} == RECORDS


def test_the_target_of_a_record_is_its_kind_and_id():
    store = MemoryStore()
    store.apply(RUN, a_step(RUN), an_artifact(), a_model_version())

    for kind in Kind:
        (record,) = find(store, kind)
        assert target_of(record) == Target(kind, record.id)


@pytest.mark.parametrize(
    ("kind", "words", "one"),
    [
        (Kind.RUN, "run", "a run"),
        (Kind.STEP_RUN, "step run", "a step run"),
        (Kind.ARTIFACT_VERSION, "artifact version", "an artifact version"),
    ],
)
def test_kinds_are_written_as_people_write_them(kind, words, one):
    assert (kind.words, kind.one) == (words, one)
    assert str(Target(kind, UUID(int=1))) == f"{words} 00000000-0000-0000-0000-000000000001"


def test_targets_are_sorted_and_counted_once():
    a, b = Target(Kind.MODEL, UUID(int=2)), Target(Kind.RUN, UUID(int=1))

    assert sorted({b, a, Target(Kind.MODEL, UUID(int=2))}) == [a, b]


def test_edges_are_sorted_by_their_fields():
    one, two = UUID(int=1), UUID(int=2)
    edges = [
        Edge(one, one, "input", "x"),
        Edge(one, one, "input", "y"),
        Edge(one, one, "output", "a"),
        Edge(one, two, "input", "a"),
        Edge(two, one, "input", "a"),
    ]

    assert sorted(set(edges)) == edges


def test_a_snapshot_has_no_entries_unless_given():
    assert Snapshot(RUN).entries == ()


def test_a_reference_to_an_id_fits_nothing_by_a_beginning_of_a_name():
    ref = Ref.to(RUN.run_id, project="other")

    assert ref == Ref(str(RUN.run_id), prefixes=False, project="other")
