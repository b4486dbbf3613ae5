"""Ids that follow from names, and numbers of versions."""

from __future__ import annotations

import pytest

from tallystick.records.ids import derived_id
from tallystick.records.pipelines import Pipeline
from tallystick.records.targets import Kind
from tallystick.store.applying.artifacts import version_number
from tallystick.store.applying.naming import id_for_name
from tallystick.store.memory.tables import MemoryTables
from tallystick.testing.commands import moment


def test_an_id_is_found_for_every_thing_of_a_name():
    """As often as the one before was renamed, also within one moment."""
    tables, ids = MemoryTables(), []
    for number in range(5):
        id = id_for_name(tables, Kind.PIPELINE, "default", "name", moment(0))
        tables.put(Pipeline(id=id, project="default", name=str(number), created_at=moment(0)))
        ids.append(id)

    assert ids[0] == derived_id("default", "pipeline", "name")
    assert ids[1] == derived_id("default", "pipeline", "name", moment(0).isoformat())
    assert len(set(ids)) == 5


@pytest.mark.parametrize(
    ("version", "number"),
    [
        ("0", 0),
        ("1", 1),
        ("10", 10),
        ("9" * 18, int("9" * 18)),
        ("1" + "0" * 18, None),
        ("01", None),
        ("00", None),
        ("", None),
        ("-1", None),
        ("+1", None),
        ("1.0", None),
        ("1e3", None),
        ("1_0", None),
        (" 1", None),
        ("v1", None),
        ("\N{SUPERSCRIPT TWO}", None),
        ("\N{ARABIC-INDIC DIGIT ONE}", None),
    ],
)
def test_a_number_is_written_in_one_way(version, number):
    assert version_number(version) == number
