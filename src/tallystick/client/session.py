"""A session: an open store, its artifact storage and who is speaking, as one thing to pass on."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec.structs import replace

from tallystick.config import (
    Settings,
    check_store,
    is_served,
    load_settings,
    places_beside,
    setting_sources,
    store_folder,
)
from tallystick.errors import InvalidArgumentError, MissingDependencyError
from tallystick.records import commands
from tallystick.records.clock import now
from tallystick.records.ids import new_id

if TYPE_CHECKING:
    from tallystick.artifacts.storage import Storage
    from tallystick.store.as_of import AsOf
    from tallystick.store.base import Store

C = TypeVar("C", bound=commands.Command)


class Session:
    """An open store with the settings it was opened by.

    Opening is put off until the store is first needed, so that making a session costs nothing.
    With `must_exist`, reading a store in a folder that nobody has written yet is an error.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        store: Store | None = None,
        storage: Storage | None = None,
        project: str | None = None,
        must_exist: bool = False,
    ) -> None:
        self.settings = settings
        self._must_exist = must_exist
        self.project = project or settings.project
        self.author = settings.author
        self._store = store
        self._storage = storage
        self._parent: Session | None = None
        self.looks_again_at: dict[str, float] = {}
        """By project, when lost runs are looked for next (`recovery`), as `time.monotonic()`."""
        self._as_of: AsOf | None = None

    @property
    def store(self) -> Store:
        """The store, opened on first use."""
        if self._parent is not None:
            return self._then(self._parent.store)
        if self._store is None:
            from tallystick.connect import connect

            self._store = connect(
                self.settings.store,
                durability=self.settings.durability,
                must_exist=self._must_exist,
            )
        return self._store

    @property
    def storage(self) -> Storage:
        """Where the bytes of artifacts are, opened on first use."""
        if self._parent is not None:
            return self._parent.storage
        if self._storage is None:
            try:
                self._storage = self._opened_storage()
            except (InvalidArgumentError, MissingDependencyError) as error:
                source = setting_sources()["artifact_storage"]
                raise type(error)(f"artifact_storage ({source}): {error}", **error.facts) from None
        return self._storage

    def _opened_storage(self) -> Storage:
        place = self.settings.artifact_storage
        if is_served(place) and place == self.settings.store:
            from tallystick.artifacts.storage.served import ServedStorage
            from tallystick.store.rest import RemoteStore

            if isinstance(self.store, RemoteStore):
                return ServedStorage(self.store.connection)
        from tallystick.artifacts.storage import open_storage

        return open_storage(place)

    def in_project(self, project: str | None) -> Session:
        """The same session in another project; itself for None and its own.

        Raises `InvalidArgumentError` for an empty name.
        """
        if project is None or project == self.project:
            return self
        if not project.strip():
            raise InvalidArgumentError(
                f"project= is a name; got {project!r}. Leave it out for the project of the "
                "settings.",
                given=project,
            )
        other = Session(self.settings, project=project)
        other._parent = self
        other.looks_again_at = self.looks_again_at
        return other

    def at(self, as_of: AsOf | None) -> Session:
        """The same session reading the store as it was recorded then; itself for None."""
        if as_of is None:
            return self
        other = Session(self.settings, project=self.project)
        other._parent = self
        other._as_of = as_of
        return other

    @property
    def is_past(self) -> bool:
        """Whether what is read is as it was recorded once."""
        return self._as_of is not None or (self._parent is not None and self._parent.is_past)

    def _then(self, store: Store) -> Store:
        if self._as_of is None:
            return store
        from tallystick.store.past import PastStore

        return PastStore(store, self._as_of)

    @property
    def allows_unsafe(self) -> bool:
        """Whether artifacts may be loaded whose loading executes code.

        Unless a setting says so, that is where the store is on this machine, and nobody else's.
        """
        if self.settings.allow_unsafe is not None:
            return self.settings.allow_unsafe
        store = self.settings.store
        return store_folder(store) is not None or store.startswith("memory://")

    def command(self, kind: type[C], **fields: Any) -> C:
        """A command of this kind, said now, by this author, in this project."""
        return kind(id=new_id(), project=self.project, author=self.author, at=now(), **fields)


def session_at(url: str, *, must_exist: bool = False) -> Session:
    """A session on the store at `url`, with the settings in force otherwise.

    What the settings keep within their store's folder is then kept within this store's.
    Raises `InvalidArgumentError` for a URL or settings that cannot be understood.
    """
    check_store(url)
    settings = load_settings()
    home = Path(settings.home)
    before, after = places_beside(settings.store, home), places_beside(url, home)
    moved = {"store": url}
    moved |= {name: after[name] for name in after if getattr(settings, name) == before[name]}
    return Session(replace(settings, **moved), must_exist=must_exist)


_lock = threading.Lock()
_default: tuple[object, Session] | None = None


def default_session() -> Session:
    """The session that settings, environment and settings file ask for at this moment.

    The same object as long as they stay the same, within one process.
    """
    global _default  # noqa: PLW0603  the one session of the process, replaced whole
    settings = load_settings()
    key = (os.getpid(), settings)
    with _lock:
        if _default is None or _default[0] != key:
            _default = (key, Session(settings))
        return _default[1]
