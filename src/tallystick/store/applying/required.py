"""Things that must exist, or must not, for a command to make sense."""

from __future__ import annotations

from uuid import UUID

from tallystick.errors import EntityExistsError, InvalidArgumentError, NotFoundError
from tallystick.records.reading import KINDS, RECORDS, R, Record
from tallystick.records.targets import Target
from tallystick.store.applying.tables import Tables


def required(tables: Tables, kind: type[R], id: UUID, *, project: str) -> R:
    """The record with this id in this project.

    Raises `NotFoundError` where there is none, `InvalidArgumentError` where it is of another.
    """
    record = tables.by_id(kind, id)
    target = Target(KINDS[kind], id)
    if record is None:
        raise missing(target)
    _check_project(target, record.project, project)
    return record


def required_target(tables: Tables, target: Target, *, project: str) -> Record:
    """The record that `target` names; raises as `required` does."""
    return required(tables, RECORDS[target.kind], target.id, project=project)


def check_target(tables: Tables, target: Target, *, project: str) -> None:
    """Raises as `required` does, without reading the record."""
    held_by = tables.project_of(target)
    if held_by is None:
        raise missing(target)
    _check_project(target, held_by, project)


def check_new(tables: Tables, target: Target) -> None:
    """`EntityExistsError` where there is such a thing already."""
    if tables.project_of(target) is not None:
        raise EntityExistsError(
            f"There is {target.kind.one} with id {target.id} already; "
            "a new thing needs an id of its own, from new_id().",
            kind=target.kind,
            given=str(target.id),
        )


def missing(target: Target) -> NotFoundError:
    """The error for a target that does not exist."""
    return NotFoundError(
        f"There is no {target.kind.words} with id {target.id} in this store; "
        "it may have been deleted.",
        kind=target.kind,
        given=str(target.id),
    )


# One who may write to a project must not reach into another by way of an id.
def _check_project(target: Target, held_by: str, project: str) -> None:
    if held_by != project:
        raise InvalidArgumentError(
            f"The {target} is in project {held_by!r}, and this command is for project {project!r}.",
            kind=target.kind,
            given=str(target.id),
            project=held_by,
        )
