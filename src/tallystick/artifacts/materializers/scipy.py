"""Sparse matrices and arrays of SciPy, in its own format and never as pickles."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import scipy.sparse

from tallystick.artifacts.materializers.base import BaseMaterializer
from tallystick.artifacts.materializers.statistics import statistics
from tallystick.artifacts.types import ArtifactType
from tallystick.values import DType

MATRIX = "matrix.npz"


class SparseMaterializer(BaseMaterializer):
    """Sparse matrices and arrays in `matrix.npz`, in the form they had."""

    ASSOCIATED_ARTIFACT_TYPE = ArtifactType.DATA
    SKIP_REGISTRATION = True
    SAFE = True

    def save(self, data: Any) -> None:
        scipy.sparse.save_npz(Path(self.uri, MATRIX), data)

    def load(self, data_type: type[Any]) -> Any:
        # SciPy would leave a damaged file open.
        with Path(self.uri, MATRIX).open("rb") as file:
            return scipy.sparse.load_npz(file)

    def extract_metadata(self, data: Any) -> dict[str, Any]:
        """Statistics are of the stored values alone."""
        facts = {
            "shape": list(data.shape),
            "dtype": DType(str(data.dtype)),
            "stored_count": int(data.nnz),
        }
        return facts | statistics(data.data)
