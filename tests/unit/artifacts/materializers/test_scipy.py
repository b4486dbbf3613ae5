"""Sparse matrices come back in the form they had."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.sparse

from tallystick.artifacts import open_storage, save
from tallystick.artifacts.materializers.scipy import SparseMaterializer
from tallystick.testing.materializer_contract import MaterializerContract

DENSE = np.array([[0.0, 1.5, 0.0], [2.5, 0.0, 0.0]])
FORMS = [
    f"{form}_{sort}" for form in ("bsr", "coo", "csc", "csr", "dia") for sort in ("array", "matrix")
]


class TestSparse(MaterializerContract):
    materializer = SparseMaterializer
    # The archive has the time in it.
    is_reproducible = False

    @pytest.fixture(params=FORMS)
    def value(self, request: pytest.FixtureRequest) -> Any:
        return getattr(scipy.sparse, request.param)(DENSE)

    def equal(self, loaded: Any, value: Any) -> bool:
        np.testing.assert_array_equal(loaded.toarray(), value.toarray())
        return type(loaded) is type(value) and loaded.dtype == value.dtype


def test_facts_are_of_the_stored_values(tmp_path: Path) -> None:
    """The zeros are not counted."""
    facts = save(open_storage(tmp_path), "v", scipy.sparse.csr_array(DENSE)).facts

    assert facts["shape"] == [2, 3]
    assert facts["stored_count"] == 2
    assert facts["mean"] == 2.0
