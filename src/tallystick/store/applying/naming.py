"""The ids that follow from names."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tallystick.records.ids import derived_id
from tallystick.records.targets import Kind, Target
from tallystick.store.applying.tables import Tables


def id_for_name(tables: Tables, kind: Kind, project: str, name: str, at: datetime) -> UUID:
    """The id for a new thing of this name.

    It is derived from project, kind and name. Where a thing that was renamed still has that id,
    the time of creation is added, and where that is not enough a count.
    """
    parts = [project, kind, name]
    id = derived_id(*parts)
    count = 0
    while tables.project_of(Target(kind, id)) is not None:
        id = derived_id(*parts, at.isoformat(), *([str(count)] if count else []))
        count += 1
    return id
