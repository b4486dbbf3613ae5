"""What holds for every test: how Hypothesis searches, and a home of its own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# The suites that are shipped show what they compared, as tests of this repository do.
pytest.register_assert_rewrite(
    "tallystick.testing.materializer_contract",
    "tallystick.testing.storage_contract",
    "tallystick.testing.store_contract",
)

# Deadlines fail on a busy machine; how fast things are is measured in bench/.
settings.register_profile(
    "default", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
settings.register_profile(
    "ci", settings.get_profile("default"), derandomize=True, print_blob=True, database=None
)
settings.register_profile(
    "fuzz",
    settings.get_profile("default"),
    max_examples=20_000,
    stateful_step_count=100,
    print_blob=True,
)
settings.load_profile("ci" if os.environ.get("CI") else "default")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home of this test; no setting of the person who runs it is seen."""
    for name in os.environ:
        if name.startswith(("TALLYSTICK_", "ZENML_")):
            monkeypatch.delenv(name)
    home = tmp_path / "home"
    monkeypatch.setenv("TALLYSTICK_HOME", str(home))
    return home
