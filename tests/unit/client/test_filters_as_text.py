"""Every filter can be written in the query language and means the same: the same tests, on text."""

from __future__ import annotations

import pytest
from tests.unit.client.test_filter_texts import test_absurd_texts_are_conditions_or_errors
from tests.unit.client.test_filters import (
    TestArtifacts,
    TestMetadata,
    TestRunFields,
    TestSteps,
    test_model_versions,
)
from tests.unit.client.test_pages import TestFind, runs

from tallystick.client.filters import condition
from tallystick.query.language import format_where, parse_where

__all__ = [
    "TestArtifacts",
    "TestFind",
    "TestMetadata",
    "TestRunFields",
    "TestSteps",
    "runs",
    "test_absurd_texts_are_conditions_or_errors",
    "test_model_versions",
]


@pytest.fixture(autouse=True)
def texts(monkeypatch):
    """The texts that filters were written as."""
    written = []

    def as_text(session, kind, filters, **options):
        text = format_where(condition(session, kind, filters, **options))
        written.append(text)
        return parse_where(text, kind)

    monkeypatch.setattr("tallystick.client.collections.base.condition", as_text)
    monkeypatch.setattr("tallystick.client.flat.base.condition", as_text)
    return written


def test_what_is_asked_is_text(world, client, texts):
    client.list_pipeline_runs(
        run_metadata=["accuracy:gt:0.9", "train::loss:isnull"],
        status="notequals:failed",
        tags=["best", "eu"],
        logical_operator="or",
    )

    assert texts[0].split(" or ") == [
        "metadata.accuracy > 0.9",
        'not (step("train").metadata.loss exists and not step("train").metadata.loss is none)',
        'not status = "failed"',
        'tags = "best"',
        'tags = "eu"',
    ]
