"""Secrets of this machine."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest

from tallystick.errors import (
    AmbiguousReferenceError,
    EntityExistsError,
    InvalidArgumentError,
    InvalidValueError,
    NotFoundError,
    StoreCorruptError,
)


@pytest.fixture
def file(client) -> Path:
    return Path(client.session.settings.home, "secrets.json")


def test_one_is_kept_and_found_by_name_id_and_beginning(client):
    made = client.create_secret("mlflow", {"user": "ada", "password": "hunter2"})

    for given in ("mlflow", made.id, str(made.id), "mlf"):
        secret = client.get_secret(given)
        assert secret.name == "mlflow"
        assert secret.secret_values == {"user": "ada", "password": "hunter2"}
        assert secret.values["password"].get_secret_value() == "hunter2"
        assert secret.has_missing_values is False
    assert [secret.name for secret in client.list_secrets()] == ["mlflow"]


def test_text_that_no_file_can_hold_is_refused(client, file):
    client.create_secret("mlflow", {"user": "ada"})
    before = file.read_bytes()

    for name, values in {"\ud800": {"user": "ada"}, "other": {"user": "ada\ud800"}}.items():
        with pytest.raises(InvalidArgumentError, match="lone surrogate") as caught:
            client.create_secret(name, values)
        assert "ada" not in str(caught.value)
        assert file.read_bytes() == before


def test_no_text_shows_the_values(client):
    secret = client.create_secret("mlflow", {"password": "hunter2"})

    for text in (
        repr(secret),
        str(secret),
        repr(secret.values),
        f"{secret.values['password']}",
        repr(client.list_secrets()),
    ):
        assert "hunter2" not in text
    assert "password" in repr(secret)


def test_only_the_owner_may_read_the_file(client, file):
    client.create_secret("mlflow", {"password": "hunter2"})

    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_environment_beats_the_file(client, monkeypatch):
    client.create_secret("open-ai", {"key": "old"})
    monkeypatch.setenv("TALLYSTICK_SECRET_OPEN_AI", '{"key": "new", "retries": 3}')
    monkeypatch.setenv("TALLYSTICK_SECRET_TOKEN", "plain text")

    assert client.get_secret("open-ai").secret_values == {"key": "new", "retries": "3"}
    assert client.get_secret("token").secret_values == {"value": "plain text"}
    with pytest.raises(NotFoundError, match="in the environment"):
        client.delete_secret("token")


def test_updating(client):
    client.create_secret("a", {"x": "1", "y": "2"})

    secret = client.update_secret(
        "a", new_name="b", add_or_update_values={"x": "3", "z": "4"}, remove_values=["y"]
    )

    assert (secret.name, secret.secret_values) == ("b", {"x": "3", "z": "4"})
    assert client.get_secret("b").secret_values == {"x": "3", "z": "4"}
    with pytest.raises(NotFoundError):
        client.get_secret("a")


def test_deleting(client):
    client.create_secret("a", {})
    client.delete_secret("a")

    assert list(client.list_secrets()) == []


def test_reading_makes_nothing(client, file):
    assert list(client.list_secrets()) == []
    with pytest.raises(NotFoundError):
        client.get_secret("a")
    assert not file.exists()
    assert not file.parent.exists()


def test_what_is_wrong_changes_nothing_and_shows_nothing(client, file):
    client.create_secret("one", {"x": "hunter2"})
    client.create_secret("other", {})
    before = file.read_text()

    with pytest.raises(NotFoundError, match=r"no secret 'ohter'.*'other'.*TALLYSTICK_SECRET_OHTER"):
        client.get_secret("ohter")
    with pytest.raises(AmbiguousReferenceError, match="one, other") as ambiguous:
        client.get_secret("o")
    assert ambiguous.value.candidates == ("one", "other")
    with pytest.raises(NotFoundError):
        client.get_secret("on", allow_partial_name_match=False)
    with pytest.raises(EntityExistsError, match="update_secret"):
        client.create_secret("one", {})
    with pytest.raises(EntityExistsError):
        client.update_secret("one", new_name="other")
    with pytest.raises(NotFoundError, match="value of secret 'one' called 'y'"):
        client.update_secret("one", add_or_update_values={"z": "1"}, remove_values=["y"])
    with pytest.raises(KeyError):
        client.delete_secret("nothing")
    with pytest.raises(InvalidArgumentError, match="empty"):
        client.create_secret("", {})
    with pytest.raises(InvalidValueError, match=r"name= of create_secret\(\) is text"):
        client.create_secret(3, {})
    with pytest.raises(InvalidValueError, match="is a name, an id"):
        client.get_secret(3)
    with pytest.raises(InvalidValueError, match="'x' is of type int") as wrong:
        client.create_secret("new", {"x": 12345})
    assert "12345" not in str(wrong.value)
    with pytest.raises(InvalidValueError, match="a dict of texts"):
        client.create_secret("new", "hunter2")
    assert file.read_text() == before


def test_a_damaged_file_is_named_and_kept(client, file):
    file.parent.mkdir(parents=True)
    file.write_text("{")

    with pytest.raises(StoreCorruptError, match=r"secrets\.json"):
        client.get_secret("a")
    with pytest.raises(StoreCorruptError):
        client.create_secret("a", {})
    assert file.read_text() == "{"


def test_writers_at_once_lose_nothing(client):
    def write(number: int) -> None:
        client.create_secret(f"s{number}", {"x": str(number)})

    threads = [threading.Thread(target=write, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert client.list_secrets().total == 12
