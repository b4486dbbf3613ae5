"""Who listens to the journal hears every change once, in order, also after an interruption."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import msgspec
import pytest

from tallystick.artifacts.storage import open_storage
from tallystick.records.journal import Change
from tallystick.server.service import Service
from tallystick.store.base import Store
from tallystick.store.rest import RemoteStore
from tallystick.store.sql import SqlStore
from tallystick.testing.commands import a_run, log
from tallystick.testing.serving import serving

PATIENCE_S = 30


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Store]:
    """The store behind the server."""
    store = SqlStore.open(tmp_path / "store")
    yield store
    store.close()


@pytest.fixture
def url(there: Store, tmp_path: Path) -> Iterator[str]:
    service = Service(there, storage=open_storage(tmp_path / "artifacts"))
    with serving(service) as url:
        yield url


@contextmanager
def listening(
    url: str, *, after: int | None = None, last: int | None = None
) -> Iterator[Iterator[Change]]:
    """The changes as they come; what is checked is that ids are numbers."""
    asked = {} if after is None else {"after": after}
    said = {} if last is None else {"Last-Event-ID": str(last)}
    with httpx.stream(
        "GET", f"{url}/api/v1/changes/events", params=asked, headers=said, timeout=PATIENCE_S
    ) as response:
        assert response.status_code == 200, response.read()
        assert response.headers["Content-Type"].startswith("text/event-stream")
        yield changes(response.iter_lines())


def changes(lines: Iterator[str]) -> Iterator[Change]:
    event: dict[str, str] = {}
    for line in lines:
        if line:
            name, _, value = line.partition(": ")
            event[name] = value
        elif event.get("event") == "change":
            change = msgspec.json.decode(event["data"], type=Change)
            assert change.sequence == int(event["id"])
            yield change
            event = {}


def taken(heard: Iterator[Change], count: int) -> list[int]:
    return [next(heard).sequence for _ in range(count)]


def test_what_was_applied_and_what_will_be_is_heard(url: str, there: Store) -> None:
    """Whether this server or another process applied it."""
    run = a_run()
    there.apply(run, log(run, {"a": 1}))
    store = RemoteStore(url)

    with listening(url, after=0) as heard:
        assert taken(heard, 2) == [1, 2]
        store.apply(log(run, {"a": 2}))
        assert taken(heard, 1) == [3]
        there.apply(log(run, {"a": 3}), log(run, {"a": 4}))
        assert [change.command for change in (next(heard), next(heard))] == [
            change.command for change in there.changes(after=3)
        ]
    store.close()


def test_listening_begins_now_unless_asked_otherwise(url: str, there: Store) -> None:
    run = a_run()
    there.apply(run)

    with listening(url) as heard:
        there.apply(log(run, {"a": 1}))
        assert taken(heard, 1) == [2]


def test_listening_goes_on_where_it_was_interrupted(url: str, there: Store) -> None:
    """By what browsers send when they come back, which beats where they began."""
    run = a_run()
    there.apply(run, *(log(run, {"a": number}) for number in range(5)))
    with listening(url, after=0) as heard:
        (*_, last) = taken(heard, 3)

    with listening(url, after=0, last=last) as heard:
        assert taken(heard, 3) == [4, 5, 6]


def test_many_listeners_hear_the_same(url: str, there: Store) -> None:
    """Those who begin at the beginning as well as those who are up to date."""
    run = a_run()
    there.apply(run, *(log(run, {"a": number}) for number in range(700)))

    def hear(number: int) -> list[int]:
        after = 0 if number % 2 else 695
        with listening(url, after=after) as heard:
            return taken(heard, 721 - after)

    with ThreadPoolExecutor(10) as pool:
        heard = [pool.submit(hear, number) for number in range(10)]
        for number in range(20):
            there.apply(log(run, {"b": number}))
        found = [each.result() for each in heard]

    assert found[0] == list(range(696, 722))
    assert found[1] == list(range(1, 722))
    assert found[2::2] == [found[0]] * 4
    assert found[3::2] == [found[1]] * 4


def test_a_server_that_stops_ends_what_is_heard(there: Store, tmp_path: Path) -> None:
    """It does not wait for those who listen."""
    service = Service(there, storage=open_storage(tmp_path / "artifacts"))
    with serving(service) as url:
        stream = httpx.stream("GET", f"{url}/api/v1/changes/events", timeout=PATIENCE_S)
        response = stream.__enter__()

    lines = list(response.iter_lines())
    stream.__exit__(None, None, None)

    assert lines[0] == "retry: 1000"


@pytest.mark.parametrize(
    ("asked", "said"), [({"after": -1}, "after number 0"), ({"after": "x"}, "after")]
)
def test_what_is_no_number_is_refused(url: str, asked: dict[str, object], said: str) -> None:
    response = httpx.get(f"{url}/api/v1/changes/events", params=asked)  # type: ignore[arg-type]

    assert response.status_code == 400
    assert said in response.json()["detail"]
