"""Settings come from defaults, file and environment, and are written whole or not at all."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from tallystick.config import SETTABLE, check_store, load_settings, save_setting, store_folder
from tallystick.config.places import STORES
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


SENSELESS = [
    ("allow_unsafe", "perhaps", "true or false"),
    ("allow_unsafe", "", "true or false"),
    ("max_parallelism", "many", "a whole number, 1 or more"),
    ("max_parallelism", "0", "a whole number, 1 or more"),
    ("max_parallelism", "-2", "a whole number, 1 or more"),
    ("max_parallelism", "1.5", "a whole number, 1 or more"),
    ("durability", "forever", "'normal'"),
    ("log_level", "INF", "Did you mean INFO?"),
    ("log_level", "loud", "NOTSET, DEBUG, INFO, WARNING, ERROR, CRITICAL."),
    ("author", "", "author is a name: text of 1 to 255 characters."),
    ("author", " ", "author is a name"),
    ("project", "p" * 256, "project is a name"),
    ("store", "htp://x", "No store is known for 'htp://x'. Give a folder"),
    ("store", "", "Give a folder"),
    ("store", "postgresql://server", "names no database"),
    ("store", "https://me@server", "no name or password in it"),
    ("token", "", "what a server gave you"),
    ("token", "a\nb", "what a server gave you"),
    ("artifact_storage", "s3:bucket", "half a URL"),
    ("logs", "", "logs is a folder, such as ./logs"),
    ("home", "", "home is a folder"),
    ("home", "~nobody-here", "'~nobody-here' stands for is not known"),
]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    SENSELESS,
)
def test_senseless_values_are_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, name: str, text: str, said: str
) -> None:
    """The error says which variable it is about, what it holds, and what there can be."""
    monkeypatch.setenv(f"TALLYSTICK_{name.upper()}", text)

    with pytest.raises(InvalidArgumentError) as raised:
        load_settings()

    message = str(raised.value)
    given = repr(text) if text.strip() else "empty"
    assert message.startswith(f"The environment variable TALLYSTICK_{name.upper()} is {given}. ")
    assert said in message
    assert "Expected" not in message, "in words of ours"
    assert raised.value.facts["setting"] == name


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("max_parallelism = 0", "is 0. max_parallelism is how many"),
        ("max_parallelism = true", "is True. max_parallelism is how many"),
        ('max_parallelism = "4"', "is '4'. max_parallelism is how many"),
        ("max_parallelism = 1.5", "is 1.5. max_parallelism is how many"),
        ("allow_unsafe = 1", "is 1. allow_unsafe says whether"),
        ('author = ""', "is empty. author is a name"),
        ("project = 3", "is 3. project is a name"),
        ("store = [1]", "is [1]. A store is named by text"),
        ("logs = 1979-05-27", "That is no text. logs is a folder, such as ./logs."),
        ("[durability]", "is {}. durability is 'normal'"),
    ],
)
def test_senseless_lines_are_refused_by_name(home: Path, line: str, said: str) -> None:
    """The error names the file and the setting."""
    home.mkdir(parents=True)
    file = home / "settings.toml"
    file.write_text(line)
    name = line.strip("[]").partition(" ")[0]

    with pytest.raises(InvalidArgumentError) as raised:
        load_settings()

    assert str(raised.value).startswith(f"{name} in the settings file {str(file)!r} is ")
    assert said in str(raised.value)


def test_wrong_values_are_mended_one_by_one(home: Path) -> None:
    """A setting can be written while another one is wrong, which stays as it is."""
    home.mkdir(parents=True)
    (home / "settings.toml").write_text('log_level = "LOUD"\nmax_parallelism = 0\n')

    save_setting("max_parallelism", 2)

    assert (home / "settings.toml").read_text() == 'log_level = "LOUD"\nmax_parallelism = 2\n'
    save_setting("log_level", None)
    assert load_settings().max_parallelism == 2


def test_what_would_not_survive_is_mended_by_hand(home: Path) -> None:
    """Tables and the like are no settings, and cannot be written back."""
    home.mkdir(parents=True)
    (home / "settings.toml").write_text("[logs]\nhere = 1\n")

    with pytest.raises(InvalidArgumentError, match=r"logs in the settings file .* is {'here': 1}"):
        save_setting("author", "ada")

    assert (home / "settings.toml").read_text() == "[logs]\nhere = 1\n"


@pytest.mark.parametrize(
    ("text", "level"), [("debug", "DEBUG"), ("Warn", "WARNING"), ("fatal", "CRITICAL")]
)
def test_levels_are_known_by_their_other_names(
    monkeypatch: pytest.MonkeyPatch, text: str, level: str
) -> None:
    """In any case, and as they are shortened."""
    monkeypatch.setenv("TALLYSTICK_LOG_LEVEL", text)

    assert load_settings().log_level == level


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", "'' names no place"),
        ("  ", "names no place"),
        ("a\0b", "no path can"),
        ("\ud800", "no path can"),
        ("sqlite:store", "half a URL: after sqlite: come two slashes"),
        ("file:/a/b", "half a URL"),
        ("memory:", "half a URL"),
        ("sqlite://", "names no folder"),
        ("sqlite:///:memory:", "names no folder"),
        ("file://host/share", "names the machine 'host'"),
        ("~nobody-here/store", "'~nobody-here' stands for is not known"),
    ],
)
def test_urls_that_are_none(url: str, said: str) -> None:
    """What is wrong is said, and what a store can be."""
    with pytest.raises(InvalidArgumentError) as raised:
        check_store(url)

    assert said in str(raised.value)
    assert str(raised.value).endswith(f"Give {STORES}.")


@pytest.mark.parametrize(
    "url", ["a", "./a b", "~/store", "C:\\store", "sqlite:///a", "file:///a", "memory://", "a:b/c"]
)
def test_urls_that_are_some(url: str) -> None:
    """Folders with odd names among them, as long as they are not likely to be slips."""
    check_store(url)


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
    names = [name for name in SETTABLE if name in ("project", "author", "logs")]
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
