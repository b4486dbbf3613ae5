"""Comparing through the client: what may be given, and what is compared of each kind."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from tests.unit.client.conftest import World

from tallystick.client.client import Client
from tallystick.client.session import Session
from tallystick.errors import InvalidArgumentError, InvalidValueError, NotFoundError
from tallystick.records.runs import Status
from tallystick.records.targets import Kind


@pytest.fixture
def depths(world: World) -> list[str]:
    for depth in (3, 5, 8):
        world.run(f"depth-{depth}", metadata={"accuracy": depth / 10}, parameters={"depth": depth})
    return ["depth-3", "depth-5", "depth-8"]


class TestWhatIsCompared:
    def test_names_ids_handles_and_pages(self, client: Client, depths: list[str]):
        handles = [client.runs.get(name) for name in depths]

        for refs in (
            depths,
            [str(handle.id) for handle in handles],
            [handle.id for handle in handles],
            handles,
            client.runs.find(sort="name"),
            [depths[0], handles[1], handles[2].id],
        ):
            assert [column.name for column in client.compare(refs).columns] == depths

    def test_a_beginning_of_a_name(self, client: Client, depths: list[str]):
        assert client.compare(["depth-3", "depth-5"]).columns == (
            client.compare([client.runs.get("depth-3"), client.runs.get("depth-5")]).columns
        )

    @pytest.mark.parametrize(
        ("refs", "error", "message"),
        [
            ([], InvalidArgumentError, "2 to 500 things are compared; got nothing"),
            (["depth-3"], InvalidArgumentError, "2 to 500 things are compared; got 1"),
            (["depth-3", "depth-3"], InvalidArgumentError, "'depth-3' is there twice"),
            (["depth-3", "dpeth-5"], NotFoundError, "Did you mean"),
            ("depth-3", InvalidValueError, "is a list; got 'depth-3'"),
            ([3, 4], InvalidValueError, "A run is given by name or id; got 3"),
        ],
    )
    def test_what_cannot_be_compared(self, client: Client, depths, refs, error, message):
        with pytest.raises(error, match=message):
            client.compare(refs)

    def test_kinds_that_differ(self, world: World, client: Client, depths: list[str]):
        artifact = world.artifact()

        with pytest.raises(InvalidArgumentError, match="'data' is an artifact version among runs"):
            client.compare([client.runs.get("depth-3"), artifact])


class TestBaselines:
    def test_deltas_refer_to_the_first_unless_another_is_named(self, client: Client, depths):
        first = client.compare(depths).row("accuracy").deltas
        last = client.compare(depths, baseline="depth-8").row("accuracy").deltas

        assert [delta and round(delta.absolute, 3) for delta in first] == [None, 0.2, 0.5]
        assert [delta and round(delta.absolute, 3) for delta in last] == [-0.5, -0.3, None]

    def test_a_baseline_that_is_not_compared_comes_first(self, client: Client, depths):
        table = client.compare(depths[1:], baseline=depths[0])

        assert [column.name for column in table.columns] == depths
        assert table.baseline == 0


class TestSections:
    """What is compared of each kind."""

    def test_runs(self, world: World, client: Client):
        for name, depth in (("a", 3), ("b", 5)):
            environment = world.document(
                f'{{"python": "3.{depth}", "packages": {{"x": "{depth}"}}}}'
            )
            run = world.run(
                name,
                metadata={"metrics": {"loss": 1 / depth}},
                parameters={"depth": depth},
                environment=environment,
                code={"commit": name * 40, "dirty": False},
            )
            data = world.artifact("data", [depth])
            world.step(run, "train", inputs={"rows": (data,)}, outputs={"model": depth})

        table = client.compare(["a", "b"])

        assert {group.section.value: group.title for group in table.groups} == {
            "facts": "run",
            "metadata": "metrics",
            "parameters": "parameters",
            "inputs": "inputs",
            "code": "code",
            "environment": "environment",
            "outputs": "outputs",
        }
        assert table.row("depth").values == (3, 5)
        assert table.row("train.rows.version").values == ("data@1", "data@2")
        assert table.row("train.model.version").values == ("model@1", "model@2")
        assert table.row("commit").values == ("a" * 40, "b" * 40)
        assert table.row("packages.x").values == ("3", "5")
        assert not table.row("status").differs
        for path in ("train.rows.sha256", "train.model.sha256", "python", "started_at"):
            assert table.row(path).differs, path

    def test_the_last_attempt_of_a_step_counts(self, world: World, client: Client):
        for name in "ab":
            run = world.run(name)
            world.step(run, "train", status=Status.RETRIED, attempt=1)
            world.step(run, "train", outputs={"model": name}, attempt=2)

        assert client.compare(["a", "b"]).row("train.model.version").differs

    def test_steps_of_runs(self, world: World, client: Client):
        for name, depth in (("a", 3), ("b", 5)):
            run = world.run(name, code={"commit": name})
            world.step(run, "train", parameters={"depth": depth}, metadata={"loss": depth})

        for refs in ([("a", "train"), ("b", "train")], ["a::train", "b::train"]):
            table = client.compare(refs, kind="steps")

            assert [column.name for column in table.columns] == ["a::train", "b::train"]
            assert table.row("depth").values == table.row("loss").values == (3, 5)
            assert table.row("commit").values == ("a", "b")

    def test_artifact_versions(self, world: World, client: Client):
        for rows in (3, 5):
            world.artifact("data", list(range(rows)), metadata={"mean": {"x": rows / 2}})
        named = [("data", 1), ("data", 2)], ["data@1", "data@2"], ["data@1", "data"]

        for refs in named:
            table = client.compare(refs, kind="artifacts")

            assert [column.name for column in table.columns] == ["data@1", "data@2"]
            assert table.row("mean.x").values == (1.5, 2.5)
            assert {"size", "sha256", "version"} <= {row.path for row in table.differing}

    def test_model_versions(self, world: World, client: Client):
        for number in (1, 2):
            version = world.model_version("rf")
            run = world.run(f"run-{number}")
            world.link(version, world.artifact("model", [number]), runs=(run,))
            world.log(Kind.MODEL_VERSION, version, {"accuracy": number / 10})
        client.get_model_version("rf", 2).set_stage("production")

        table = client.compare([("rf", 1), "rf@production"], kind="models")

        assert [column.name for column in table.columns] == ["rf@1", "rf@2"]
        assert table.row("accuracy").values == (0.1, 0.2)
        assert table.row("stage").values == ("none", "production")
        assert table.row("model.version").values == ("model@1", "model@2")
        assert table.row("runs").values == (["run-1"], ["run-2"])

    def test_a_version_whose_artifact_has_the_sign_in_its_name(self, world: World, client: Client):
        for name in ("a@1", "a@1", "a"):
            world.artifact(name)

        table = client.compare(["a@1", "a@1@1", "a"], kind="artifacts")

        assert [column.name for column in table.columns] == ["a@1@2", "a@1@1", "a@1"]

    def test_what_was_deleted_since_is_not_here(self, world: World, client: Client):
        for name in "ab":
            run = world.run(name)
            world.step(run, outputs={"model": name})
        client.artifact_versions.delete("model", 1)

        gone, there = client.compare(["a", "b"]).row("train.model.version").values

        assert gone.startswith("not here (")
        assert there == "model@2"


class TestConditions:
    def test_what_satisfies_it_the_newest_first(self, client: Client, depths: list[str]):
        table = client.compare(where="accuracy >= 0.5")

        assert [column.name for column in table.columns] == ["depth-8", "depth-5"]

    def test_beside_what_is_named(self, client: Client, depths: list[str]):
        table = client.compare(["depth-3"], where="accuracy > 0.7", baseline="depth-5")

        assert [column.name for column in table.columns] == ["depth-5", "depth-3", "depth-8"]

    def test_more_than_can_be_compared(self, world: World, client: Client):
        for number in range(501):
            world.run(f"run-{number}", status=None)

        with pytest.raises(InvalidArgumentError, match="2 to 500 things are compared; got 501"):
            client.compare(where="name ~ 'run-*'")

        with pytest.raises(InvalidArgumentError, match="got 501 or more"):
            client.compare(client.runs.find(limit=None))

        assert len(client.compare(client.runs.find(limit=500)).columns) == 500


class TestThePast:
    def test_everything_is_as_it_was_recorded(self, world: World, client: Client):
        runs = [client.runs.get(world.run(name, metadata={"loss": 1})) for name in "ab"]
        then = world.journal_length()
        for number, run in enumerate(runs):
            world.log(Kind.RUN, run.id, {"loss": number})

        for refs in (["a", "b"], runs, [run.refresh() for run in runs]):
            table = client.compare(refs, as_of=then)

            assert table.row("loss").values == (1, 1)
        assert client.compare(["a", "b"]).row("loss").values == (0, 1)
        assert client.explain_difference("a", "b", as_of=then).causes == ()
        assert client.explain_difference("a", "b").causes != ()


class TestExplaining:
    def test_what_cannot_be_explained(self, world: World, client: Client, depths: list[str]):
        world.model_version("rf")
        world.model_version("rf")

        for before, after, kind, error, message in (
            ("depth-3", "depth-3", None, InvalidArgumentError, "is there twice"),
            ("depth-3", "dpeth-5", None, NotFoundError, "Did you mean"),
            ("depth-3", client.get_model_version("rf", 1), None, NotFoundError, "depth-3"),
            ("rf@1", "rf@2", "models", NotFoundError, "'rf@1' has no run"),
            ("depth-3", "depth-5", "runz", InvalidArgumentError, "Did you mean 'runs'"),
        ):
            with pytest.raises(error, match=message):
                client.explain_difference(before, after, kind=kind)

    def test_nothing_is_changed(self, world: World, client: Client, depths: list[str]):
        before = world.journal_length()

        client.compare(depths)
        client.explain_difference(depths[0], depths[1])

        assert world.journal_length() == before


class Counting:
    """A store that counts what it is asked."""

    def __init__(self, store: Any) -> None:
        self._store = store
        self.asked: Counter[str] = Counter()

    def __getattr__(self, name: str) -> Any:
        self.asked[name] += 1
        return getattr(self._store, name)


@pytest.mark.parametrize("given", ["name", "id", "handle"])
def test_as_many_questions_for_many_as_for_few(world: World, given: str):
    for number in range(30):
        environment = world.document(f'{{"python": "3.{number}"}}')
        run = world.run(f"run-{number}", environment=environment, metadata={"a": number})
        world.step(run, outputs={"model": number})
    runs = world.client.runs.find(sort="created", limit=None)
    refs = [run if given == "handle" else getattr(run, given) for run in runs]

    asked = []
    for count in (2, 30):
        store: Any = Counting(world.store)
        client = Client(Session(world.session.settings, store=store))
        assert len(client.compare(refs[:count]).differing) > 2
        asked.append(store.asked)

    assert asked[0] == asked[1]
    assert asked[0].total() <= 8


@pytest.mark.parametrize("given", ["id", "handle"])
def test_as_many_questions_for_many_model_versions_as_for_few(world: World, given: str):
    for number in range(30):
        version = world.model_version("rf")
        run = world.run(f"run-{number}", model_version_id=version)
        world.link(version, world.artifact("forest", number), runs=(run,))
    versions = world.client.model_versions.find(sort="number", limit=None)
    refs = [one if given == "handle" else one.id for one in versions]

    asked = []
    for count in (2, 30):
        store: Any = Counting(world.store)
        client = Client(Session(world.session.settings, store=store))
        table = client.compare(refs[:count])
        assert table.row("runs").values == tuple([f"run-{number}"] for number in range(count))
        assert table.row("forest.version").values[1] == "forest@2"
        asked.append(store.asked)

    assert asked[0] == asked[1]
    assert asked[0].total() <= 8
