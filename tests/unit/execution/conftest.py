"""An empty store in memory."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tallystick.client.session import Session, default_session


@pytest.fixture(autouse=True)
def session(monkeypatch: pytest.MonkeyPatch) -> Session:
    """The session that everything in the test uses, on a store of its own."""
    monkeypatch.setenv("TALLYSTICK_STORE", f"memory://{uuid4()}")
    return default_session()
