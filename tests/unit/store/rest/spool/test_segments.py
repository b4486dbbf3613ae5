"""Segments of one process: in order, whole or not at all, locked as long as it lasts."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

from tallystick.errors import StoreBusyError, StoreUnwritableError
from tallystick.store.rest.spool.frames import Frame, frames
from tallystick.store.rest.spool.segments import SEGMENT_BYTES, Segment, Segments, segment_paths
from tallystick.wire.limits import MOST_COMMANDS


@pytest.fixture
def segments(tmp_path: Path) -> Iterator[Segments]:
    segments = Segments.begin(tmp_path)
    yield segments
    segments.close()


def read(segment: Segment | None) -> list[bytes]:
    assert segment is not None
    parts = list(frames(segment.path.read_bytes()))
    return [part.payload for part in parts if isinstance(part, Frame)]


def drained(segments: Segments) -> list[list[bytes]]:
    found = []
    while (segment := segments.first()) is not None:
        found.append(read(segment))
        segments.remove(segment)
    return found


def test_what_was_appended_comes_in_order_and_leaves_nothing(segments: Segments) -> None:
    for number in range(3):
        segments.append(b"[%d]" % number, 1)

    assert drained(segments) == [[b"[0]", b"[1]", b"[2]"]]
    assert not segments.waits
    assert segment_paths(segments.folder) == []


def test_what_is_appended_while_a_segment_is_on_its_way_goes_to_the_next(
    segments: Segments,
) -> None:
    segments.append(b"[1]", 1)
    on_its_way = segments.first()
    segments.append(b"[2]", 1)

    assert segments.first() == on_its_way
    assert drained(segments) == [[b"[1]"], [b"[2]"]]


def test_a_segment_is_no_more_than_one_request_takes(segments: Segments) -> None:
    half = bytes(SEGMENT_BYTES // 2)
    for _ in range(3):
        segments.append(half, 1)
    segments.append(b"[]", MOST_COMMANDS - 1)
    segments.append(b"[]", 2)

    assert [len(one) for one in drained(segments)] == [1, 1, 2, 1]


def test_a_payload_larger_than_a_segment_has_one_of_its_own(segments: Segments) -> None:
    large = bytes(SEGMENT_BYTES * 2)

    segments.append(b"[1]", 1)
    segments.append(large, 1)
    segments.append(b"[2]", 1)

    assert drained(segments) == [[b"[1]"], [large], [b"[2]"]]


def test_others_take_over_only_what_was_closed(tmp_path: Path) -> None:
    segments = Segments.begin(tmp_path)
    segments.append(b"[1]", 1)

    with pytest.raises(StoreBusyError, match="belongs to a process that goes on"):
        Segments.take_over(segments.folder)

    segments.close()
    left = Segments.take_over(segments.folder)
    assert drained(left) == [[b"[1]"]]
    left.close()
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_appended_after_closing(tmp_path: Path) -> None:
    segments = Segments.begin(tmp_path)
    segments.close()

    assert not segments.append(b"[1]", 1)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_refuses_one_call_and_loses_nothing(segments: Segments) -> None:
    """The limit on the size of files stands for the disk: the write is cut short as there."""
    segments.append(b"[1]", 1)
    before = segment_paths(segments.folder)[0].stat().st_size
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)

    resource.setrlimit(resource.RLIMIT_FSIZE, (before + 30, limits[1]))
    try:
        with pytest.raises(StoreUnwritableError, match="Nothing of this call was kept"):
            segments.append(b"x" * 500, 1)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    assert segment_paths(segments.folder)[0].stat().st_size == before
    segments.append(b"[2]", 1)
    assert drained(segments) == [[b"[1]", b"[2]"]]


def test_a_folder_that_cannot_be_made_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(StoreUnwritableError, match=r"spool .* cannot be written"):
        Segments.begin(tmp_path / "file" / "spool")
