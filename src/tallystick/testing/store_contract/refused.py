"""What it means to be refused: the right error, and nothing changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tallystick.errors import TallystickError
from tallystick.store.base import Store
from tallystick.testing.contents import contents


@contextmanager
def refused(
    store: Store, error: type[TallystickError], *said: str
) -> Iterator[pytest.ExceptionInfo[TallystickError]]:
    """The block raises exactly this error, which says all of `said`, and the store is as before."""
    before = contents(store)
    with pytest.raises(error) as caught:
        yield caught
    assert type(caught.value) is error
    for words in said:
        assert words in str(caught.value)
    assert contents(store) == before
