"""The id of a thing that is named."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tallystick.records.ids import derived_id
from tallystick.records.targets import Kind, Target
from tallystick.store.applying.tables import Tables


def id_for_name(tables: Tables, kind: Kind, project: str, name: str, at: datetime) -> UUID:
    """The id for a new thing of this name.

    It is derived from project, kind and name. Where a thing that was renamed still has that id,
    the time of creation is added.
    """
    id = derived_id(project, kind, name)
    if tables.exists(Target(kind, id)):
        return derived_id(project, kind, name, at.isoformat())
    return id
