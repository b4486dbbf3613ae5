"""Who speaks: a name, since stores on one machine have no accounts."""

from __future__ import annotations

from uuid import UUID

import msgspec

from tallystick.records.ids import derived_id


class User(msgspec.Struct, frozen=True):
    """An author of commands."""

    name: str

    @property
    def id(self) -> UUID:
        """An id that belongs to the name."""
        return derived_id("user", self.name)

    @property
    def full_name(self) -> str:
        """The name again."""
        return self.name


class Project(msgspec.Struct, frozen=True):
    """A namespace of a store."""

    name: str

    @property
    def id(self) -> UUID:
        """An id that belongs to the name."""
        return derived_id("project", self.name)


class StoreInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A store by its URL or folder."""

    url: str

    @property
    def version(self) -> str:
        """The version of the library that speaks to it."""
        from importlib.metadata import version

        return version("tallystick")

    @property
    def type(self) -> str:
        """What sort of store it is."""
        scheme, separator, _ = self.url.partition("://")
        return scheme if separator and scheme not in ("file", "sqlite") else "sql"

    def get_store_info(self) -> StoreInfo:
        """The same again."""
        return self
