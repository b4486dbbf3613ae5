"""Servers: within the process, and `tally up` as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tallystick.artifacts.storage import open_storage
from tallystick.server.access import Access
from tallystick.server.service import Service
from tallystick.store.memory import MemoryStore
from tallystick.store.rest import RemoteStore
from tallystick.testing.serving import serving

PATIENCE_S = 60


class Up:
    """A `tally up` process that answers."""

    def __init__(self, folder: Path, *arguments: str, **variables: str) -> None:
        folder.mkdir(exist_ok=True)
        self.log = folder / "server.log"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tallystick", "up", "--json", *arguments],
                cwd=folder,
                env={**os.environ, "TALLYSTICK_HOME": str(folder / "home"), **variables},
                stdout=subprocess.PIPE,
                stderr=log,
            )
        assert self.process.stdout is not None
        # The answer of a command is one document; it ends with a brace of its own line.
        said = b""
        for line in self.process.stdout:
            said += line
            if line.strip() == b"}":
                break
        self.url: str = json.loads(said)["url"] if said else ""

    @property
    def port(self) -> str:
        return self.url.rpartition(":")[2]

    def requests(self) -> list[dict[str, object]]:
        """What the log says of requests."""
        lines = [json.loads(line) for line in self.log.read_text().splitlines()]
        return [line for line in lines if line["event"] == "request"]

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(PATIENCE_S)
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture
def up(tmp_path: Path) -> Iterator[Callable[..., Up]]:
    """Starts servers in the test's folder, which are gone after it."""
    servers: list[Up] = []

    def start(*arguments: str, **variables: str) -> Up:
        free = () if "--port" in arguments else ("--port", "0")
        servers.append(Up(tmp_path / "server", *free, *arguments, **variables))
        return servers[-1]

    yield start
    for server in servers:
        server.end()


@pytest.fixture
def service(tmp_path: Path) -> Service:
    return Service(MemoryStore(), storage=open_storage(tmp_path / "artifacts"), access=Access())


@pytest.fixture
def url(service: Service) -> Iterator[str]:
    with serving(service) as url:
        yield url


@pytest.fixture
def store(url: str) -> Iterator[RemoteStore]:
    store = RemoteStore(url)
    yield store
    store.close()


def until(holds: Callable[[], bool]) -> None:
    """Return when it does."""
    end = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)
