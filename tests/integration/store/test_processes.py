"""Stores in folders, used by real processes: at once, killed, forked, without room or rights."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import msgspec
import pytest

from tallystick.query.query import Query
from tallystick.records.commands import StartRun
from tallystick.records.ids import derived_id
from tallystick.records.references import Ref
from tallystick.records.runs import Run
from tallystick.records.targets import Kind
from tallystick.store.sql import SqlStore
from tallystick.store.sql.maintenance import verify
from tallystick.testing.commands import a_run, a_step, log, target

PROCESSES = 8
CALLS = 200

IMPORTS = """
import os, sys
from tallystick.errors import StoreUnwritableError
from tallystick.records.ids import derived_id
from tallystick.store.sql import SqlStore
from tallystick.testing.commands import a_run, log
"""

OPENING = """
store = SqlStore.open(sys.argv[1])
name = sys.argv[2]
run = a_run(name, run_id=derived_id(name))
"""

LOGGING = """
store.apply(run)
sys.stdin.readline()
for number in range(int(sys.argv[3])):
    store.apply(log(run, {"number": number, f"{name}.{number % 7}": [number]}))
    os.write(1, b"%d\\n" % number)
"""


def start(text: str, *arguments: object, head: str = OPENING) -> subprocess.Popen[bytes]:
    """A process that runs a program."""
    return subprocess.Popen(
        [sys.executable, "-c", IMPORTS + head + text, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # Nothing is read before it is asked for.
        bufsize=0,
    )


def ended(process: subprocess.Popen[bytes]) -> str:
    """What a process said that ended well."""
    try:
        out, err = process.communicate(timeout=120)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
    assert process.returncode == 0, err.decode()
    return out.decode()


def numbers(store: SqlStore, name: str) -> list[int]:
    """What a process logged, in the order in which it was applied."""
    run = StartRun(**{**msgspec.structs.asdict(a_run(name)), "run_id": derived_id(name)})
    entries = sorted(store.history(target(run), "number"), key=lambda entry: entry.sequence)
    return [msgspec.json.decode(entry.value) for entry in entries]


def test_processes_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    """No call fails, and each process's calls stay in order."""
    names = [f"run-{number}" for number in range(PROCESSES)]
    processes = [start(LOGGING, tmp_path, name, CALLS) for name in names]
    for process in processes:
        process.stdin.write(b"go\n")  # type: ignore[union-attr]  # a pipe
        process.stdin.flush()  # type: ignore[union-attr]  # a pipe

    for process in processes:
        ended(process)

    store = SqlStore.open(tmp_path)
    for name in names:
        assert numbers(store, name) == list(range(CALLS))
    journal = Counter(type(change.command).__name__ for change in store.changes())
    assert journal == {"StartRun": PROCESSES, "LogMetadata": PROCESSES * CALLS}
    assert verify(store) == []
    store.close()


@pytest.mark.parametrize("attempt", range(10))
def test_what_returned_survives_a_kill(tmp_path: Path, attempt: int) -> None:
    """At whatever moment the process ends, the store opens clean with all of it."""
    process = start(LOGGING, tmp_path, "killed", 10_000)
    process.stdin.write(b"go\n")  # type: ignore[union-attr]  # a pipe
    process.stdin.flush()  # type: ignore[union-attr]  # a pipe
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(0.003 * attempt)

    process.send_signal(signal.SIGKILL)
    rest = process.communicate()[0]

    returned = len(rest.splitlines()) + 1
    store = SqlStore.open(tmp_path)
    kept = numbers(store, "killed")
    assert kept == list(range(len(kept)))
    assert returned <= len(kept) <= returned + 1
    assert verify(store) == []
    store.apply(a_run())
    store.close()


FORKING = """
store.apply(run, log(run, {"number": 0}))
child = os.fork()
if child == 0:
    store.apply(log(run, {"number": 1}))
    store.apply(log(run, {"number": 2}))
    assert bytes(store.history(log(run, {"x": 1}).targets[0], "number")[-1].value) == b"2"
    sys.exit(0)
assert os.waitpid(child, 0)[1] == 0
store.apply(log(run, {"number": 3}))
"""


def test_a_forked_child_uses_the_store_of_its_parent(tmp_path: Path) -> None:
    """It has connections of its own, and the parent's stay whole."""
    ended(start(FORKING, tmp_path, "forked"))

    store = SqlStore.open(tmp_path)
    assert numbers(store, "forked") == [0, 1, 2, 3]
    assert verify(store) == []
    store.close()


FORKING_BUSY = """
import threading
store.apply(run)
stop = threading.Event()
def write():
    while not stop.is_set():
        store.apply(log(run, {"by thread": 1}))
thread = threading.Thread(target=write)
thread.start()
for number in range(20):
    child = os.fork()
    if child == 0:
        store.apply(log(run, {"number": number}))
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
stop.set()
thread.join()
"""


def test_a_fork_while_another_thread_writes_is_safe(tmp_path: Path) -> None:
    """The child does not wait for a lock that nobody in it holds."""
    ended(start(FORKING_BUSY, tmp_path, "forked"))

    store = SqlStore.open(tmp_path)
    assert numbers(store, "forked") == list(range(20))
    assert verify(store) == []
    store.close()


FILLING = """
import resource
store.apply(run)
limit = os.path.getsize(sys.argv[1] + "/store.db-wal") + 300_000
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
number = 0
try:
    while True:
        store.apply(log(run, {"number": number, "text": "x" * 10_000}))
        number += 1
except StoreUnwritableError as error:
    print(number, error)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
store.apply(log(run, {"number": number}))
"""


def test_a_full_disk_is_an_error_that_passes(tmp_path: Path) -> None:
    """The call that had no room changes nothing, and the next one that has works."""
    out = ended(start(FILLING, tmp_path, "full"))

    last, _, message = out.partition(" ")
    store = SqlStore.open(tmp_path)
    assert "disk" in message
    assert numbers(store, "full") == list(range(int(last) + 1))
    assert verify(store) == []
    store.close()


LOOKING = """
from tallystick.query.query import Query
from tallystick.records.targets import Kind

# The superuser may do everything.
if os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
store = SqlStore.open(sys.argv[1])
print(store.find(Query(kind=Kind.RUN)).total)
try:
    store.apply(a_run())
except StoreUnwritableError as error:
    print(error)
"""


@pytest.fixture
def read_only(tmp_path: Path) -> Path:
    """The folder of a store with one run, which may be looked at only."""
    folder = tmp_path / "store"
    store = SqlStore.open(folder)
    store.apply(a_run())
    store.close()
    for path in (*tmp_path.parents, tmp_path):
        if path.stat().st_uid == os.getuid() and not path.stat().st_mode & 0o005:
            path.chmod(path.stat().st_mode | 0o055)
    (folder / "store.db").chmod(0o444)
    folder.chmod(0o555)
    yield folder  # type: ignore[misc]  # a fixture
    folder.chmod(0o755)


def test_a_store_that_may_only_be_read_can_be_read(read_only: Path) -> None:
    """Nothing is made beside it, and writing says why it cannot."""
    total, message = ended(start(LOOKING, read_only, head="")).splitlines()

    assert total == "1"
    assert "check who may write" in message
    assert [path.name for path in read_only.iterdir()] == ["store.db"]


def test_threads_share_a_store(tmp_path: Path) -> None:
    """Writers take turns, and readers see whole commands."""
    import threading

    store = SqlStore.open(tmp_path)
    run = a_run()
    step = a_step(run)
    store.apply(run, step)
    seen: list[set[str]] = []
    failed: list[BaseException] = []

    def write(name: str) -> None:
        try:
            for number in range(50):
                store.apply(log((run, step), {name: number, f"{name}-too": number}))
                found = store.get(Run, Ref.to(run.run_id))
                seen.append({entry.key for entry in found.entries})
        except BaseException as error:  # noqa: BLE001  # shown by the test
            failed.append(error)

    threads = [threading.Thread(target=write, args=(f"key{n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert all((f"key{n}" in keys) == (f"key{n}-too" in keys) for keys in seen for n in range(6))
    assert store.find(Query(kind=Kind.RUN)).total == 1
    assert all(len(store.history(target(step), f"key{n}")) == 50 for n in range(6))
    store.close()
