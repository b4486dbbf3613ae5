"""scikit-learn estimators, by skops: without pickle, and saying which types they need."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import skops.io
from sklearn.base import BaseEstimator
from skops.io.exceptions import UnsupportedTypeException

from tallystick.artifacts.materializers.base import BaseMaterializer
from tallystick.artifacts.materializers.folders import unsafe
from tallystick.artifacts.materializers.names import dotted_name, find_by_name
from tallystick.artifacts.materializers.pickled import is_pickled, load_pickled, save_pickled
from tallystick.artifacts.types import ArtifactType

MODEL = "estimator.skops"
TEXT_CHARACTERS = 200
DESCRIBED_PARAMETERS = 100


class SklearnMaterializer(BaseMaterializer):
    """Estimators and pipelines in `estimator.skops`.

    skops knows which types are harmless to build; the others it found are the fact
    `untrusted_types`, and make the artifact unsafe: loading them needs an allowance.
    An estimator with functions of your script in it is pickled.
    """

    ASSOCIATED_TYPES = (BaseEstimator,)
    ASSOCIATED_ARTIFACT_TYPE = ArtifactType.MODEL
    SKIP_REGISTRATION = True
    SAFE = True

    def save(self, data: Any) -> None:
        file = Path(self.uri, MODEL)
        try:
            skops.io.dump(data, file, compression=zipfile.ZIP_DEFLATED)
            self._untrusted = skops.io.get_untrusted_types(file=file)
        # What skops cannot name or take apart fails in ways of its own.
        except (UnsupportedTypeException, AttributeError, TypeError, ValueError) as error:
            save_pickled(self, data, because=error)
            return
        if lost := [name for name in self._untrusted if not _is_importable(name)]:
            save_pickled(self, data, because=f"no import would find {', '.join(lost)}")
        if self._untrusted:
            self.SAFE = False

    def load(self, data_type: type[Any]) -> Any:
        if is_pickled(self):
            return load_pickled(self, data_type)
        file = Path(self.uri, MODEL)
        untrusted = skops.io.get_untrusted_types(file=file)
        if untrusted and not self.allow_unsafe:
            raise unsafe(dotted_name(data_type), f"skops does not trust {', '.join(untrusted)}")
        return skops.io.load(file, trusted=untrusted)

    def extract_metadata(self, data: Any) -> dict[str, Any]:
        facts: dict[str, Any] = {
            "estimator": dotted_name(type(data)),
            "parameters": _settings(data),
        }
        if getattr(self, "_untrusted", []):
            facts["untrusted_types"] = self._untrusted
        if isinstance(count := getattr(data, "n_features_in_", None), int):
            facts["feature_count"] = count
        return facts


def _is_importable(name: str) -> bool:
    # skops writes lambdas and functions of scripts by name, and finds out when it loads them.
    try:
        find_by_name(name, importing=False)
    except (ImportError, AttributeError):
        return False
    return not name.startswith("__main__.")


def _settings(estimator: Any) -> dict[str, Any]:
    """What the estimator was made with; values that are not scalars as short texts."""
    settings = list(estimator.get_params(deep=False).items())[:DESCRIBED_PARAMETERS]
    return {
        name: value
        if type(value) in {int, float, bool, str, type(None)}
        else repr(value)[:TEXT_CHARACTERS]
        for name, value in settings
    }
