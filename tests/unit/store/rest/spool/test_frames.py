"""Frames are read as they were written, and what is damaged between them is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.store.rest.spool.frames import MARK, Damage, Frame, Truncated, framed, frames

ONE, TWO, THREE = framed(b"[1]", 1), framed(b"[2,2]", 2), framed(b"[3]", 1)
FIRST, SECOND, THIRD = Frame(b"[1]", 1), Frame(b"[2,2]", 2), Frame(b"[3]", 1)


@given(st.lists(st.tuples(st.binary(max_size=50) | st.just(MARK * 3), st.integers(0, 9))))
def test_what_was_written_is_read_in_order(payloads: list[tuple[bytes, int]]) -> None:
    data = b"".join(framed(*payload) for payload in payloads)

    assert list(frames(data)) == [Frame(*payload) for payload in payloads]


@pytest.mark.parametrize("length", range(1, len(TWO)))
def test_a_frame_that_is_cut_short_at_the_end_is_told_as_such(length: int) -> None:
    assert list(frames(ONE + TWO[:length])) == [FIRST, Truncated(len(ONE), length)]


@pytest.mark.parametrize("place", range(len(TWO)))
def test_a_damaged_byte_costs_the_frame_it_is_in_and_no_other(place: int) -> None:
    damaged = bytearray(TWO)
    damaged[place] ^= 0x55

    found = list(frames(ONE + damaged + THREE))

    assert found == [FIRST, Damage(len(ONE), bytes(damaged)), THIRD]


def test_the_last_frame_is_damaged_where_all_of_it_is_there() -> None:
    damaged = TWO[:-1] + b"?"

    assert list(frames(ONE + damaged)) == [FIRST, Damage(len(ONE), damaged)]
    assert list(frames(ONE + bytes(99))) == [FIRST, Damage(len(ONE), bytes(99))]
    assert list(frames(ONE + TWO)) == [FIRST, SECOND]
