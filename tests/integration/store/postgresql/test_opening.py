"""Stores on a PostgreSQL server are opened, made once, and what is wrong is said clearly."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from tests.postgresql import Place, server_url

from tallystick.config import load_settings
from tallystick.connect import connect, forget_store
from tallystick.errors import (
    AccessDeniedError,
    InvalidArgumentError,
    MissingDependencyError,
    NotFoundError,
    StoreCorruptError,
    StoreError,
    StoreUnreachableError,
    StoreVersionError,
)
from tallystick.query.query import Query
from tallystick.records.runs import Run
from tallystick.records.targets import Kind
from tallystick.store.sql import SqlStore
from tallystick.store.sql.postgresql import creating
from tallystick.testing.commands import a_run
from tallystick.testing.reading import find

pytestmark = pytest.mark.xdist_group("postgresql")

NOWHERE = "postgresql://somebody:secret@127.0.0.1:1/db"


@pytest.fixture
def place() -> Iterator[Place]:
    place = Place()
    yield place
    place.remove()


def tables(place: Place) -> list[tuple[object, ...]]:
    return place.ask("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")


def test_connect_gives_a_store_on_a_server(place: Place) -> None:
    """The same one for the same URL."""
    store = connect(place.url)
    try:
        run = a_run()
        store.apply(run)

        assert isinstance(store, SqlStore)
        assert connect(place.url) is store
        assert [found.id for found in find(store, Run)] == [run.run_id]
    finally:
        forget_store(place.url)


def test_a_place_without_a_store_reads_as_empty(place: Place) -> None:
    """Reading makes nothing."""
    store = SqlStore.at(place.url)

    assert store.find(Query(kind=Kind.RUN)).items == ()
    assert tables(place) == []
    store.close()


def test_a_store_that_must_exist_is_asked_for_by_name(place: Place) -> None:
    store = SqlStore.at(place.url, must_exist=True)

    with pytest.raises(
        NotFoundError, match=r"There is no store at 'postgresql://.*TALLYSTICK_STORE"
    ):
        store.projects()
    assert tables(place) == []
    store.close()


def test_several_may_make_a_store_at_once(place: Place) -> None:
    """One of them does, and nothing that any was told is lost."""
    stores = [SqlStore.at(place.url) for _ in range(4)]

    with ThreadPoolExecutor(4) as pool:
        numbers = [n for done in pool.map(lambda store: store.apply(a_run()), stores) for n in done]

    assert sorted(numbers) == [1, 2, 3, 4]
    for store in stores:
        store.close()


def test_without_psycopg_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)

    with pytest.raises(MissingDependencyError, match=r"pip install 'tallystick\[postgresql\]'"):
        SqlStore.at(NOWHERE)


def test_a_server_that_is_not_there_is_unreachable() -> None:
    """Without the password in what is said."""
    with pytest.raises(StoreUnreachableError, match="No PostgreSQL server answers") as caught:
        SqlStore.at(NOWHERE)

    assert "secret" not in str(caught.value)
    assert "'postgresql://somebody@127.0.0.1:1/db'" in str(caught.value)


def test_an_unknown_database_is_named() -> None:
    with pytest.raises(NotFoundError, match=r'database "nobodys" does not exist.*createdb nobodys'):
        SqlStore.at(server_url().replace("/postgres?", "/nobodys?", 1))


def test_an_unknown_user_is_not_let_in() -> None:
    with pytest.raises(AccessDeniedError, match=r'role "nobody" does not exist.*Check the user'):
        SqlStore.at(server_url().replace("postgres:@", "nobody:@", 1))


def test_an_unknown_schema_is_not_there() -> None:
    with pytest.raises(NotFoundError, match=r"schema .* does not exist; create it: CREATE SCHEMA"):
        SqlStore.at(f"{server_url()}&options=-csearch_path%3Dnobodys")


@pytest.mark.parametrize(
    ("url", "said"),
    [("postgresql://h/db?nonsense=1", "is no URL"), ("postgresql://h/db?port=x", "is no URL|port")],
)
def test_what_is_no_url_is_refused(url: str, said: str) -> None:
    with pytest.raises((InvalidArgumentError, StoreUnreachableError), match=said):
        SqlStore.at(url)


def test_a_password_is_shown_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither in settings as shown, nor in what is wrong with the URL."""
    monkeypatch.setenv("TALLYSTICK_STORE", NOWHERE)

    assert load_settings().shown_store == "postgresql://somebody@127.0.0.1:1/db"
    with pytest.raises(InvalidArgumentError) as caught:
        connect("postgresql://somebody:secret@server")
    assert "secret" not in repr((str(caught.value), caught.value.facts))


def test_an_old_server_is_refused(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(creating, "OLDEST_SERVER", 990000)

    with pytest.raises(StoreVersionError, match=r"is PostgreSQL \d+; stores need PostgreSQL 99"):
        SqlStore.at(place.url)
    assert tables(place) == []


def test_a_store_of_a_newer_release_is_left_alone(place: Place) -> None:
    store = SqlStore.at(place.url)
    store.apply(a_run())
    store.close()
    place.ask("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(StoreVersionError, match=r"schema 9999.*Upgrade: pip install"):
        SqlStore.at(place.url)
    assert place.ask("SELECT count(*) FROM journal") == [(1,)]


def test_tables_of_others_are_not_written_over(place: Place) -> None:
    place.ask("CREATE TABLE runs (a int)")
    store = SqlStore.at(place.url)

    with pytest.raises(StoreCorruptError, match=r"has other tables in it.*schema or database"):
        store.apply(a_run())
    assert tables(place) == [("runs",)]
    store.close()


def test_without_rights_nothing_is_made(place: Place) -> None:
    """The one who may read may read, and is told what is missing for more."""
    place.ask(f"CREATE ROLE reader_{place.schema} LOGIN")
    try:
        owner = SqlStore.at(place.url)
        owner.apply(a_run())
        owner.close()
        place.ask(
            f"GRANT USAGE ON SCHEMA {place.schema} TO reader_{place.schema}; "
            f"GRANT SELECT ON ALL TABLES IN SCHEMA {place.schema} TO reader_{place.schema}"
        )
        store = SqlStore.at(place.url.replace("postgres:@", f"reader_{place.schema}:@", 1))

        with pytest.raises(AccessDeniedError, match=r"permission denied for table.*grant"):
            store.apply(a_run())
        assert len(find(store, Run)) == 1
        store.close()
    finally:
        place.ask(f"DROP OWNED BY reader_{place.schema}; DROP ROLE reader_{place.schema}")


def test_connections_that_the_server_ended_are_made_anew(place: Place) -> None:
    """Between calls nobody notices."""
    store = SqlStore.at(place.url)
    store.apply(a_run())
    assert len(find(store, Run)) == 1

    place.ask(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE application_name = 'tallystick' AND pid <> pg_backend_pid()"
    )

    assert store.apply(a_run()) == (2,)
    assert len(find(store, Run)) == 2
    store.close()


def test_a_connection_lost_within_a_transaction_is_tried_again(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was done before is undone with it, and then done once."""
    store = SqlStore.at(place.url)
    store.apply(a_run())
    ended = []

    def end(writer: object) -> int:
        connection = writer.connection  # type: ignore[attr-defined]  # of a writer
        connection.execute("INSERT INTO keys (key) VALUES (?)", (f"key {len(ended)}",))
        if not ended:
            ended.append(connection.raw.info.backend_pid)
            with psycopg.connect(place.url, autocommit=True) as other:
                other.execute("SELECT pg_terminate_backend(%s)", (ended[0],))
            connection.execute("SELECT 1 FROM keys")
        return len(ended)

    store.connections.write(end)

    assert place.ask("SELECT key FROM keys") == [("key 1",)]
    store.close()


def test_a_fork_gets_connections_of_its_own(place: Place) -> None:
    """Parent and child go on side by side."""
    program = """
import os, sys
from tallystick.store.sql import SqlStore
from tallystick.testing.commands import a_run
store = SqlStore.at(sys.argv[1])
store.apply(a_run("first"))
store.projects()
child = os.fork()
for n in range(20):
    store.apply(a_run(f"{child > 0} {n}"))
    store.projects()
if not child:
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
store.apply(a_run("last"))
"""
    done = subprocess.run(
        [sys.executable, "-c", program, place.url],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert place.ask("SELECT count(*), max(sequence) FROM journal") == [(42, 42)]


def test_what_is_no_utf_8_database_is_refused(place: Place) -> None:
    """It could not hold every text."""
    name = f"latin_{place.schema}"
    with psycopg.connect(server_url(), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
        try:
            with pytest.raises(
                StoreError, match=r"keeps texts as LATIN1.*createdb --encoding=UTF8"
            ):
                SqlStore.at(server_url().replace("/postgres?", f"/{name}?", 1))
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
