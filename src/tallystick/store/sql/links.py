"""What belongs to model versions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from tallystick.records.targets import Kind, Target
from tallystick.store.sql.connection import Connection
from tallystick.store.sql.kinds import TABLES
from tallystick.store.sql.past import Moment
from tallystick.store.sql.texts import TEXTS, as_list

_THESE = f"model_version_id IN ({TEXTS.replace('?', '?1')})"


def links(
    connection: Connection, versions: Iterable[UUID], moment: Moment | None = None
) -> dict[UUID, tuple[Target, ...]]:
    """See `Store.links`."""
    wanted = list(dict.fromkeys(versions))
    rows = connection.execute(_belonging(moment), (as_list([str(id) for id in wanted]),))
    found: dict[str, list[Target]] = defaultdict(list)
    for version, kind, id in rows:
        found[version].append(Target(Kind(kind), UUID(id)))
    return {id: tuple(sorted(found[str(id)])) for id in wanted}


def _belonging(moment: Moment | None) -> str:
    tables = [("model_links", "TRUE")] if moment is None else moment.tables("model_links")
    selects = [
        f"SELECT x.model_version_id, '{kind}', t.id FROM {table} x "
        f"CROSS JOIN {TABLES[kind].name} t ON t.pk = x.target AND {_was_there(moment, kind)} "
        f"WHERE x.{_THESE} AND x.kind = {TABLES[kind].code} AND {counts.format('x')}"
        for table, counts in tables
        for kind in (Kind.RUN, Kind.ARTIFACT_VERSION)
    ]
    given = f"runs t WHERE t.{_THESE} AND {_was_there(moment, Kind.RUN)}"
    selects.append(f"SELECT model_version_id, '{Kind.RUN}', id FROM {given}")
    return " UNION ".join(selects)


def _was_there(moment: Moment | None, kind: Kind) -> str:
    return "TRUE" if moment is None else f"t.pk <= {moment.bound(kind)}"
