"""How paths answer to what was typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.query.conditions import Metadata, Parameter
from tallystick.query.paths import fit, folded, needles, ranked

TYPED = st.text(alphabet='aB.m"etd', max_size=12)


@pytest.mark.parametrize(
    ("path", "prefix", "rank"),
    [
        ("accuracy", "", 0),
        ("accuracy", "acc", 0),
        ("Accuracy", "aCC", 0),
        ('"top 5".accuracy', "top", 0),
        ("metrics.accuracy", "acc", 1),
        ("metrics.accuracy", "metrics.acc", 0),
        ("a.metrics.accuracy", "metrics.acc", 1),
        ('metrics."top 5"', "top 5", 1),
        ("metrics.accuracy", "racy", 2),
        ("metrics.accuracy", "s.a", 2),
        ("metrics.accuracy", "loss", None),
        ("Straße", "STRASSE", None),
        ("metrics.accuracy", "metadata.acc", 1),
        ("metrics.accuracy", "METADATA.", 0),
        ("metrics.accuracy", "metadata", None),
    ],
)
def test_paths_fit_in_ranks(path, prefix, rank):
    assert fit(Metadata(path), prefix) == rank


@given(path=TYPED, prefix=TYPED)
def test_what_fits_has_a_needle_in_it(path, prefix):
    """So that databases may look for those first."""
    if fit(Metadata(path), prefix) is not None:
        assert any(needle in folded(path) for needle in needles(prefix))


def test_what_was_typed_says_into_what_it_leads():
    field = Parameter("depth")

    assert fit(field, "parameters.d") == 0
    assert fit(field, "dep") == 0
    assert fit(field, "param") is None
    assert fit(field, "metadata.d") is None
    assert fit(Metadata("depth"), "parameters.d") is None


def test_the_best_fit_comes_first_then_what_is_common():
    counts = {"xa": 9, "b.a": 1, "a1": 1, "a2": 2, "a0": 1, "gone.a": 0, "z": 9}
    paths = [(Metadata(path), count) for path, count in counts.items()]

    best = [field.path for field in ranked(paths, "a", None)]

    assert best == ["a2", "a0", "a1", "b.a", "xa"]
    assert ranked(paths, "a", 2) == [Metadata("a2"), Metadata("a0")]


def test_of_what_is_alike_metadata_comes_first():
    paths = [(Parameter("a"), 1), (Metadata("b"), 1)]

    assert ranked(paths, "", None) == [Metadata("b"), Parameter("a")]
