"""What is logged to a server waits in the spool of the machine until the server has it."""

from __future__ import annotations

import json
import multiprocessing
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

import pytest
from tests.integration.server.conftest import PATIENCE_S, Up, until

from tallystick.errors import StoreBusyError, StoreUnreachableError
from tallystick.records.commands import Command, StartRun, encode_command
from tallystick.records.ids import new_id
from tallystick.server.service import Service
from tallystick.store.memory import MemoryStore
from tallystick.store.rest import RemoteStore
from tallystick.store.rest.connection import Connection
from tallystick.store.rest.spool.frames import framed
from tallystick.store.rest.spool.places import Place, places
from tallystick.store.rest.spool.segments import segment_paths
from tallystick.store.rest.spool.spooled import Spooled
from tallystick.store.rest.spool.waiting import deliver_all, waiting
from tallystick.testing.commands import a_run, log, target
from tallystick.values import decode

Start = Callable[..., Up]
Opened = Callable[..., RemoteStore]


@pytest.fixture
def spool(home: Path) -> Path:
    return home / "spool"


@pytest.fixture
def spooled(url: str, spool: Path) -> Iterator[RemoteStore]:
    store = RemoteStore(url, spool=spool)
    yield store
    store.close()


@pytest.fixture
def opened() -> Iterator[Callable[..., RemoteStore]]:
    """Opens stores, which are closed after the test."""
    stores: list[RemoteStore] = []

    def open_store(url: str, **given: Path) -> RemoteStore:
        stores.append(RemoteStore(url, **given))
        return stores[-1]

    yield open_store
    for store in stores:
        store.close()


def begun(store: RemoteStore) -> StartRun:
    run = a_run()
    store.apply(run)
    return run


def logged(store: RemoteStore, run: StartRun, key: str = "loss") -> list[object]:
    return [decode(entry.value) for entry in store.history(target(run), key)]


def waits(spool: Path) -> int:
    return sum(waiting(place).commands for place in places(spool))


def test_reading_sees_what_was_logged_before_in_its_order(spooled: RemoteStore) -> None:
    run = begun(spooled)

    for number in range(500):
        assert spooled.apply(log(run, {"loss": number})) == ()

    assert logged(spooled, run) == list(range(500))


def test_what_is_logged_is_delivered_without_being_asked_for(
    spooled: RemoteStore, service: Service, spool: Path
) -> None:
    run = begun(spooled)

    spooled.apply(log(run, {"loss": 1}))

    until(lambda: len(service.store.history(target(run), "loss")) == 1)
    until(lambda: waits(spool) == 0)


def test_what_needs_an_answer_follows_what_was_logged(spooled: RemoteStore) -> None:
    run = begun(spooled)

    spooled.apply(log(run, {"loss": 1}))
    (number,) = spooled.apply(a_run())

    assert spooled.history(target(run), "loss")[0].change == number - 1


def test_threads_log_and_read_at_once(spooled: RemoteStore) -> None:
    run = begun(spooled)

    def work(name: str) -> None:
        for number in range(50):
            spooled.apply(log(run, {name: number}))
        assert logged(spooled, run, name) == list(range(50))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, "abcd"))


def test_a_server_that_is_not_there_holds_nobody_up_and_reading_says_so(
    spool: Path, opened: Opened
) -> None:
    store = opened("http://127.0.0.1:9", spool=spool)

    store.apply(log(a_run(), {"loss": 1}))

    with pytest.raises(StoreUnreachableError, match=r"No server answers .* 1 call waits in the"):
        store.projects()
    assert waits(spool) == 1


def test_a_server_that_never_answers_ends_the_wait_of_a_reader(spool: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        connection = Connection(f"http://127.0.0.1:{silent.getsockname()[1]}")
        delivery = Spooled(connection, spool)
        delivery.deliver([log(a_run(), {"loss": 1})])

        with pytest.raises(StoreBusyError, match=r"within 0.2 seconds .* 1 call waits"):
            delivery.flush(0.2)

    assert waits(spool) == 1


def test_a_refused_command_is_set_aside_and_holds_nothing_up(
    spooled: RemoteStore, spool: Path, caplog: pytest.LogCaptureFixture
) -> None:
    run, unknown = begun(spooled), a_run()

    spooled.apply(log(run, {"loss": 1}))
    spooled.apply(log(unknown, {"loss": 2}))
    spooled.apply(log(run, {"loss": 3}))

    assert logged(spooled, run) == [1, 3]
    ((_, refused),) = waiting(places(spool)[0]).refused
    assert refused.problem.type == "NotFoundError"
    assert str(unknown.run_id) in bytes(refused.commands).decode()
    (told,) = [one.getMessage() for one in caplog.records if "refused" in one.getMessage()]
    assert refused.problem.detail in told
    assert waits(spool) == 0


def test_what_a_server_cannot_even_read_is_set_aside_alone(
    spooled: RemoteStore, url: str, spool: Path
) -> None:
    """As what a newer release says to an older server."""
    run = begun(spooled)
    newer = b'[{"command":"Newer","id":"%s","at":"2026-01-01T00:00:00Z"}]' % str(new_id()).encode()
    place = Place(spool, url)
    segments = place.begin()
    for payload in (_payload(run, 1), newer, _payload(run, 2)):
        segments.append(payload, 1)
    segments.close()

    deliver_all(place, token=None)

    assert logged(spooled, run) == [1, 2]
    ((_, refused),) = waiting(place).refused
    assert "Newer" in refused.problem.detail


def test_what_a_server_has_no_room_for_now_waits(
    service: Service, spooled: RemoteStore, spool: Path
) -> None:
    run = begun(spooled)
    store, service.store = service.store, Busy()
    spooled.apply(log(run, {"loss": 1}))

    with pytest.raises(StoreBusyError, match=r"for a while.* 1 call waits"):
        spooled.projects()
    service.store = store

    assert logged(spooled, run) == [1]
    assert waiting(places(spool)[0]).refused == ()


class Busy(MemoryStore):
    """A store that other writers keep."""

    def apply(self, *commands: Command) -> tuple[int, ...]:
        raise StoreBusyError("Others wrote for a while.")


def _payload(run: StartRun, number: int) -> bytes:
    return b"[" + encode_command(log(run, {"loss": number})) + b"]"


def test_damage_is_set_aside_and_a_cut_end_dropped_and_both_are_told(
    spooled: RemoteStore, url: str, spool: Path, caplog: pytest.LogCaptureFixture
) -> None:
    run = begun(spooled)
    place = Place(spool, url)
    segments = place.begin()
    for number in range(3):
        segments.append(_payload(run, number), 1)
    segments.close()
    (path,) = segment_paths(segments.folder)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data + framed(b"never accepted", 1)[:-3])

    deliver_all(place, token=None)

    assert logged(spooled, run) == [0, 2]
    (damaged,) = waiting(place).damaged
    assert damaged.read_bytes() in bytes(data)
    said = [one.getMessage() for one in caplog.records]
    assert any("was damaged" in one and str(damaged) in one for one in said)
    assert any("27 bytes are dropped" in one for one in said)


PROGRAM = """
import itertools, os, signal, sys, time, uuid
from tallystick.connect import connect
from tallystick.records.targets import Kind, Target
from tallystick.testing.commands import log

store, target = connect(sys.argv[1]), Target(Kind.RUN, uuid.UUID(sys.argv[2]))

def say(key, numbers):
    for number in numbers:
        store.apply(log(target, {key: number}))
        yield number
"""
"""The beginning of programs that log to the server and on the run of their arguments."""

LOG = "list(say('loss', range(200)))\n"
KILLED = "os.kill(os.getpid(), signal.SIGKILL)"


def program(url: str, run: StartRun, code: str) -> str:
    """What another process said on its error stream."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM + code, url, str(run.run_id)],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    return done.stderr


def test_a_process_delivers_all_before_it_ends(spooled: RemoteStore, url: str, spool: Path) -> None:
    run = begun(spooled)

    assert program(url, run, LOG) == ""

    assert logged(spooled, run) == list(range(200))
    assert [path for place in places(spool) for path in place.processes()] == []


def test_what_a_killed_process_left_is_delivered_by_the_next(
    spooled: RemoteStore, url: str, spool: Path
) -> None:
    run = begun(spooled)
    program(url, run, LOG + KILLED)

    program(url, run, "list(say('other', range(1)))\n")

    assert logged(spooled, run) == list(range(200))
    assert waits(spool) == 0


def test_a_process_that_ends_without_a_server_says_what_it_left(spool: Path) -> None:
    said = program("http://127.0.0.1:9", a_run(), LOG)

    assert said.count("\n") <= 2
    assert "200 calls wait in the spool" in said
    assert waits(spool) == 200


def test_sync_delivers_what_was_left_and_shows_what_waits(up: Start, opened: Opened) -> None:
    server = up("--store", "./store")
    store = opened(server.url)
    run = begun(store)
    server.end()
    program(server.url, run, LOG + KILLED)

    shown = tally("sync", "--status", "--json")
    failed = tally("sync", expected=1)
    again = up("--store", "./store", "--port", server.port)
    done = tally("sync")

    (item,) = json.loads(shown)["items"]
    assert item["server"] == server.url == again.url
    assert item["commands"] == 200
    assert item["oldest"] is not None
    assert "No server answers" in failed
    assert "Nothing waits" in done
    assert logged(store, run) == list(range(200))


def tally(*arguments: str, expected: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tallystick", *arguments],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == expected, done.stderr
    return done.stdout + done.stderr


def test_a_forked_process_has_a_spool_of_its_own(spooled: RemoteStore) -> None:
    """As the workers of a data loader: they end without what ends a program."""
    run = begun(spooled)
    spooled.apply(log(run, {"parent": 0}))

    def work(name: str) -> None:
        for number in range(100):
            spooled.apply(log(run, {name: number}))

    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=work, args=(name,)) for name in "ab"]
    for worker in workers:
        worker.start()
    spooled.apply(log(run, {"parent": 1}))
    for worker in workers:
        worker.join(PATIENCE_S)

    assert [worker.exitcode for worker in workers] == [0, 0]
    for name in "ab":
        assert logged(spooled, run, name) == list(range(100))
    assert logged(spooled, run, "parent") == [0, 1]


def test_a_process_that_is_forked_amid_a_delivery_is_not_held_up(spooled: RemoteStore) -> None:
    """The thread that holds a lock in the parent is not there to let go of it."""
    run = begun(spooled)
    worker = multiprocessing.get_context("fork").Process(
        target=lambda: spooled.apply(log(run, {"loss": 1}))
    )

    with spooled.connection._lock:
        worker.start()
    worker.join(PATIENCE_S)

    assert worker.exitcode == 0
    assert logged(spooled, run) == [1]


def test_nothing_is_lost_or_doubled_where_server_and_clients_are_killed(
    up: Start, opened: Opened
) -> None:
    server = up("--store", "./store")
    store = opened(server.url)
    run = begun(store)
    accepted = {}
    for key in ("first", "second", "third"):
        code = f"for number in say({key!r}, itertools.count()): print(number, flush=True)"
        with subprocess.Popen(
            [sys.executable, "-c", PROGRAM + code, server.url, str(run.run_id)],
            stdout=subprocess.PIPE,
            text=True,
        ) as client:
            assert client.stdout is not None
            _read_until(client.stdout, 300)
            server.end()
            _read_until(client.stdout, 600)
            server = up("--store", "./store", "--port", server.port)
            _read_until(client.stdout, 900)
            client.kill()
            said = client.stdout.read().splitlines()
        accepted[key] = int(next((one for one in reversed(said)), "900"))

    tally("sync")

    for key, last in accepted.items():
        # One more may have been kept before it could be said.
        found = logged(store, run, key)
        assert found in (list(range(last + 1)), list(range(last + 2)))


def _read_until(lines: IO[str], number: int) -> None:
    while int(next(lines)) != number:
        pass
