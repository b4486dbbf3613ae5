"""Stores on a disk of their own, which is small and fills up, or is mounted read-only.

The disk is one in memory, in a mount namespace of the test, so that nothing of it stays.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ALONE = ["unshare", "--map-root-user", "--mount"]


@cache
def refusal() -> str:
    """Why this test may not mount anything; empty where it may."""
    if shutil.which("unshare") is None:
        return "there is no unshare"
    tried = subprocess.run(
        [*ALONE, "mount", "-t", "tmpfs", "tmpfs", "/tmp"],  # nothing is in it
        capture_output=True,
        text=True,
        check=False,
    )
    return tried.stderr.strip() if tried.returncode else ""


pytestmark = pytest.mark.skipif(
    bool(refusal()),
    reason=f"no disk can be mounted ({refusal()}); test_processes.py limits the size of files",
)

IMPORTS = """
import os, subprocess, sys
from pathlib import Path
from tallystick.errors import StoreUnwritableError
from tallystick.query.query import Query
from tallystick.records.targets import Kind
from tallystick.store.sql import SqlStore
from tallystick.store.sql.maintenance import verify
from tallystick.testing.commands import a_run, log, target

disk = Path(sys.argv[1])
folder = disk / "store"

def mount(*options):
    subprocess.run(["mount", "-t", "tmpfs", *options, "tmpfs", disk], check=True)

def fill():
    with (disk / "fill").open("wb", buffering=0) as file:
        for size in (4096, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                pass

def fresh(text):
    # Another process has none of this one's files open.
    subprocess.run([sys.executable, "-c", sys.argv[2] + text, disk, sys.argv[2]], check=True)

def refused(work):
    try:
        work()
    except StoreUnwritableError as error:
        return str(error)
    raise AssertionError("it was not refused")

def runs():
    return SqlStore.open(folder).find(Query(kind=Kind.RUN)).total
"""

SMALL = "mount('-o', 'size=3m')\n"


def with_a_disk(text: str, folder: Path) -> list[str]:
    """The lines that a program says, which has a disk at `folder`."""
    done = subprocess.run(
        [*ALONE, sys.executable, "-c", IMPORTS + text, str(folder), IMPORTS],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


FILLING = """
store = SqlStore.open(folder)
run = a_run()
store.apply(run)
(disk / "fill").write_bytes(b"x" * 1_000_000)
count = 0
def write_all():
    global count
    while True:
        store.apply(log(run, {"number": count, "text": "x" * 10_000}))
        count += 1
print(refused(write_all))
(disk / "fill").unlink()
store.apply(log(run, {"number": count}))
held = [int(bytes(entry.value)) for entry in store.history(target(run), "number")]
print(held == list(range(count + 1)), count > 10)
print(verify(store))
"""


def test_a_disk_that_is_full_is_an_error_that_passes(tmp_path: Path) -> None:
    """The call without room changes nothing, and the next one that has room works."""
    message, held, problems = with_a_disk(SMALL + FILLING, tmp_path)

    assert "full" in message
    assert "ake room and try again" in message
    assert (held, problems) == ("True True", "[]")


def test_a_new_store_on_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    """Nor does it spoil the folder for when there is room."""
    message, files, total = with_a_disk(
        SMALL
        + """
folder.mkdir()
fill()
store = SqlStore.open(folder)
print(refused(lambda: store.apply(a_run())))
print(list(folder.iterdir()))
(disk / "fill").unlink()
store.apply(a_run())
print(runs())
""",
        tmp_path,
    )

    assert "full" in message
    assert (files, total) == ("[]", "1")


def test_a_store_on_a_full_disk_can_be_read_anew(tmp_path: Path) -> None:
    """SQLite has no room for its files beside it, and nobody writes."""
    total, again, message, problems = with_a_disk(
        SMALL
        + """
store = SqlStore.open(folder)
store.apply(a_run())
store.close()
fill()
fresh('''
print(runs(), flush=True)
print(runs(), flush=True)
print(refused(lambda: SqlStore.open(folder).apply(a_run())), flush=True)
print(verify(SqlStore.open(folder)), flush=True)
''')
""",
        tmp_path,
    )

    assert (total, again, problems) == ("1", "1", "[]")
    assert message.endswith("its disk is full. SQLite needs room; make some and try again.")


def test_what_was_written_last_needs_room_to_be_read(tmp_path: Path) -> None:
    """It is beside the database, and is not left out."""
    message, total = with_a_disk(
        SMALL
        + """
fresh('''
SqlStore.open(folder).apply(a_run())
os._exit(0)
''')
(folder / "store.db-shm").unlink()
fill()
fresh("print(refused(runs), flush=True)")
(disk / "fill").unlink()
fresh("print(runs(), flush=True)")
""",
        tmp_path,
    )

    assert "its disk is full. SQLite needs room, even to read what store.db-wal" in message
    assert total == "1"


def test_a_disk_that_is_mounted_read_only_is_said_to_be(tmp_path: Path) -> None:
    """Not that the folder may be missing; reading works."""
    total, message = with_a_disk(
        SMALL
        + """
store = SqlStore.open(folder)
store.apply(a_run())
store.close()
mount("-o", "remount,ro")
print(runs())
print(refused(lambda: SqlStore.open(folder).apply(a_run())))
""",
        tmp_path,
    )

    assert total == "1"
    assert message.endswith("its disk is mounted read-only. It cannot be written there.")


def test_what_was_written_last_cannot_be_read_on_such_a_disk(tmp_path: Path) -> None:
    """SQLite would have to make a file for it."""
    (message,) = with_a_disk(
        SMALL
        + """
fresh('''
SqlStore.open(folder).apply(a_run())
os._exit(0)
''')
(folder / "store.db-shm").unlink()
mount("-o", "remount,ro")
print(refused(runs))
""",
        tmp_path,
    )

    assert "mounted read-only" in message
    assert "copy the folder elsewhere to read what store.db-wal holds" in message
