"""Names of things, the ids that follow from them, and numbers of versions."""

from __future__ import annotations

import pytest

from tallystick.errors import InvalidArgumentError
from tallystick.records.ids import derived_id
from tallystick.records.pipelines import Pipeline
from tallystick.records.targets import Kind
from tallystick.store.applying.artifacts import version_number
from tallystick.store.applying.naming import check_name, id_for_name
from tallystick.store.memory.tables import MemoryTables
from tallystick.testing.commands import moment


@pytest.mark.parametrize("name", ["a", " ", "x" * 255, "a::b", "\N{SNOWMAN}" * 255, "\n", "a.b"])
def test_almost_any_text_is_a_name(name):
    check_name("run", name)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "The run name '' is empty"),
        ("x" * 256, "has 256 characters; a name has at most 255"),
        ("a\0", r"'a\\x00' has a NUL character"),
        ("\ud800", r"'\\ud800' has a lone surrogate"),
        ("\udfff", "lone surrogate"),
    ],
)
def test_some_text_is_not(name, said):
    with pytest.raises(InvalidArgumentError, match=said) as caught:
        check_name("run", name)

    assert caught.value.given == name
    assert len(str(caught.value)) < 200
    str(caught.value).encode()


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
