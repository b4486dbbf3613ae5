"""What the client promises holds on SQLite as it does in memory: the same tests, run on it."""

from __future__ import annotations

# Collected here with the fixtures of this folder.
from tests.unit.client.test_artifacts import TestDeletion, TestDownload
from tests.unit.client.test_comparing import (
    TestBaselines,
    TestConditions,
    TestExplaining,
    TestSections,
    TestThePast,
    TestWhatIsCompared,
    depths,
)
from tests.unit.client.test_filter_texts import test_absurd_texts_are_conditions_or_errors
from tests.unit.client.test_filters import TestArtifacts, TestMetadata, TestRunFields, TestSteps
from tests.unit.client.test_getting import TestProjects, TestRuns
from tests.unit.client.test_metadata import TestStepKeys
from tests.unit.client.test_models import TestArtifacts as TestModelArtifacts
from tests.unit.client.test_models import TestResolving, TestStages
from tests.unit.client.test_pages import TestFind, TestOrders, TestPages, runs
from tests.unit.client.test_runs import TestOutputs, TestPipelines
from tests.unit.client.test_tags import TestCreateRunMetadata, TestTags, TestUpdates

__all__ = [
    "TestArtifacts",
    "TestBaselines",
    "TestConditions",
    "TestCreateRunMetadata",
    "TestDeletion",
    "TestDownload",
    "TestExplaining",
    "TestFind",
    "TestMetadata",
    "TestModelArtifacts",
    "TestOrders",
    "TestOutputs",
    "TestPages",
    "TestPipelines",
    "TestProjects",
    "TestResolving",
    "TestRunFields",
    "TestRuns",
    "TestSections",
    "TestStages",
    "TestStepKeys",
    "TestSteps",
    "TestTags",
    "TestThePast",
    "TestUpdates",
    "TestWhatIsCompared",
    "depths",
    "runs",
    "test_absurd_texts_are_conditions_or_errors",
]
