"""What was recorded can be compared and explained, and every store says the same of it."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import rule
from tests.contract.test_stores_agree import SqliteAgreement

from tallystick.comparison import Comparison
from tallystick.comparison.causes.explanation import Explanation
from tallystick.comparison.causes.reading import cone_pair
from tallystick.comparison.reading import Reader
from tallystick.query.conditions import Builtin
from tallystick.query.query import Query, Sort
from tallystick.records.targets import Kind
from tallystick.store.base import Store

PROJECT = "default"
COMPARED = (Kind.RUN, Kind.STEP_RUN, Kind.ARTIFACT_VERSION, Kind.MODEL_VERSION)
EXPLAINED = COMPARED[:3]


def things(store: Store, kind: Kind) -> list[Any]:
    query = Query(kind=kind, project=PROJECT, sort=(Sort(Builtin("id")),), limit=None)
    return list(store.find(query).items)


def comparison(store: Store, kind: Kind) -> dict[str, Any]:
    table = Comparison(kind, Reader(store, PROJECT).subjects(things(store, kind)))
    assert table.to_text(every=True)
    assert table._repr_html_()
    return table.to_dict(every=True)


def explanation(store: Store, kind: Kind, first: int, second: int) -> dict[str, Any]:
    found = things(store, kind)
    pair = cone_pair(Reader(store, PROJECT), found[first], found[second])
    explained = Explanation(*pair)
    assert explained.to_text()
    assert explained._repr_html_()
    return explained.to_dict()


class ComparingAgreement(SqliteAgreement):
    @rule()
    def compare(self) -> None:
        for kind in COMPARED:
            if len(things(self.reference, kind)) > 1:
                told = comparison(self.reference, kind)
                assert comparison(self.store, kind) == told
                assert json.dumps(told, allow_nan=False)

    @rule(data=st.data(), kind=st.sampled_from(EXPLAINED))
    def explain(self, data: st.DataObject, kind: Kind) -> None:
        count = len(things(self.reference, kind))
        if count > 1:
            places = st.integers(0, count - 1)
            pair = data.draw(places), data.draw(places)
            told = explanation(self.reference, kind, *pair)
            assert explanation(self.store, kind, *pair) == told
            assert json.dumps(told, allow_nan=False)
            if pair[0] == pair[1]:
                assert told["causes"] == told["effects"] == []


class TestComparingAgrees(ComparingAgreement.TestCase):
    settings = settings(max_examples=60, stateful_step_count=20)
