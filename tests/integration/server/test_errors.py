"""What goes wrong is said with the same class and the same words on both sides, and no more."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest

from tallystick import errors
from tallystick.errors import (
    AmbiguousReferenceError,
    InvalidArgumentError,
    InvalidQueryError,
    RequestTooLargeError,
    ServerError,
    StoreBusyError,
    TallystickError,
)
from tallystick.query.query import Query
from tallystick.records.commands import encode_command
from tallystick.records.references import Ref
from tallystick.records.runs import Run
from tallystick.records.targets import Kind
from tallystick.server.service import Service
from tallystick.store.memory import MemoryStore
from tallystick.store.rest import RemoteStore
from tallystick.testing.commands import a_run, log
from tallystick.testing.contents import contents
from tallystick.wire.limits import MEBIBYTE, MOST_BYTES, MOST_COMMANDS, MOST_THINGS

ALL = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, TallystickError)
]

JSON = {"Content-Type": "application/json"}
RUN = a_run("nightly")


class Refusing(MemoryStore):
    """Refuses whatever it is asked with one error."""

    error: Exception = TallystickError()

    def apply(self, *commands: object) -> tuple[int, ...]:
        raise self.error

    def newest(self) -> int:
        raise self.error


@pytest.fixture
def refusing(service: Service) -> Refusing:
    service.store = Refusing()
    return service.store


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.__name__)
def test_errors_travel_with_class_message_and_facts(
    refusing: Refusing, store: RemoteStore, kind: type[TallystickError]
) -> None:
    """By reading and by writing."""
    facts = {"given": "\N{SNOWMAN}\n", "id": UUID(int=5), "count": 2**70, "all": (1, "two")}
    refusing.error = kind("What went wrong, in a sentence.", **facts, store=object())

    for question in (store.newest, lambda: store.apply(RUN)):
        with pytest.raises(TallystickError) as caught:
            question()
        assert type(caught.value) is kind
        assert str(caught.value) == "What went wrong, in a sentence."
        assert caught.value.facts == facts


def test_candidates_come_along(store: RemoteStore) -> None:
    runs = [a_run("nightly-1"), a_run("nightly-2")]
    store.apply(*runs)

    with pytest.raises(AmbiguousReferenceError) as caught:
        store.get(Run, Ref("nightly"))

    assert set(caught.value.facts["candidates"]) == {run.run_id for run in runs}  # type: ignore[call-overload]


@pytest.mark.parametrize("error", [ZeroDivisionError("secret"), RecursionError("secret")])
def test_what_nobody_foresaw_has_an_id_and_no_trace(
    refusing: Refusing, url: str, store: RemoteStore, error: Exception, caplog: Any
) -> None:
    """The log has the rest, under the id."""
    refusing.error = error

    with pytest.raises(ServerError) as caught:
        store.newest()
    answer = httpx.get(f"{url}/api/v1/changes", headers={"X-Request-Id": "mine-1"})

    assert "secret" not in str(caught.value)
    assert str(caught.value.facts["request"]) in str(caught.value)
    assert answer.status_code == 500
    assert answer.headers["X-Request-Id"] == answer.json()["request"] == "mine-1"
    assert not {"secret", "Traceback", ".py"} & set(answer.text.split())
    assert [record.request for record in caplog.records if record.message == "request failed"] == [
        str(caught.value.facts["request"]),
        "mine-1",
    ]


def test_a_busy_store_is_asked_again(refusing: Refusing, service: Service, url: str) -> None:
    """As long as it says when."""
    store = RemoteStore(url)
    store.connection.ask("health", dict)
    asked: list[int] = []

    class BusyTwice(MemoryStore):
        def newest(self) -> int:
            asked.append(1)
            if len(asked) < 3:
                raise StoreBusyError("Others are writing.")
            return 5

    service.store = BusyTwice()

    assert store.newest() == 5
    store.close()


SENSELESS: list[tuple[str, str, Any, str]] = [
    ("POST", "commands", b"", "cannot be understood"),
    ("POST", "commands", b"{", "cannot be understood"),
    ("POST", "commands", b"\xff", "cannot be understood"),
    ("POST", "commands", b"[]", "Expected `object`, got `array`"),
    ("POST", "commands", b'{"parts": [[{"command": "Explode"}]]}', "Explode"),
    ("POST", "commands", b'{"parts": [[{"command": "StartRun"}]]}', "missing required field"),
    ("POST", "commands", b'{"parts": [], "more": 1}', "unknown field `more`"),
    ("POST", "runs", b'{"limit": "x"}', "Expected `int`, got `str` - at `$.limit`"),
    ("POST", "runs", b'{"wher": ""}', "unknown field `wher`"),
    ("POST", "runs", b'{"where": "status = x"}', "Column 10"),
    ("POST", "runs", b'{"as_of": "yesterday"}', "as_of is a number of the journal or a time"),
    ("POST", "runs", b'{"limit": 1001}', "at most 1,000 things"),
    ("POST", "runs/paths", b'{"where": "x >"}', "Column 4"),
    ("GET", "runs?limit=x", None, "limit"),
    ("GET", "runs?limit=-1", None, "limit -1"),
    ("GET", "runs?where=a+%3D%3D+", None, "Column"),
    ("GET", "runs?wher=a", None, "'wher'"),
    ("GET", "runs?limit=2000", None, "at most 1,000 things"),
    ("GET", "run", None, "ref"),
    ("GET", "run?ref=a&number=1&stage=latest", None, "one of version, number and stage"),
    ("GET", "history?kind=run&id=5&key=a", None, "id"),
    ("GET", "history?kind=ruin&id=00000000-0000-0000-0000-000000000000&key=a", None, "kind"),
    ("GET", "lineage?kind=model&id=00000000-0000-0000-0000-000000000000", None, "Lineage"),
    ("GET", "changes?limit=1001", None, "At most 1,000"),
    ("GET", "changes?after=-1", None, "after number 0"),
    ("GET", "nothing", None, "There is no /api/v1/nothing"),
    ("DELETE", "runs", None, "not asked by this method"),
]


@pytest.mark.parametrize(("method", "path", "body", "said"), SENSELESS)
def test_requests_that_make_no_sense_are_refused(
    service: Service, url: str, method: str, path: str, body: bytes | None, said: str
) -> None:
    """With a problem that says why, and nothing is changed."""
    service.store.apply(RUN)
    before = contents(service.store)

    answer = httpx.request(method, f"{url}/api/v1/{path}", content=body, headers=JSON)

    assert 400 <= answer.status_code < 500
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert said in answer.json()["detail"]
    assert issubclass(getattr(errors, answer.json()["type"]), TallystickError)
    assert contents(service.store) == before


def test_a_part_that_is_refused_does_not_hold_up_the_others(service: Service, url: str) -> None:
    """Each part is all or none."""
    other = a_run("other")
    parts = [
        [RUN, log(RUN, {"a": 1})],
        [log(RUN, {"a": 2}), log(a_run(), {"a": 3})],
        [other],
    ]
    body = msgspec.json.encode({"parts": parts})

    answer = httpx.post(f"{url}/api/v1/commands", content=body, headers=JSON)
    again = httpx.post(f"{url}/api/v1/commands", content=body, headers=JSON)

    first, second, third = answer.json()["outcomes"]
    assert (first, third) == ({"sequences": [1, 2]}, {"sequences": [3]})
    assert second["problem"]["type"] == "NotFoundError"
    assert again.json() == answer.json()
    assert service.store.newest() == 3


def compressed(content: bytes) -> bytes:
    return gzip.compress(content)


def batch() -> bytes:
    return b'{"parts": [[' + encode_command(RUN) + b"]]}"


def test_bodies_may_be_compressed(service: Service, url: str) -> None:
    answer = httpx.post(
        f"{url}/api/v1/commands",
        content=compressed(batch()),
        headers={**JSON, "Content-Encoding": "gzip"},
    )

    assert answer.json() == {"outcomes": [{"sequences": [1]}]}


@pytest.mark.parametrize(
    ("make", "encoding", "status", "said"),
    [
        (batch, "gzip", 400, "is not gzip"),
        (lambda: compressed(batch())[:-10], "gzip", 400, "ends before its gzip stream does"),
        (lambda: compressed(batch()) + b"more", "gzip", 400, "goes on after its gzip stream"),
        (lambda: zlib.compress(batch()), "deflate", 415, "compressed by gzip or not at all"),
        (lambda: compressed(bytes(MOST_BYTES + 1)), "gzip", 413, "64 MiB when inflated"),
    ],
)
def test_bodies_that_do_not_inflate_to_what_they_may_be_are_refused(
    service: Service, url: str, make: Callable[[], bytes], encoding: str, status: int, said: str
) -> None:
    """A bomb of 64 KiB does not become 64 MiB first."""
    answer = httpx.post(
        f"{url}/api/v1/commands",
        content=make(),
        headers={**JSON, "Content-Encoding": encoding},
    )

    assert (answer.status_code, service.store.newest()) == (status, 0)
    assert said in answer.json()["detail"]


def test_bodies_are_not_too_large(service: Service, url: str) -> None:
    answer = httpx.post(
        f"{url}/api/v1/commands", content=bytes(MOST_BYTES + 1), headers=JSON, timeout=60
    )

    assert answer.status_code == 413
    assert answer.json()["type"] == "RequestTooLargeError"


def test_what_is_too_much_for_one_request_is_not_sent(store: RemoteStore) -> None:
    """The error says how much may be."""
    value = msgspec.Raw(b'"' + b"x" * MEBIBYTE + b'"')
    large = log(RUN, {str(number): "x" for number in range(65)})
    entries = tuple(msgspec.structs.replace(entry, value=value) for entry in large.entries)

    with pytest.raises(RequestTooLargeError, match=f"{MOST_COMMANDS:,} commands and 64 MiB"):
        store.apply(RUN, msgspec.structs.replace(large, entries=entries))
    with pytest.raises(RequestTooLargeError, match="10,001"):
        store.apply(*[RUN] * (MOST_COMMANDS + 1))

    assert store.newest() == 0


def test_answers_without_limit_are_fetched_in_pages(store: RemoteStore) -> None:
    """All of them, each once, in order; also the journal."""
    runs = [a_run(str(number)) for number in range(MOST_THINGS + 5)]
    store.apply(*runs)

    page = store.find(Query(kind=Kind.RUN, limit=None, sort=()))
    part = store.find(Query(kind=Kind.RUN, limit=MOST_THINGS + 2, sort=()))

    names = [item.record.name for item in page.items]  # type: ignore[union-attr]  # runs
    assert names == [run.name for run in runs]
    assert (page.total, page.next) == (len(runs), None)
    assert (part.items, part.total) == (page.items[:-3], len(runs))
    rest = store.find(Query(kind=Kind.RUN, limit=None, sort=(), after=part.next))
    assert rest.items == page.items[-3:]
    assert [change.command for change in store.changes()] == runs


@pytest.mark.parametrize("header", ["Host", "Origin"])
@pytest.mark.parametrize("said", ["evil.example", "evil.example:8237", "127.0.0.1.evil.example"])
def test_pages_from_elsewhere_cannot_use_a_server_without_token(
    service: Service, url: str, header: str, said: str
) -> None:
    """Browsers say whose page it is, and under which name they ask."""
    value = said if header == "Host" else f"http://{said}"

    for answer in (
        httpx.get(f"{url}/api/v1/runs", headers={header: value}),
        httpx.post(f"{url}/api/v1/commands", content=batch(), headers={**JSON, header: value}),
    ):
        assert answer.status_code == 403
        assert header in answer.json()["detail"]
    assert service.store.newest() == 0


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_bodies_say_that_they_are_json(service: Service, url: str, kind: str) -> None:
    """What a form of another page can send is none."""
    answer = httpx.post(f"{url}/api/v1/commands", content=batch(), headers={"Content-Type": kind})

    assert (answer.status_code, service.store.newest()) == (415, 0)
    assert "application/json" in answer.json()["detail"]


def test_ids_of_requests_cannot_forge_the_log(url: str) -> None:
    answer = httpx.get(f"{url}/api/v1/health", headers={"X-Request-Id": "a b" + "c" * 100})

    assert UUID(answer.headers["X-Request-Id"])


def test_a_client_of_another_protocol_is_told(url: str) -> None:
    answer = httpx.get(f"{url}/api/v1/runs", headers={"Tallystick-Protocol": "2"})

    assert answer.json()["type"] == "StoreVersionError"
    assert "protocol '2'" in answer.json()["detail"]


def test_everybody_may_see_whether_it_works(refusing: Refusing, url: str) -> None:
    refusing.error = errors.StoreCorruptError("The file is damaged.")

    health, ready, version = (
        httpx.get(f"{url}/api/v1/{path}", headers={"Host": "load-balancer"})
        for path in ("health", "ready", "version")
    )

    assert (health.status_code, health.json()) == (200, {"status": "ok"})
    assert (ready.status_code, ready.json()["type"]) == (500, "StoreCorruptError")
    assert version.json()["protocol"] == 1


def test_a_query_that_makes_no_sense_is_refused_here(store: RemoteStore) -> None:
    """Before anything is sent."""
    store.close()

    with pytest.raises(errors.StoreError, match="closed"):
        store.find(Query(kind=Kind.RUN))
    with pytest.raises(InvalidQueryError):
        RemoteStore("http://127.0.0.1:1").find(Query(kind=Kind.RUN, limit=-1))
    with pytest.raises(InvalidArgumentError):
        RemoteStore("http://127.0.0.1:1").apply(msgspec.structs.replace(RUN, project=""))


def test_problems_are_json_that_other_programs_read(url: str) -> None:
    answer = httpx.get(f"{url}/api/v1/run", params={"ref": "nightly"})

    assert json.loads(answer.content) == {
        "type": "NotFoundError",
        "status": 404,
        "detail": answer.json()["detail"],
        "facts": answer.json()["facts"],
        "request": answer.headers["X-Request-Id"],
    }
