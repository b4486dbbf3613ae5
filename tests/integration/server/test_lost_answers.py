"""Answers that are lost are asked for again, and what answers may be no server of ours."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tallystick.errors import StoreError, StoreUnreachableError, StoreVersionError
from tallystick.server.service import Service
from tallystick.store.rest import RemoteStore
from tallystick.testing.commands import a_run, log
from tallystick.testing.serving import serving

PIECE = 1 << 16


@contextmanager
def answering(answers: list[bytes], *, forever: bool = False) -> Iterator[str]:
    """The URL of something that gives these answers, one a connection, whatever it is asked."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            while answers:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(PIECE)
                    connection.sendall(answers[0] if forever else answers.pop(0))

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        answers.clear()
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(10)


@contextmanager
def losing(url: str, lost: list[int]) -> Iterator[str]:
    """The URL of a line to a server that loses the answers to requests with these numbers."""
    port = int(url.rpartition(":")[2])
    number = 0

    def send(client: socket.socket, server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while asked := client.recv(PIECE):
                server.sendall(asked)

    def carry(client: socket.socket) -> None:
        nonlocal number
        with client, socket.create_connection(("127.0.0.1", port)) as server:
            threading.Thread(target=send, args=(client, server), daemon=True).start()
            with contextlib.suppress(OSError):
                while answer := server.recv(PIECE):
                    number += answer.startswith(b"HTTP/1.1")
                    if number in lost:
                        break
                    client.sendall(answer)
                client.shutdown(socket.SHUT_RDWR)

    with socket.create_server(("127.0.0.1", 0)) as listening:

        def accept() -> None:
            while True:
                try:
                    client, _ = listening.accept()
                except OSError:
                    return
                threading.Thread(target=carry, args=(client,), daemon=True).start()

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(10)


def test_commands_whose_answer_was_lost_are_applied_once(service: Service, url: str) -> None:
    """The numbers are those of the first time."""
    run = a_run()
    with losing(url, lost=[2, 3]) as line:
        store = RemoteStore(line)
        assert store.apply(run) == (1,)

        assert store.apply(log(run, {"a": 1})) == (2,)

        assert store.newest() == service.store.newest() == 2
        store.close()


def test_what_was_asked_is_asked_again(service: Service, url: str) -> None:
    service.store.apply(a_run())
    with losing(url, lost=[1, 2]) as line:
        store = RemoteStore(line)

        assert store.newest() == 1
        store.close()


def test_a_server_that_is_not_there_is_named_at_once() -> None:
    store = RemoteStore("http://127.0.0.1:1/")

    with pytest.raises(StoreUnreachableError, match="No server answers at") as caught:
        store.newest()

    assert isinstance(caught.value, ConnectionError)
    assert "tally up" in str(caught.value)
    store.close()


def said(head: str, body: str = "", **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {head}", f"Content-Length: {len(body)}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


OURS = {"Tallystick_Protocol": "1"}


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (
            said("200 OK", "<html>", Content_Type="text/html"),
            StoreUnreachableError,
            r"is not a Tallystick server: it said 200 \(text/html\)",
        ),
        (said("302 Found", Location="/login"), StoreUnreachableError, "it said 302"),
        (said("404 Not Found", "no"), StoreUnreachableError, "it said 404"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", StoreUnreachableError, "No server answers"),
        (b"", StoreUnreachableError, "No server answers"),
        (
            said("200 OK", "5", Tallystick_Protocol="2", Tallystick_Release="9.9"),
            StoreVersionError,
            r"\(release 9.9\) speaks protocol 2, and this release .* protocol 1",
        ),
        (said("200 OK", "<", **OURS), StoreError, "an answer that cannot be read"),
        (said("200 OK", '{"changes": 5}', **OURS), StoreError, "an answer that cannot be read"),
        (said("502 Bad Gateway", "<", **OURS), StoreError, "answered 502 without saying why"),
        (
            said("400 Bad", '{"type": "os.system", "status": 400, "detail": "x"}', **OURS),
            StoreError,
            "x",
        ),
    ],
    ids=range(10),
)
def test_what_is_no_server_of_ours_is_told_from_one(
    answer: bytes, error: type[StoreError], words: str
) -> None:
    with answering([answer], forever=True) as url:
        store = RemoteStore(url)

        with pytest.raises(error, match=words) as caught:
            store.newest()

        assert isinstance(caught.value, StoreError)
        store.close()


def test_a_store_that_was_closed_by_the_server_is_reached_again(service: Service) -> None:
    """Connections that were kept alive are gone with the server they led to."""
    run = a_run()
    with serving(service) as url:
        store = RemoteStore(url)
        store.apply(run)

    with pytest.raises(StoreUnreachableError):
        store.newest()

    store.close()
