"""Any value, for Hypothesis."""

from __future__ import annotations

from datetime import timedelta, timezone
from typing import Any

from hypothesis import strategies as st

from tallystick.values import DType, Path, StorageSize, Uri

# Hypothesis leaves lone surrogates out of encodable text, as metadata does.
text = st.text(st.characters(codec="utf-8"))

# Keys that look like tags are the ones that could go wrong.
keys = text | st.sampled_from(["$", "$int", "$tuple", "$dict", "$x", "a.b", "", '"'])

# No time zone has an offset with a fraction of a second; CPython reads those below one as zero.
offsets = st.integers(-86_399, 86_399).map(lambda seconds: timedelta(seconds=seconds))
zones = st.none() | st.builds(timezone, offsets)

huge = st.builds(
    lambda sign, bits: sign * 2**bits, st.sampled_from([-1, 1]), st.integers(2040, 2060)
)
integers = st.integers() | huge | st.integers(2**53 - 2, 2**53 + 2)

scalars = st.one_of(
    st.none(),
    st.booleans(),
    integers,
    st.floats(),
    text,
    st.builds(Uri, text),
    st.builds(Path, text),
    st.builds(DType, text),
    st.builds(StorageSize, integers),
    # A repeated hour is told apart by its offset.
    st.datetimes(timezones=zones).map(lambda time: time.replace(fold=0)),
    st.dates(),
    st.timedeltas(),
    st.uuids(),
)

hashables: st.SearchStrategy[Any] = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4).map(tuple) | st.frozensets(inner, max_size=4),
    max_leaves=8,
)

values: st.SearchStrategy[Any] = st.recursive(
    scalars | st.frozensets(hashables, max_size=4) | st.sets(hashables, max_size=4),
    lambda inner: st.one_of(
        st.lists(inner, max_size=5),
        st.lists(inner, max_size=5).map(tuple),
        st.dictionaries(keys, inner, max_size=5),
    ),
    max_leaves=20,
)
