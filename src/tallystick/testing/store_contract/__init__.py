"""The rules that every store keeps, as a suite of tests.

    from tallystick.testing.store_contract import StoreContract

    class TestMyStore(StoreContract):
        @pytest.fixture
        def store(self, tmp_path):
            store = MyStore(tmp_path)
            yield store
            store.close()

For failures that show what was compared, let pytest rewrite this package's assertions: in the
root `conftest.py`, before this is imported,

    pytest.register_assert_rewrite("tallystick.testing.store_contract")
"""

from __future__ import annotations

import pytest

from tallystick.store.base import Store
from tallystick.testing.store_contract.applying import ApplyingRules
from tallystick.testing.store_contract.artifacts import ArtifactRules
from tallystick.testing.store_contract.caching import CachingRules
from tallystick.testing.store_contract.closing import ClosingRules
from tallystick.testing.store_contract.cursors import CursorRules
from tallystick.testing.store_contract.deleting import DeletingRules
from tallystick.testing.store_contract.documents import DocumentRules
from tallystick.testing.store_contract.entries import EntryRules
from tallystick.testing.store_contract.fields import FieldRules
from tallystick.testing.store_contract.histories import HistoryRules
from tallystick.testing.store_contract.journal import JournalRules
from tallystick.testing.store_contract.language import LanguageRules
from tallystick.testing.store_contract.lineage import LineageRules
from tallystick.testing.store_contract.matching import MatchingRules
from tallystick.testing.store_contract.models import ModelRules
from tallystick.testing.store_contract.names import NameRules
from tallystick.testing.store_contract.outputs import OutputRules
from tallystick.testing.store_contract.pages import PageRules
from tallystick.testing.store_contract.parameters import ParameterRules
from tallystick.testing.store_contract.past import PastRules
from tallystick.testing.store_contract.past_times import PastTimeRules
from tallystick.testing.store_contract.paths import PathRules
from tallystick.testing.store_contract.pipelines import PipelineRules
from tallystick.testing.store_contract.projects import ProjectRules
from tallystick.testing.store_contract.queries import QueryRules
from tallystick.testing.store_contract.references import ReferenceRules
from tallystick.testing.store_contract.refusals import RefusalRules
from tallystick.testing.store_contract.relatives import RelativeRules
from tallystick.testing.store_contract.runs import RunRules
from tallystick.testing.store_contract.sizes import SizeRules
from tallystick.testing.store_contract.stages import StageRules
from tallystick.testing.store_contract.steps import StepRules
from tallystick.testing.store_contract.tags import TagRules
from tallystick.testing.store_contract.threads import ThreadRules
from tallystick.testing.store_contract.versions import VersionReferenceRules


class StoreContract(
    ApplyingRules,
    JournalRules,
    RefusalRules,
    DocumentRules,
    PipelineRules,
    RunRules,
    StepRules,
    EntryRules,
    HistoryRules,
    OutputRules,
    CachingRules,
    ArtifactRules,
    ModelRules,
    StageRules,
    NameRules,
    TagRules,
    DeletingRules,
    ProjectRules,
    ReferenceRules,
    VersionReferenceRules,
    MatchingRules,
    FieldRules,
    QueryRules,
    PageRules,
    ParameterRules,
    SizeRules,
    CursorRules,
    PathRules,
    LanguageRules,
    LineageRules,
    RelativeRules,
    PastRules,
    PastTimeRules,
    ThreadRules,
    ClosingRules,
):
    """Everything a store promises. A subclass provides the fixture `store`: an empty one."""

    @pytest.fixture
    def store(self) -> Store:
        """An empty store, closed after the test."""
        raise NotImplementedError(f"{type(self).__name__} must provide the fixture `store`.")


__all__ = ["StoreContract"]
