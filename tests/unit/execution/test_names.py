"""Names of runs, steps and outputs."""

from __future__ import annotations

from typing import Annotated, Any

import pytest

from tallystick import ArtifactConfig, Model, pipeline, step
from tallystick.client.session import Session
from tallystick.errors import InvalidArgumentError


@pytest.mark.parametrize(
    ("options", "output", "said"),
    [
        ({"run_name": "a\0b"}, "score", r"The run name 'a\\x00b' has a NUL character"),
        ({"run_name": "{x}"}, "score", r"The run name .* has 300 characters"),
        ({"name": "p" * 250}, "score", r"The run name .* has 277 characters"),
        ({}, "\ud800", r"The output name '\\ud800' has a lone surrogate"),
        ({}, "{x}", r"The artifact name .* has 300 characters"),
        ({"name": "p" * 220, "run_name": "a"}, None, r"The artifact name .* has 260 characters"),
    ],
    ids=range(6),
)
def test_names_that_nothing_can_have_are_refused_before_anything_is_made(
    session: Session, options: dict[str, Any], output: str | None, said: str
) -> None:
    """Or executed: no work is lost."""
    executed = []

    @step(name="s" * 30)
    def one() -> Annotated[int, ArtifactConfig(name=output)]:
        executed.append(1)
        return 1

    made = pipeline(model=Model(name="churn"), substitutions={"x": "x" * 300}, **options)(
        lambda: one()  # noqa: PLW0108  steps have no signature of a pipeline
    )

    with pytest.raises(InvalidArgumentError, match=said):
        made()

    assert not executed
    assert not list(session.store.changes())
