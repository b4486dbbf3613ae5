"""Secrets, by their flat names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from tallystick.client.arguments import checked_arguments
from tallystick.client.flat.base import Collections
from tallystick.client.pages import Page, page_of
from tallystick.client.secrets import Secret, Secrets


@checked_arguments
class SecretCalls(Collections):
    """`get_secret` and its like. Secrets are this machine's and in no store."""

    @property
    def secrets(self) -> Secrets:
        """The secrets of this machine."""
        return Secrets(self.session.settings.home)

    def get_secret(
        self,
        name_id_or_prefix: str | UUID | Secret,
        private: bool | None = None,
        allow_partial_name_match: bool = True,
        allow_partial_id_match: bool = True,
        hydrate: bool = True,
    ) -> Secret:
        """The secret with this name or id, or a unique beginning of its name.

        Raises `NotFoundError` (a `KeyError`) with close matches, `AmbiguousReferenceError` with the
        candidates.
        """
        return self.secrets.get(name_id_or_prefix, prefixes=allow_partial_name_match)

    def list_secrets(self, page: int = 1, size: int = 20, hydrate: bool = False) -> Page[Secret]:
        """A page of the secrets that are kept on this machine, by name.

        Raises `InvalidQueryError` (a `ValueError`) for a page that does not exist.
        """
        return page_of(self.secrets.find(), page, size)

    def create_secret(self, name: str, values: Mapping[str, str], private: bool = False) -> Secret:
        """A new secret. Raises `EntityExistsError` where there is one of this name."""
        return self.secrets.create(name, values)

    def update_secret(
        self,
        name_id_or_prefix: str | UUID | Secret,
        private: bool | None = None,
        new_name: str | None = None,
        add_or_update_values: Mapping[str, str] | None = None,
        remove_values: Iterable[str] | None = None,
    ) -> Secret:
        """The secret after all of the change.

        Raises what `get_secret` does, and `EntityExistsError` for a taken name.
        """
        return self.secrets.update(
            name_id_or_prefix,
            new_name=new_name,
            add=add_or_update_values,
            remove=tuple(remove_values or ()),
        )

    def delete_secret(
        self, name_id_or_prefix: str | UUID | Secret, private: bool | None = None
    ) -> None:
        """Remove a secret from this machine. Raises what `get_secret` does."""
        self.secrets.delete(name_id_or_prefix)
