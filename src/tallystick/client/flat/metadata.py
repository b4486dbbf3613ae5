"""Metadata written for given things, by its flat name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import msgspec

from tallystick.client.arguments import checked_arguments
from tallystick.client.flat.base import Collections
from tallystick.client.handles import StepRunResponse
from tallystick.client.resources import MetadataResourceTypes, resource_targets
from tallystick.records.commands import LogMetadata
from tallystick.records.metadata import NewEntry
from tallystick.values import check_key, encode


@checked_arguments
class MetadataCalls(Collections):
    """`create_run_metadata`."""

    def create_run_metadata(
        self,
        metadata: Mapping[str, Any],
        resources: Iterable[Any] | Any,
        stack_component_id: UUID | None = None,
        publisher_step_id: UUID | StepRunResponse | None = None,
    ) -> None:
        """Log every key of `metadata` once, belonging to every one of `resources`.

        Resources are `RunMetadataResource(id, type)` or handles. All of it is stored, or nothing.
        Raises `InvalidValueError` for a value that metadata cannot hold, `InvalidArgumentError`
        for a bad key and for no resource, `NotFoundError` for a resource that does not exist.
        """
        targets = resource_targets(resources, MetadataResourceTypes)
        entries = tuple(
            NewEntry(check_key(key), msgspec.Raw(encode(value, path=key)))
            for key, value in metadata.items()
        )
        if entries:
            by = publisher_step_id
            command = self.session.command(
                LogMetadata,
                targets=targets,
                entries=entries,
                publisher=by.id if isinstance(by, StepRunResponse) else by,
            )
            self.session.store.apply(command)
