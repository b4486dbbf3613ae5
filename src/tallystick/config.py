"""Settings: what can be chosen about where and how Tallystick keeps things.

Each setting comes from, last one wins: its default, the settings file `<home>/settings.toml`,
the environment variable `TALLYSTICK_<NAME>`. Loading settings never creates anything.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from tallystick.errors import InvalidArgumentError, StoreUnwritableError, unknown

_FILE = "settings.toml"
_DURABILITIES = ("normal", "full")


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that can be set.

    `home` is the folder for what belongs to this user; `store` a URL or folder;
    `artifact_storage` and `logs` default to folders within the store's folder.
    `durability` is `normal` (survives the end of the process) or `full` (survives power loss).
    `allow_unsafe` says whether artifacts may be loaded whose loading executes code;
    None allows it where the store is a folder of one's own.
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
    max_parallelism: int = 1
    log_level: str = "INFO"


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
    home = Path(chosen[0] or "~/.tallystick").expanduser()
    path = home / _FILE
    try:
        status = path.stat()
        stamp: object = (status.st_mtime_ns, status.st_size, status.st_ino)
    except OSError:
        stamp = None
    key = (chosen, str(home), stamp)
    if _known is None or _known[0] != key:
        said = {} if stamp is None else _read_file(path)
        source = dict.fromkeys(said, str(path))
        for name, variable, text in zip(_NAMES, variables, chosen, strict=True):
            if variable is not None and text is not None and name != "home":
                said[name] = _from_text(name, text)
                source[name] = variable
        _known = (key, _settings(home, said, source))
    return _known[1]


def setting_sources() -> dict[str, str]:
    """Where each setting in force comes from, by its name.

    That is the name of an environment variable, the path of the settings file, or `default`.
    Raises what `load_settings` raises.
    """
    path = Path(load_settings().home) / _FILE
    said = _read_file(path) if path.exists() else {}
    written = {name: str(path) if name in said else "default" for name in _NAMES}
    return {name: _variable(name) or source for name, source in written.items()}


def _settings(home: Path, said: dict[str, Any], source: dict[str, str]) -> Settings:
    store = said.get("store") or str(home / "store")
    folder = store_folder(store) if isinstance(store, str) else None
    defaults = {
        "artifact_storage": str((folder or home) / "artifacts"),
        "logs": str((folder or home) / "logs"),
        "author": _user(),
    }
    try:
        made = msgspec.convert(
            {**defaults, **said, "home": str(home), "store": store}, Settings, strict=True
        )
    except msgspec.ValidationError as error:
        name = str(error).rpartition("$.")[2].rstrip("`")
        where = source.get(name, "the settings")
        raise InvalidArgumentError(f"{where}: {error}", given=said.get(name)) from None
    if made.durability not in _DURABILITIES:
        raise InvalidArgumentError(
            f"{source['durability']}: durability is 'normal' or 'full'; got {made.durability!r}.",
            given=made.durability,
        )
    return made


def store_folder(url: str) -> Path | None:
    """The folder of a store that is one: a plain path, `file://` or `sqlite://`; else None."""
    scheme, separator, rest = url.partition("://")
    if not separator:
        return Path(url).expanduser().absolute()
    if scheme in ("sqlite", "file"):
        # As usual for SQLite, three slashes begin a relative path and four an absolute one.
        path = rest[1:] if scheme == "sqlite" and rest.startswith("/") else rest
        return Path(path).expanduser().absolute()
    return None


def _user() -> str:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        if os.environ.get(name):
            return os.environ[name]
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):
        return "unknown"


def _from_text(name: str, text: str) -> Any:
    """A setting from the environment, where all is text."""
    if name == "allow_unsafe":
        if text.lower() in ("1", "true", "yes", "on"):
            return True
        if text.lower() in ("0", "false", "no", "off"):
            return False
    if name == "max_parallelism" and text.isdigit():
        return int(text)
    return text


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
    or lose a setting. Raises `InvalidArgumentError` for a name or value that is not known, and
    `StoreUnwritableError` where the home cannot be written; the file is as it was then.
    """
    if name not in SETTABLE:
        raise InvalidArgumentError(unknown("setting", name, list(SETTABLE)), given=name)
    home = Path(load_settings().home)
    path = home / _FILE
    try:
        home.mkdir(parents=True, exist_ok=True)
        with locked(home / f".{_FILE}.lock"):
            said = _read_file(path) if path.exists() else {}
            if value is None:
                said.pop(name, None)
            else:
                said[name] = _from_text(name, value) if isinstance(value, str) else value
            folder = store_folder(str(said["store"])) if name == "store" and value else None
            if folder is not None and isinstance(value, str):
                # A relative folder would be another store wherever the next command is run.
                said["store"] = str(folder)
            _settings(home, dict(said), dict.fromkeys(said, str(path)))
            replace_file(path, "".join(f"{key} = {_toml(said[key])}\n" for key in sorted(said)))
    except OSError as error:
        raise StoreUnwritableError(
            f"The settings file {str(path)!r} cannot be written: {error}.", path=str(path)
        ) from error


def replace_file(path: Path, text: str) -> None:
    """Put `text` into the file as a whole: readers see what was before or all of it.

    Only its owner may read the file.
    """
    import tempfile

    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise


def _toml(value: Any) -> str:
    # JSON's texts, numbers and truth values are TOML's, too.
    return msgspec.json.encode(value).decode()


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Alone among processes while entered; where the system has no such lock, not."""
    with path.open("a") as file:
        try:
            import fcntl
        except ImportError:
            yield
            return
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
