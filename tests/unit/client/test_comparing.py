"""Comparing through the client: what may be given, and what is compared of each kind."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from tests.unit.client.conftest import World

from tallystick.client.client import Client
from tallystick.client.session import Session
from tallystick.errors import InvalidArgumentError, InvalidValueError, NotFoundError


@pytest.fixture
def runs(world: World) -> list[str]:
    for depth in (3, 5, 8):
        world.run(f"depth-{depth}", metadata={"accuracy": depth / 10}, parameters={"depth": depth})
    return ["depth-3", "depth-5", "depth-8"]


class TestReferences:
    def test_names_ids_handles_and_pages(self, client: Client, runs: list[str]):
        handles = [client.runs.get(name) for name in runs]

        for refs in (
            runs,
            [str(handle.id) for handle in handles],
            [handle.id for handle in handles],
            handles,
            client.runs.find(sort="name"),
            [runs[0], handles[1], handles[2].id],
        ):
            assert [column.name for column in client.compare(refs).columns] == runs

    def test_a_beginning_of_a_name(self, client: Client, runs: list[str]):
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
    def test_what_cannot_be_compared(self, client: Client, runs, refs, error, message):
        with pytest.raises(error, match=message):
            client.compare(refs)

    def test_kinds_that_differ(self, world: World, client: Client, runs: list[str]):
        artifact = world.artifact()

        with pytest.raises(InvalidArgumentError, match="'data' is an artifact version among runs"):
            client.compare([client.runs.get("depth-3"), artifact])


class TestBaseline:
    def test_deltas_refer_to_the_first_unless_another_is_named(self, client: Client, runs):
        first = client.compare(runs).row("accuracy").deltas
        last = client.compare(runs, baseline="depth-8").row("accuracy").deltas

        assert [delta and round(delta.absolute, 3) for delta in first] == [None, 0.2, 0.5]
        assert [delta and round(delta.absolute, 3) for delta in last] == [-0.5, -0.3, None]

    def test_a_baseline_that_is_not_compared_comes_first(self, client: Client, runs):
        table = client.compare(runs[1:], baseline=runs[0])

        assert [column.name for column in table.columns] == runs
        assert table.baseline == 0


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
