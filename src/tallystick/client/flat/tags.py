"""Tags, by their flat names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from tallystick.client.arguments import checked_arguments
from tallystick.client.flat.base import Collections
from tallystick.client.pages import Page, page_of
from tallystick.client.resources import TaggableResourceTypes, TagResource, resource_targets
from tallystick.client.tags import TagResponse, Tags


@checked_arguments
class TagCalls(Collections):
    """`create_tag`, `attach_tag` and their like."""

    @property
    def tags(self) -> Tags:
        """The tags."""
        return Tags(self.session)

    def create_tag(
        self, name: str, exclusive: bool = False, color: str | None = None
    ) -> TagResponse:
        """A new tag. Raises `EntityExistsError` where it exists."""
        return self.tags.create(name, color=color, exclusive=exclusive)

    def get_tag(
        self, tag_name_or_id: str | UUID | TagResponse, hydrate: bool = True
    ) -> TagResponse:
        """The tag with this name or id.

        Raises `NotFoundError` (a `KeyError`) with close matches.
        """
        return self.tags.get(tag_name_or_id)

    def list_tags(self, page: int = 1, size: int = 20, hydrate: bool = False) -> Page[TagResponse]:
        """A page of all tags that exist, by name.

        Raises `InvalidQueryError` (a `ValueError`) for a page that does not exist.
        """
        return page_of(self.tags.find(), page, size)

    def update_tag(
        self,
        tag_name_or_id: str | UUID | TagResponse,
        name: str | None = None,
        exclusive: bool | None = None,
        color: str | None = None,
    ) -> TagResponse:
        """The tag after the change; a new name comes to all that has the tag.

        Raises what `get_tag` does, and `EntityExistsError` for a taken name.
        """
        return self.tags.update(tag_name_or_id, name=name, color=color, exclusive=exclusive)

    def delete_tag(self, tag_name_or_id: str | UUID | TagResponse) -> None:
        """Remove a tag from all that has it. Raises what `get_tag` does."""
        self.tags.delete(tag_name_or_id)

    def attach_tag(
        self, tag: str | UUID | TagResponse, resources: Iterable[TagResource | Any] | Any
    ) -> None:
        """Tag all of `resources` (`TagResource(id, type)` or handles), or none of them.

        A text that is no tag yet becomes one. Raises `NotFoundError` for a resource that does not
        exist, `InvalidArgumentError` for none at all.
        """
        self.tags.attach(tag, resource_targets(resources, TaggableResourceTypes))

    def detach_tag(
        self, tag: str | UUID | TagResponse, resources: Iterable[TagResource | Any] | Any
    ) -> None:
        """Remove a tag from all of `resources`, or none of them.

        Raises what `get_tag` and `attach_tag` do.
        """
        self.tags.detach(tag, resource_targets(resources, TaggableResourceTypes))
