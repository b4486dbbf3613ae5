"""`tally up` as people use it: a process that serves, and others that work with its store."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.integration.server.conftest import PATIENCE_S, Up

from tallystick.client.client import Client
from tallystick.client.session import session_at
from tallystick.errors import AccessDeniedError, StoreUnreachableError
from tallystick.store.rest import RemoteStore
from tallystick.store.sql import SqlStore
from tallystick.testing.commands import a_run, log
from tallystick.testing.reading import current_values

PROGRAM = """
from tallystick import log_metadata, pipeline, step

@step
def load() -> list:
    log_metadata({"rows": 3, "big": 2**70, "nan": float("nan")})
    return [1, 2, 3]

@step
def train(data: list) -> float:
    for value in data:
        log_metadata({"loss": 1 / value})
    return sum(data)

@pipeline
def training():
    train(load())

training()
training()
"""

TOKEN = "0123456789abcdef0123456789abcdef"

Start = Callable[..., Up]


def test_a_pipeline_runs_against_a_server(up: Start, tmp_path: Path) -> None:
    """Records, metadata and bytes are in the server's folder, and read through it."""
    server = up("--store", "./store")

    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    subprocess.run(
        [sys.executable, program],
        env={**os.environ, "TALLYSTICK_STORE": server.url},
        timeout=PATIENCE_S,
        check=True,
    )

    client = Client(session_at(server.url))
    cached, executed = client.runs.find()
    assert [run.status for run in (cached, executed)] == ["completed", "completed"]
    assert {step.status for step in cached.steps.values()} == {"cached"}
    metadata = executed.steps["load"].run_metadata
    assert (metadata["rows"], metadata["big"]) == (3, 2**70)
    assert executed.steps["train"].run_metadata.history("loss")[0].value == 1.0
    assert executed.steps["load"].output.load() == [1, 2, 3]
    assert len(list((tmp_path / "server" / "store" / "artifacts").rglob("*.json"))) == 2
    assert not (tmp_path / "home" / "store").exists()


def test_the_store_is_there_after_the_server(up: Start, tmp_path: Path) -> None:
    """SIGTERM ends it at once where nobody waits, without an error."""
    server = up("--store", "./store")
    store = RemoteStore(server.url)
    run = a_run()
    store.apply(run, log(run, {"a": 1}))

    server.process.send_signal(signal.SIGTERM)

    assert server.process.wait(PATIENCE_S) == 0
    kept = SqlStore.open(tmp_path / "server" / "store", must_exist=True)
    assert current_values(kept, run) == {"a": 1}
    kept.close()
    store.close()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_client_goes_on_where_the_server_was_replaced(up: Start, number: int) -> None:
    """What was acknowledged is there; until then it says that nobody answers."""
    server = up("--store", "./store")
    store = RemoteStore(server.url)
    run = a_run()
    store.apply(run, log(run, {"a": 1}))

    server.process.send_signal(number)
    server.process.wait(PATIENCE_S)
    with pytest.raises(StoreUnreachableError, match="No server answers"):
        store.newest()
    up("--store", "./store", "--port", server.port)
    store.apply(log(run, {"b": 2}))

    assert current_values(store, run) == {"a": 1, "b": 2}
    store.close()


def test_every_request_is_in_the_log(up: Start) -> None:
    server = up("--store", "./store")
    store = RemoteStore(server.url)

    store.newest()

    (request,) = server.requests()
    assert (request["method"], request["path"], request["status"]) == (
        "GET",
        "/api/v1/changes",
        200,
    )
    assert request["request"]
    store.close()


def test_a_server_for_others_needs_a_token(up: Start) -> None:
    """Without one it does not start."""
    server = up("--store", "./store", "--host", "0.0.0.0")

    assert server.process.wait(PATIENCE_S) == 2
    said = server.log.read_text()
    assert "let everybody in" in said
    assert "TALLYSTICK_SERVER_TOKEN" in said


def test_a_server_with_a_token_knows_those_who_show_it(
    up: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a setting, as people give it; nobody else writes or reads."""
    server = up("--store", "./store", "--host", "0.0.0.0", TALLYSTICK_SERVER_TOKEN=TOKEN)
    run = a_run()

    for token, said in ((None, "asks for a token"), ("wrong", "does not know this token")):
        stranger = RemoteStore(server.url, token=token)
        with pytest.raises(AccessDeniedError, match=said):
            stranger.apply(run)
        with pytest.raises(AccessDeniedError, match=said):
            stranger.newest()
        stranger.close()
    monkeypatch.setenv("TALLYSTICK_TOKEN", TOKEN)
    store = session_at(server.url).store

    assert store.apply(run) == (1,)
    assert TOKEN not in server.log.read_text()
    store.close()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--store", "http://127.0.0.1:1"), "is behind one already"),
        (("--host", "256.0.0.1"), "cannot listen at 256.0.0.1"),
        (("--port", "-1"), "cannot listen"),
        (("--port", "65536"), "cannot listen"),
        (("--token-file", "missing"), "The token file 'missing' cannot be read"),
        (("--token-file", "/dev/null"), "A token is 16 letters and digits or more"),
    ],
)
def test_what_cannot_be_served_is_said(up: Start, arguments: tuple[str, ...], said: str) -> None:
    server = up(*arguments)

    assert server.process.wait(PATIENCE_S) == 2
    assert said in server.log.read_text()


def test_a_port_that_is_taken_is_said(up: Start) -> None:
    first = up("--store", "./store")

    second = up("--store", "./store", "--port", first.port)

    assert second.process.wait(PATIENCE_S) == 2
    assert "cannot listen at 127.0.0.1" in second.log.read_text()
