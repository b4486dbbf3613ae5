"""What metadata paths are called in queries."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.query.conditions import Compare, Metadata, Op
from tallystick.query.language import name_of, parse_sort, parse_where
from tallystick.query.query import Sort
from tallystick.records.targets import Kind
from tallystick.values import format_path

ODD = ["status", "metadata", "parameters", "not", "and", "true", "in", "asc", "desc", "step", "any"]
SEGMENTS = st.one_of(st.sampled_from(ODD), st.text(max_size=8), st.from_regex("[a-z0-9_/-]{1,6}"))


@pytest.mark.parametrize(
    ("path", "kind", "name"),
    [
        ("accuracy", Kind.RUN, "accuracy"),
        ("metrics.accuracy", Kind.RUN, "metrics.accuracy"),
        ('"top 5".accuracy', Kind.RUN, '"top 5".accuracy'),
        ("status", Kind.RUN, "metadata.status"),
        ("status", Kind.ARTIFACT, "status"),
        ("status.code", Kind.RUN, "status.code"),
        ("metadata.a", Kind.RUN, "metadata.metadata.a"),
        ("not", Kind.RUN, "metadata.not"),
    ],
)
def test_names_are_short(path, kind, name):
    assert name_of(Metadata(path), kind) == name


@given(segments=st.lists(SEGMENTS, min_size=1, max_size=3), kind=st.sampled_from(Kind))
def test_names_mean_their_paths(segments, kind):
    field = Metadata(format_path(segments))

    name = name_of(field, kind)

    assert parse_where(f"{name} exists", kind) == Compare(field, Op.EXISTS)
    assert parse_sort(name, kind) == (Sort(field),)
