"""Settings: what can be chosen about where and how Tallystick keeps things.

Each setting comes from, last one wins: its default, the settings file `<home>/settings.toml`,
the environment variable `TALLYSTICK_<NAME>`. Loading settings never creates anything.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import msgspec

from tallystick.config.files import locked, replace_file
from tallystick.config.places import is_database, places_beside, store_folder, without_password
from tallystick.config.values import checked
from tallystick.errors import InvalidArgumentError, StoreUnwritableError, unknown

_FILE = "settings.toml"


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that can be set.

    `home` is the folder for what belongs to this user; `store` a URL or folder;
    `artifact_storage` and `logs` default to folders within the store's folder.
    `durability` is `normal` (survives the end of the process) or `full` (survives power loss).
    `allow_unsafe` says whether artifacts may be loaded whose loading executes code;
    None allows it where the store is a folder of one's own.
    `token` is what a server is shown, for a store behind one that asks for it.
    `max_parallelism` is how many independent steps of a run execute at a time.
    """

    home: str
    store: str
    artifact_storage: str
    logs: str
    project: str = "default"
    author: str = ""
    durability: str = "normal"
    allow_unsafe: bool | None = None
    token: str | None = None
    max_parallelism: int = 1
    log_level: str = "INFO"

    @property
    def shown_store(self) -> str:
        """The store as it may be shown: without a password."""
        return without_password(self.store) if is_database(self.store) else self.store


_NAMES = tuple(Settings.__struct_fields__)
SETTABLE = tuple(name for name in _NAMES if name != "home")
"""What a settings file may hold."""

_known: tuple[object, Settings] | None = None
_fallback_names: dict[str, str] = {}


def use_fallback_names(names: dict[str, str]) -> None:
    """From now on, a setting without `TALLYSTICK_<NAME>` is taken from this variable, if set.

    For programs that speak another library's language of variables (`tallystick-zenml`).
    """
    _fallback_names.update(names)


def _variable(name: str) -> str | None:
    """The environment variable that holds the setting now, if any does."""
    own = f"TALLYSTICK_{name.upper()}"
    for variable in (own, _fallback_names.get(name, own)):
        if variable in os.environ:
            return variable
    return None


def load_settings() -> Settings:
    """The settings in force at this moment.

    The same object as long as environment and file stay the same. Raises `InvalidArgumentError`
    for a file that is damaged and for names and values that are not known, in file or environment.
    """
    global _known  # noqa: PLW0603  a cache, replaced whole
    variables = tuple(_variable(name) for name in _NAMES)
    chosen = tuple(None if name is None else os.environ.get(name) for name in variables)
    path = _home() / _FILE
    try:
        status = path.stat()
        stamp: object = (status.st_mtime_ns, status.st_size, status.st_ino)
    except OSError:
        stamp = None
    key = (chosen, str(path), stamp)
    if _known is None or _known[0] != key:
        said = {} if stamp is None else _read_file(path)
        for name, given in said.items():
            said[name] = _checked_in_file(name, given, path)
        for name, variable, text in zip(_NAMES, variables, chosen, strict=True):
            if variable is not None and text is not None and name != "home":
                said[name] = checked(name, text, _the_variable(variable), as_text=True)
        _known = (key, _settings(path.parent, said))
    return _known[1]


def setting_sources() -> dict[str, str]:
    """Where each setting in force comes from, by its name.

    That is the name of an environment variable, the path of the settings file, or `default`.
    Raises `InvalidArgumentError` for a settings file that is damaged.
    """
    path = _home() / _FILE
    said = _read_file(path) if path.exists() else {}
    written = {name: str(path) if name in said else "default" for name in _NAMES}
    return {name: _variable(name) or source for name, source in written.items()}


def _home() -> Path:
    variable = _variable("home")
    if variable is None:
        return Path("~/.tallystick").expanduser()
    given = os.environ[variable]
    return Path(checked("home", given, _the_variable(variable), as_text=True)).expanduser()


def _the_variable(name: str) -> str:
    return f"The environment variable {name}"


def _settings(home: Path, said: dict[str, Any]) -> Settings:
    store = said.get("store") or str(home / "store")
    defaults = {**places_beside(store, home), "author": _user()}
    return Settings(**{**defaults, **said, "home": str(home), "store": store})


def _user() -> str:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        if os.environ.get(name):
            return os.environ[name]
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):
        return "unknown"


def _read_file(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidArgumentError(
            f"The settings file {str(path)!r} cannot be read: {error}. "
            "Mend it, or move it away to have the defaults.",
            given=str(path),
        ) from error
    for name in said:
        if name not in SETTABLE:
            raise InvalidArgumentError(
                unknown(f"setting in {str(path)!r} called", name, list(SETTABLE)), given=name
            )
    return said


def save_setting(name: str, value: str | bool | int | None) -> None:
    """Write one setting to the settings file; None takes it out.

    The file is replaced as a whole, under a lock: readers and other writers never see half of it
    or lose a setting. What else is in it stays, so that one wrong value after the other can be
    mended. Raises `InvalidArgumentError` for a name or value that is not known, and
    `StoreUnwritableError` where the home cannot be written; the file is as it was then.
    """
    if name not in SETTABLE:
        raise InvalidArgumentError(unknown("setting", name, list(SETTABLE)), given=name)
    if value is not None:
        value = checked(name, value, f"The value for {name}", as_text=isinstance(value, str))
    folder = store_folder(value) if name == "store" and isinstance(value, str) else None
    if folder is not None:
        # A relative folder would be another store wherever the next command is run.
        value = str(folder)
    home = _home()
    path = home / _FILE
    try:
        home.mkdir(parents=True, exist_ok=True)
        with locked(home / f".{_FILE}.lock"):
            said = _read_file(path) if path.exists() else {}
            said.pop(name, None)
            if value is not None:
                said[name] = value
            replace_file(path, "".join(_line(key, said[key], path) for key in sorted(said)))
    except OSError as error:
        raise StoreUnwritableError(
            f"The settings file {str(path)!r} cannot be written: {error}.", path=str(path)
        ) from error


def _line(name: str, value: Any, path: Path) -> str:
    if not isinstance(value, str | int):
        # No setting is a table, list or date, and none of these would survive.
        value = _checked_in_file(name, value, path)
    # JSON's texts, numbers and truth values are TOML's, too.
    return f"{name} = {msgspec.json.encode(value).decode()}\n"


def _checked_in_file(name: str, given: Any, path: Path) -> Any:
    return checked(name, given, f"{name} in the settings file {str(path)!r}", as_text=False)
