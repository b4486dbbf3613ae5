"""scikit-learn estimators come back predicting the same, without pickle where possible."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.base import BaseEstimator
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from sklearn.svm import SVC

from tallystick.artifacts import ArtifactType, open_storage, save
from tallystick.artifacts.materializers.sklearn import SklearnMaterializer
from tallystick.errors import UnsafeArtifactError
from tallystick.testing.materializer_contract import MaterializerContract, load_saved

X = np.random.default_rng(0).normal(size=(60, 3))
Y = (X[:, 0] + X[:, 1] > 0).astype(int)
SEARCH = GridSearchCV(LogisticRegression(), {"C": [0.1, 1.0]}, cv=2)
ESTIMATORS: dict[str, Any] = {
    "linear": LogisticRegression().fit(X, Y),
    "pipeline": make_pipeline(StandardScaler(), SVC()).fit(X, Y),
    "forest": RandomForestClassifier(5, random_state=0).fit(X, Y),
    "search": SEARCH.fit(X, Y),
    "function": make_pipeline(FunctionTransformer(np.abs), LogisticRegression()).fit(X, Y),
    "lambda": make_pipeline(FunctionTransformer(lambda x: x), LogisticRegression()).fit(X, Y),
    "not fitted": LogisticRegression(C=3),
}


class TestSklearn(MaterializerContract):
    materializer = SklearnMaterializer
    is_reproducible = False

    @pytest.fixture(params=ESTIMATORS)
    def value(self, request: pytest.FixtureRequest) -> Any:
        return ESTIMATORS[request.param]

    def equal(self, loaded: Any, value: Any) -> bool:
        if hasattr(value, "classes_"):
            np.testing.assert_array_equal(loaded.predict(X), value.predict(X))
        return type(loaded) is type(value) and len(repr(loaded)) == len(repr(value))


def test_a_text_model_comes_back(tmp_path: Path) -> None:
    """Vocabularies are part of it."""
    storage = open_storage(tmp_path)
    model = TfidfVectorizer().fit(["a word", "another word"])

    loaded = load_saved(storage, save(storage, "v", model), allow_unsafe=False)

    assert loaded.vocabulary_ == model.vocabulary_


def test_facts_say_what_it_was_made_with(tmp_path: Path) -> None:
    """The artifact is a model, with its parameters as metadata."""
    saved = save(open_storage(tmp_path), "v", ESTIMATORS["linear"])

    assert saved.safe
    assert saved.artifact_type is ArtifactType.MODEL
    assert saved.facts["estimator"] == "sklearn.linear_model._logistic.LogisticRegression"
    assert saved.facts["parameters"]["C"] == 1.0
    assert saved.facts["feature_count"] == 3
    assert "untrusted_types" not in saved.facts


def test_types_that_skops_does_not_trust_are_named(tmp_path: Path) -> None:
    """The record has them, and loading without allowance names them."""
    storage = open_storage(tmp_path)

    saved = save(storage, "v", ESTIMATORS["forest"])

    assert saved.facts["untrusted_types"] == ["sklearn.tree._tree.Tree"]
    assert not saved.safe
    with pytest.raises(UnsafeArtifactError, match=r"sklearn\.tree\._tree\.Tree"):
        load_saved(storage, saved, allow_unsafe=False)


def test_an_estimator_of_a_function_is_pickled(tmp_path: Path) -> None:
    """A class that no import finds would be lost by its name."""

    class Local(BaseEstimator):
        def __init__(self, size: int = 1) -> None:
            self.size = size

    storage = open_storage(tmp_path)

    saved = save(storage, "v", Local(3))

    assert not saved.safe
    assert "cloudpickle" in saved.notes[0]
    assert load_saved(storage, saved).size == 3
