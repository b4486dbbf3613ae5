"""Entries and documents."""

from __future__ import annotations

import pytest
from msgspec import Raw

from tallystick.records.documents import document, document_command_id
from tallystick.records.metadata import Entry
from tallystick.testing.commands import moment


def entry(seconds, sequence):
    return Entry(
        sequence=sequence,
        change=1,
        key="a",
        type="int",
        value=Raw(b"1"),
        logged_at=moment(seconds),
    )


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        (entry(1, 1), entry(2, 2)),
        (entry(1, 2), entry(2, 1)),
        (entry(1, 1), entry(1, 2)),
        (entry(1, 9), entry(1.000001, 1)),
    ],
)
def test_entries_are_as_old_as_they_were_logged_and_then_applied(older, newer):
    assert older.age < newer.age


def test_the_hash_of_a_document_is_that_of_its_utf_8_bytes():
    assert document("\u00e4").sha256 == (
        "33e6d73fee82904c8d7afb78de1154d1e8dc2a0edb08120e63df5b9385c2d9cc"
    )
    assert document("a").text == "a"


def test_the_same_text_is_recorded_by_the_same_command_everywhere():
    a, b = document("a").sha256, document("b").sha256

    assert document_command_id(a) == document_command_id(a)
    assert document_command_id(a) != document_command_id(b)
