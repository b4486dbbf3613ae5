"""What is shown of an artifact: what was logged, what was found out, and its columns."""

from __future__ import annotations

import pytest

from tallystick import DType, StorageSize
from tallystick.client.views.data import data_of
from tallystick.records.targets import Kind

FACTS = {
    "storage_size": StorageSize(3000),
    "column_count": 3,
    "columns": ["a", "<b>"],
    "dtype": {"a": DType("int64"), "<b>": DType("str")},
    "missing_count": {},
    "min": {"a": 1},
}


@pytest.fixture
def frame(world, client):
    id = world.artifact("frame", metadata=FACTS)
    world.log(Kind.ARTIFACT_VERSION, id, {"owner": "ada", "terms": {"eu": True}})
    return client.get_artifact_version(id)


def data(version):
    return data_of(version.run_metadata, version.snapshot.entries)


def test_what_was_logged_is_apart_from_what_was_found_out(frame):
    assert data(frame).logged == {"owner": "ada", "terms": {"eu": True}}
    assert data(frame).facts == {"storage_size": 3000, "column_count": 3}


def test_facts_by_column_are_together(frame):
    shown = data(frame)

    assert shown.columns == ("a", "<b>")
    assert shown.titles == {"dtype": "type", "min": "min"}
    assert shown.by_column["min"] == {"a": 1}
    assert shown.caption == "3 columns, the first 2 described, none with missing values"


def test_a_fact_that_a_person_logged_again_is_theirs(world, client, frame):
    world.log(Kind.ARTIFACT_VERSION, frame.id, {"columns": "see the wiki"})

    shown = data(frame.refresh())

    assert shown.logged["columns"] == "see the wiki"
    assert shown.columns == ()
    assert shown.facts["dtype"] == FACTS["dtype"]


def test_of_an_artifact_without_facts_all_was_logged(world, client):
    version = client.get_artifact_version(world.artifact("plain", metadata={"shape": [3]}))

    assert data(version) == ({"shape": [3]}, {}, (), 0, {})


def test_notebooks_show_a_row_for_each_column(frame):
    html = frame._repr_html_()

    assert "<summary>Metadata</summary>" in html
    assert "<summary>Facts</summary>" in html
    assert "<tr><td>&lt;b&gt;</td><td>str</td><td></td></tr>" in html
    assert html.index("owner") < html.index("storage_size") < html.index("3 columns")
    assert "<b>" not in html
