"""What belongs to model versions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from tallystick.records.targets import Kind, Target
from tallystick.store.sql.connecting import Connection
from tallystick.store.sql.kinds import TABLES
from tallystick.store.sql.texts import as_list

_THESE = "model_version_id IN (SELECT value FROM json_each(?1))"
_BELONGING = " UNION ".join(
    [
        *(
            f"SELECT x.model_version_id, '{kind}', t.id FROM model_links x "
            f"CROSS JOIN {TABLES[kind].name} t ON t.pk = x.target "
            f"WHERE x.{_THESE} AND x.kind = {TABLES[kind].code}"
            for kind in (Kind.RUN, Kind.ARTIFACT_VERSION)
        ),
        f"SELECT model_version_id, '{Kind.RUN}', id FROM runs WHERE {_THESE}",
    ]
)


def links(connection: Connection, versions: Iterable[UUID]) -> dict[UUID, tuple[Target, ...]]:
    """See `Store.links`."""
    wanted = list(dict.fromkeys(versions))
    rows = connection.execute(_BELONGING, (as_list([str(id) for id in wanted]),))
    found: dict[str, list[Target]] = defaultdict(list)
    for version, kind, id in rows:
        found[version].append(Target(Kind(kind), UUID(id)))
    return {id: tuple(sorted(found[str(id)])) for id in wanted}
