"""From a store's answers to handles: one, those a query finds, or those with given ids."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar
from uuid import UUID

from tallystick.client.handles.base import Handle
from tallystick.client.recovery import notice_lost_runs
from tallystick.client.session import Session
from tallystick.query.conditions import All, Builtin, Compare, Condition, Op
from tallystick.query.query import Query, Sort
from tallystick.records.reading import KINDS
from tallystick.records.references import Ref

H = TypeVar("H", bound=Handle[Any])

OLDEST_FIRST = (Sort(Builtin("created_at")),)
NEWEST_FIRST = (Sort(Builtin("created_at"), descending=True),)


def get(session: Session, kind: type[H], ref: Ref) -> H:
    """The handle of what `ref` names. Raises what `Store.get` raises."""
    notice_lost_runs(session, KINDS[kind.record_type])
    return kind(session, session.store.get(kind.record_type, ref))


def get_by_id(session: Session, kind: type[H], id: UUID | str) -> H:
    """The handle of the thing with this id. Raises `NotFoundError` where it was deleted."""
    return get(session, kind, Ref.to(id, project=session.project))


def find(
    session: Session,
    kind: type[H],
    where: Condition,
    *,
    project: str,
    sort: tuple[Sort, ...] = OLDEST_FIRST,
    limit: int | None = None,
    offset: int = 0,
) -> tuple[list[H], int]:
    """Handles of what matches, in order, and how many match in all."""
    notice_lost_runs(session.in_project(project), KINDS[kind.record_type])
    page = session.store.find(
        Query(
            kind=KINDS[kind.record_type],
            project=project,
            where=where,
            sort=sort,
            limit=limit,
            offset=offset,
        )
    )
    return [kind(session, snapshot) for snapshot in page.items], page.total or 0


def find_where(session: Session, kind: type[H], project: str, **fields: Any) -> list[H]:
    """Handles of everything whose built-in fields have these values, oldest first."""
    condition = All(
        tuple(Compare(Builtin(name), Op.EQ, (value,)) for name, value in fields.items())
    )
    return find(session, kind, condition, project=project)[0]


def find_by_ids(
    session: Session, kind: type[H], ids: Iterable[UUID], *, project: str
) -> dict[UUID, H]:
    """Handles by id, of those that exist."""
    wanted = tuple(dict.fromkeys(ids))
    if not wanted:
        return {}
    condition = Compare(Builtin("id"), Op.IN, wanted)
    found, _ = find(session, kind, condition, project=project)
    return {handle.id: handle for handle in found}
