"""Metadata as people read it."""

from __future__ import annotations

import copy
import json
import pickle  # noqa: TID251  what other programs do with a dict
from datetime import datetime, timedelta

import pytest
from tests.unit.client.conftest import BEGINNING, World

from tallystick.client.client import Client
from tallystick.errors import NotFoundError
from tallystick.records.runs import Status
from tallystick.records.targets import Kind
from tallystick.values import MetadataTypeEnum, StorageSize, Uri

METADATA = {
    "rows": 120,
    "source": Uri("s3://bucket/data.csv"),
    "metrics": {"accuracy": 0.93, "loss": {"train": 0.1, "test": 0.2}},
    "done": True,
    "nothing": None,
}


@pytest.fixture
def run(world: World, client: Client):
    world.run("training-1", metadata=METADATA)
    return client.get_pipeline_run("training-1")


def test_values_come_back_equal_and_of_their_type(run):
    metadata = run.run_metadata

    assert metadata["rows"] == 120
    assert isinstance(metadata["rows"], int)
    assert metadata["source"] == "s3://bucket/data.csv"
    assert isinstance(metadata["source"], Uri)
    assert metadata["done"] is True
    assert metadata["nothing"] is None


def test_values_also_answer_as_entries_did(run):
    rows = run.run_metadata["rows"]

    assert rows.value == 120
    assert type(rows.value) is int
    assert rows.type == MetadataTypeEnum.INT
    assert isinstance(rows.logged_at, datetime)
    assert rows.logged_at == BEGINNING + timedelta(seconds=1)


def test_metadata_is_like_a_dict_in_the_order_of_logging(run):
    metadata = run.run_metadata

    assert metadata == METADATA
    assert metadata == METADATA
    assert dict(metadata) == METADATA
    assert list(metadata) == list(METADATA)
    assert len(metadata) == len(METADATA)
    assert "rows" in metadata
    assert "Rows" not in metadata
    assert 3 not in metadata
    assert metadata.get("missing", "default") == "default"
    assert metadata.copy() == METADATA
    assert copy.copy(metadata) == METADATA
    assert metadata != {"rows": 1}


def test_it_is_a_dict_for_all_that_takes_one(run):
    metadata = run.run_metadata

    assert isinstance(metadata, dict)
    assert json.loads(json.dumps(metadata)) == METADATA
    assert json.dumps(metadata, indent=1) == json.dumps(METADATA, indent=1)
    assert {**metadata} == metadata | {} == {} | metadata == METADATA
    assert list(metadata.items()) == list(METADATA.items())
    assert list(metadata.values()) == list(METADATA.values())
    assert metadata.items() == METADATA.items()
    assert all(hasattr(value, "logged_at") for value in list(metadata.values())[:3])
    assert type(pickle.loads(pickle.dumps(metadata))) is dict
    assert copy.deepcopy(metadata) == METADATA
    assert "rows" in {**metadata, "more": 1}


def test_what_it_holds_can_be_logged_again(run, client):
    client.create_run_metadata({"parent": run.run_metadata}, [run])

    assert run.refresh().run_metadata["parent"] == METADATA


def test_it_cannot_be_changed(run):
    metadata = run.run_metadata
    for change in (
        lambda: metadata.__setitem__("rows", 1),
        lambda: metadata.__delitem__("rows"),
        lambda: metadata.__ior__({}),
        lambda: metadata.update(rows=1),
        lambda: metadata.setdefault("new", 1),
        lambda: metadata.pop("rows"),
        metadata.popitem,
        metadata.clear,
    ):
        with pytest.raises(TypeError, match="kept as it is"):
            change()
    assert metadata == METADATA
    run.run_metadata["metrics"]["accuracy"] = 0.0

    assert run.run_metadata["metrics"]["accuracy"] == 0.93


def test_a_missing_key_names_close_ones(run, world):
    before = world.journal_length()

    with pytest.raises(NotFoundError, match=r"no metadata key of this run called 'row'.*'rows'"):
        run.run_metadata["row"]
    with pytest.raises(KeyError):
        run.run_metadata[3]
    with pytest.raises(NotFoundError):
        run.run_metadata.entry("row")
    with pytest.raises(NotFoundError):
        run.run_metadata.history("row")
    assert world.journal_length() == before


def test_flat_gives_the_leaves_by_path(run):
    assert run.run_metadata.flat() == {
        "rows": 120,
        "source": "s3://bucket/data.csv",
        "metrics.accuracy": 0.93,
        "metrics.loss.train": 0.1,
        "metrics.loss.test": 0.2,
        "done": True,
        "nothing": None,
    }


def test_the_newest_entry_is_the_value_and_history_has_all(world, client):
    id = world.run("training-1", metadata={"loss": 3})
    world.log(Kind.RUN, id, {"loss": 2}, index=1)
    world.log(Kind.RUN, id, {"loss": {"train": 1}})
    metadata = client.get_pipeline_run(id).run_metadata

    assert metadata["loss"] == {"train": 1}
    assert [entry.value for entry in metadata.history("loss")] == [3, 2, {"train": 1}]
    assert metadata.history("loss")[-1] == metadata.entry("loss")
    assert len({*metadata.history("loss"), metadata.entry("loss")}) == 3


def test_an_entry_answers_what_is_known_about_it(world, client):
    run = world.run("training-1", status=None)
    step = world.step(run, status=None)
    world.log(Kind.RUN, run, {"loss": 0.5}, index=3, publisher=step)

    entry = client.get_pipeline_run(run).run_metadata.entry("loss")

    assert (entry.key, entry.value, entry.type) == ("loss", 0.5, "float")
    assert entry.type is MetadataTypeEnum.FLOAT
    assert (entry.author, entry.index, entry.publisher) == ("ada", 3, step)
    assert entry.logged_at > BEGINNING
    assert entry.output is None
    assert entry.sequence == 1
    assert entry.change == world.journal_length()
    assert repr(entry) == "<loss = 0.5, float, index 3, 2026-01-31 12:00:02 UTC, by ada>"


def test_a_snapshot_stays_as_it_was_and_refresh_shows_what_came(world, client):
    id = world.run("training-1", metadata={"loss": 3})
    run = client.get_pipeline_run(id)
    world.log(Kind.RUN, id, {"loss": 2})

    world.log(Kind.RUN, id, {"new": 1})

    assert run.run_metadata["loss"] == 3
    assert "new" not in run.run_metadata
    assert [entry.value for entry in run.run_metadata.history("loss")] == [3, 2]
    assert [entry.value for entry in run.run_metadata.history("new")] == [1]
    assert run.refresh().run_metadata["loss"] == 2


class TestStepKeys:
    @pytest.fixture
    def run(self, world, client):
        id = world.run("training-1", metadata={"loss": 5}, status=None)
        world.step(id, "train", metadata={"loss": 1}, status=Status.RETRIED)
        world.step(id, "train", metadata={"loss": 2, "size": StorageSize(5)}, attempt=2)
        return client.get_pipeline_run(id)

    def test_a_run_finds_the_entries_of_a_steps_last_attempt(self, run):
        assert run.run_metadata["train::loss"] == 2
        assert isinstance(run.run_metadata["train::size"], StorageSize)
        assert "train::loss" in run.run_metadata
        assert run.run_metadata.get("train::loss") == 2
        assert len(run.run_metadata.history("train::loss")) == 1
        assert run.run_metadata.entry("train::loss").key == "loss"

    def test_only_own_keys_are_iterated(self, run):
        assert list(run.run_metadata) == ["loss"]

    def test_unknown_steps_and_keys_name_close_ones(self, run):
        assert "train::lost" not in run.run_metadata
        assert "trian::loss" not in run.run_metadata
        with pytest.raises(NotFoundError, match=r"step 'train' called 'lost'.*loss"):
            run.run_metadata["train::lost"]
        with pytest.raises(NotFoundError, match=r"called 'trian'.*Did you mean 'train'"):
            run.run_metadata["trian::loss"]

    def test_other_things_have_no_steps(self, run):
        with pytest.raises(NotFoundError, match="this step run called 'train::loss'"):
            run.steps["train"].run_metadata["train::loss"]


def test_cards_group_by_the_first_level(run):
    titles = [card.title for card in run.run_metadata.cards()]

    assert titles == [None, "metrics"]


def test_the_repr_is_lines_and_the_text_a_dict(run):
    assert repr(run.run_metadata).splitlines()[:2] == [
        "rows     120",
        "source   s3://bucket/data.csv",
    ]
    assert "metrics\n  accuracy  0.93\n  loss\n    train  0.1" in repr(run.run_metadata)
    assert str(run.run_metadata).startswith("{'rows': 120, ")


def test_empty_metadata_says_so(world, client):
    world.run("training-1")
    metadata = client.get_pipeline_run("training-1").run_metadata

    assert repr(metadata) == "(no metadata)"
    assert "No metadata." in metadata._repr_html_()
    assert metadata == {}


def test_html_shows_cards_and_executes_nothing(world, client):
    evil = "<script>alert(1)</script>"
    world.run(
        "training-1",
        metadata={
            evil: evil,
            "card": {evil: evil},
            "link": "https://example.org/?a=1&b=\"'<x>",
            "bad": "javascript:alert(1)",
            "empty": {},
        },
        tags=(evil,),
    )
    run = client.get_pipeline_run("training-1")

    for shown in (run.run_metadata, run, client.list_pipeline_runs()):
        html = shown._repr_html_()
        assert "<script" not in html
    html = run.run_metadata._repr_html_()
    assert "&lt;script&gt;" in html
    assert '<a href="https://example.org/?a=1&amp;b=&quot;&#x27;&lt;x&gt;"' in html
    assert 'href="javascript' not in html
    assert "(empty)" in html


def test_a_place_inside_of_a_value_is_no_key_and_says_how_it_is_read(world, client):
    run = world.run(metadata={"metrics": {"mae": 1.5, "by month": {"jan": 2}}})
    world.step(run, "train", metadata={"metrics": {"mae": 3}})
    metadata = client.get_pipeline_run(run).run_metadata

    for key, way in {
        "metrics.mae": "['metrics']['mae']",
        'metrics."by month".jan': "['metrics']['by month']['jan']",
        "train::metrics.mae": "['train::metrics']['mae']",
    }.items():
        assert key not in metadata
        assert metadata.get(key) is None
        with pytest.raises(NotFoundError) as raised:
            metadata[key]
        assert str(raised.value).endswith(f"write run_metadata{way}.")
        assert eval(f"metadata{way}") in (1.5, 2, 3)
