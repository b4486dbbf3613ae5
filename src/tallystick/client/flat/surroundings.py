"""Where a client stands: its project, user, folder and store, by their flat names."""

from __future__ import annotations

from pathlib import Path

from tallystick.client.arguments import checked_arguments
from tallystick.client.flat.base import Collections
from tallystick.client.pages import Page, page_of
from tallystick.client.users import Project, StoreInfo, User
from tallystick.config import Settings

_MARKS = (".tallystick", ".zen", ".git")


@checked_arguments
class SurroundingCalls(Collections):
    """`active_project`, `active_user`, `root`, `zen_store`, `get_settings`."""

    @property
    def active_project(self) -> Project:
        """The project that things are looked up and made in."""
        return Project(self.session.project)

    def list_projects(self, page: int = 1, size: int = 20, hydrate: bool = True) -> Page[Project]:
        """A page of the projects that have anything in them, by name.

        Raises `InvalidQueryError` (a `ValueError`) for a page that does not exist.
        """
        return page_of([Project(name) for name in self.session.store.projects()], page, size)

    @property
    def active_workspace(self) -> Project:
        """`active_project`, by its older name."""
        return self.active_project

    @property
    def active_user(self) -> User:
        """Who things are done as."""
        return User(self.session.author)

    @property
    def root(self) -> Path | None:
        """The nearest folder from here up that is a repository; None where none is."""
        here = Path.cwd()
        for folder in (here, *here.parents):
            if any((folder / mark).exists() for mark in _MARKS):
                return folder
        return None

    @property
    def zen_store(self) -> StoreInfo:
        """What is known about the store: `.type` and `.url`."""
        return StoreInfo(url=self.session.settings.shown_store)

    def get_settings(self, hydrate: bool = True) -> Settings:
        """The settings this client was opened with."""
        return self.session.settings
