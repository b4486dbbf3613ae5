"""Where things are: stores and artifact storages by URL or folder."""

from __future__ import annotations

import os
import re
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from tallystick.errors import InvalidArgumentError

STORES = (
    "a folder such as ./my-store, sqlite:////folder, http://server:8237 for a store behind a "
    "server, postgresql://user@host/database, or memory:// for the time of the process"
)
"""What a store can be named by, in words."""

_DATABASES = ("postgresql", "postgres")
_SERVED = ("http", "https")
_HALF_A_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):(?!//)")


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


def spool_folder(home: str) -> Path | None:
    """Where what is said to servers waits for them; None where the system has no locks for it."""
    return Path(home) / "spool" if find_spec("fcntl") else None


def is_served(url: str) -> bool:
    """Whether the store is behind a server."""
    return url.partition("://")[0].lower() in _SERVED and "://" in url


def is_database(url: str) -> bool:
    """Whether the store is in a database on a PostgreSQL server."""
    return url.partition("://")[0] in _DATABASES and "://" in url


def without_password(url: str) -> str:
    """The URL of a database without what must not be shown."""
    parts = urlsplit(url)
    user, at, host = parts.netloc.rpartition("@")
    asked = [each for each in parts.query.split("&") if not each.startswith("password=")]
    place = f"{user.partition(':')[0]}{at}{host}"
    return urlunsplit((parts.scheme, place, parts.path, "&".join(asked), ""))


def places_beside(store: str, home: Path) -> dict[str, str]:
    """Where bytes of artifacts and logs are unless a setting says so, by the names of settings.

    They are within the store's folder; a server keeps bytes beside its store, and logs stay here.
    """
    folder = store_folder(store) or home
    artifacts = store if is_served(store) else str(folder / "artifacts")
    return {"artifact_storage": artifacts, "logs": str(folder / "logs")}


def check_store(url: str) -> None:
    """`InvalidArgumentError` where `url` cannot name a store. Looks at nothing but the text."""
    problem = _store_problem(url)
    if problem:
        given = without_password(url) if is_database(url) else url
        raise InvalidArgumentError(f"{problem} Give {STORES}.", given=given)


def _store_problem(url: str) -> str:
    """What is wrong, in a sentence; empty where nothing is."""
    if problem := path_problem(url):
        return problem
    scheme, separator, rest = url.partition("://")
    if not separator or scheme == "memory":
        return ""
    if is_served(url):
        return _address_problem(url)
    if is_database(url):
        return _database_problem(url)
    if scheme not in ("sqlite", "file"):
        return f"No store is known for {url!r}."
    if not rest.strip("/") or ":memory:" in rest:
        return f"{url!r} names no folder."
    if scheme == "file" and not rest.startswith(("/", "~")):
        return f"{url!r} names the machine {rest.partition('/')[0]!r}; a folder has three slashes."
    return ""


def _address_problem(url: str) -> str:
    """What is wrong with the address of a server, in a sentence; empty where nothing is."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        return f"{url!r} is no address: {error}."
    if not host or not url.isprintable() or " " in url:
        return f"{url!r} names no server."
    if parts.username is not None or parts.password is not None:
        # It would be shown wherever the store is named.
        return "The address of a server has no name or password in it; a token is a setting."
    if parts.query or parts.fragment:
        return f"{url!r} ends in what is no part of a server's address: '?' or '#'."
    return ""


def _database_problem(url: str) -> str:
    """What is wrong with the URL of a database, in a sentence; empty where nothing is."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        return f"That is no URL of a database: {error}."
    if not parts.path.strip("/"):
        return f"{without_password(url)!r} names no database."
    return ""


def path_problem(text: str) -> str:
    """What is wrong with a path or URL, in a sentence; empty where nothing is."""
    if not text.strip():
        return f"{text!r} names no place."
    try:
        encoded = os.fsencode(text)
    except UnicodeEncodeError:
        encoded = b"\0"
    if b"\0" in encoded:
        return f"{text!a} holds a character that no path can."
    if half := _HALF_A_URL.match(text):
        # One letter is a drive.
        return f"{text!r} is half a URL: after {half[1]}: come two slashes."
    try:
        Path(text).expanduser()
    except RuntimeError:
        return f"The home that {text.partition('/')[0]!r} stands for is not known."
    return ""
