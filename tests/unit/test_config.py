"""Settings come from defaults, file and environment, and are written whole or not at all."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from tallystick.config import SETTABLE, load_settings, save_setting, store_folder
from tallystick.errors import InvalidArgumentError, StoreUnwritableError


def test_defaults_lie_in_the_home(home: Path) -> None:
    """Without file and environment, everything is below the home."""
    settings = load_settings()

    assert settings.home == str(home)
    assert settings.store == str(home / "store")
    assert settings.artifact_storage == str(home / "store" / "artifacts")
    assert settings.project == "default"


def test_loading_creates_nothing(home: Path) -> None:
    """Reading settings leaves the disk as it is."""
    before = sorted(home.parent.rglob("*"))

    load_settings()

    assert sorted(home.parent.rglob("*")) == before


def test_the_environment_beats_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable holds over what the file says."""
    save_setting("project", "from-file")
    assert load_settings().project == "from-file"

    monkeypatch.setenv("TALLYSTICK_PROJECT", "from-environment")

    assert load_settings().project == "from-environment"


def test_artifacts_and_logs_follow_the_store(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A store folder of one's own has its artifacts and logs in it."""
    monkeypatch.setenv("TALLYSTICK_STORE", str(tmp_path / "mine"))

    settings = load_settings()

    assert settings.artifact_storage == str(tmp_path / "mine" / "artifacts")
    assert settings.logs == str(tmp_path / "mine" / "logs")


def test_the_same_settings_are_the_same_object() -> None:
    """Asking again costs nothing and gives what was given."""
    assert load_settings() is load_settings()


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("allow_unsafe", "yes", True),
        ("allow_unsafe", "0", False),
        ("max_parallelism", "4", 4),
        ("durability", "full", "full"),
    ],
)
def test_texts_of_the_environment_get_their_types(
    monkeypatch: pytest.MonkeyPatch, name: str, text: str, value: object
) -> None:
    """Numbers and truth values are read from text."""
    monkeypatch.setenv(f"TALLYSTICK_{name.upper()}", text)

    assert getattr(load_settings(), name) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [("allow_unsafe", "perhaps"), ("max_parallelism", "many"), ("durability", "forever")],
)
def test_senseless_values_are_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, name: str, text: str
) -> None:
    """The error says which variable it is about."""
    monkeypatch.setenv(f"TALLYSTICK_{name.upper()}", text)

    with pytest.raises(InvalidArgumentError, match=f"TALLYSTICK_{name.upper()}"):
        load_settings()


def test_a_damaged_file_is_an_error_not_a_fall_back(home: Path) -> None:
    """Nothing is guessed where the file cannot be read."""
    home.mkdir(parents=True, exist_ok=True)
    (home / "settings.toml").write_text("project = ")

    with pytest.raises(InvalidArgumentError, match=r"settings\.toml.*Mend it"):
        load_settings()


def test_an_unknown_name_in_the_file_has_close_matches(home: Path) -> None:
    """A slip of the pen is pointed out."""
    home.mkdir(parents=True, exist_ok=True)
    (home / "settings.toml").write_text('projct = "x"\n')

    with pytest.raises(InvalidArgumentError, match="Did you mean 'project'"):
        load_settings()


@pytest.mark.parametrize(("name", "value"), [("projct", "x"), ("durability", "x"), ("store", 3)])
def test_a_refused_setting_changes_nothing(home: Path, name: str, value: object) -> None:
    """The file stays as it was."""
    save_setting("project", "kept")
    before = (home / "settings.toml").read_text()

    with pytest.raises(InvalidArgumentError):
        save_setting(name, value)  # type: ignore[arg-type]  # wrong on purpose

    assert (home / "settings.toml").read_text() == before


def test_none_takes_a_setting_out() -> None:
    """The default holds again."""
    save_setting("project", "other")

    save_setting("project", None)

    assert load_settings().project == "default"


def test_any_text_survives_the_file() -> None:
    """Quotes, backslashes and line ends come back as they went in."""
    odd = 'a"b\\c\nd = é'

    save_setting("project", odd)

    assert load_settings().project == odd


def test_a_home_that_cannot_be_written_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A file where the home should be is no home."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("TALLYSTICK_HOME", str(tmp_path / "file" / "home"))

    with pytest.raises(StoreUnwritableError, match=r"settings\.toml"):
        save_setting("project", "x")


def _save_many(name: str) -> None:
    for number in range(20):
        save_setting(name, f"{name}-{number}")


def test_processes_writing_at_once_lose_nothing() -> None:
    """Every process's last word is in the file."""
    names = [name for name in SETTABLE if name in ("project", "author", "log_level", "logs")]
    spawn = multiprocessing.get_context("fork")
    processes = [spawn.Process(target=_save_many, args=(name,)) for name in names]

    for process in processes:
        process.start()
    for process in processes:
        process.join()

    settings = load_settings()
    assert [getattr(settings, name) for name in names] == [f"{name}-19" for name in names]


@pytest.mark.parametrize(
    ("url", "folder"),
    [
        ("/a/b", "/a/b"),
        ("file:///a/b", "/a/b"),
        ("sqlite:////a/b", "/a/b"),
        ("memory://", None),
        ("https://x", None),
    ],
)
def test_store_folders_are_told_from_servers(url: str, folder: str | None) -> None:
    """Plain paths and file URLs are folders."""
    assert store_folder(url) == (None if folder is None else Path(folder))


def test_a_relative_store_is_saved_where_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same store is meant from every folder."""
    monkeypatch.chdir(tmp_path)

    save_setting("store", "./mine")
    monkeypatch.chdir("/")

    assert load_settings().store == str(tmp_path / "mine")
