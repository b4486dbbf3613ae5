"""Filter arguments that need a look at the store: by the name of something else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from tallystick.client.filters.literals import compare_builtin, truth
from tallystick.client.filters.operators import parse_filter
from tallystick.client.session import Session
from tallystick.errors import InvalidQueryError
from tallystick.query import conditions
from tallystick.query.conditions import All, Builtin, Compare, Condition, Not, Op
from tallystick.query.query import Query
from tallystick.records.models import Model
from tallystick.records.references import Ref
from tallystick.records.runs import Run, Status
from tallystick.records.steps import StepRun
from tallystick.records.targets import Kind

Look = Callable[[Session, Kind, str, Any], Condition]


def _by_name_or_id(name_field: str, id_field: str) -> Look:
    """A thing that the argument names: by its id if it is one, else by its name."""

    def look(session: Session, kind: Kind, argument: str, given: Any) -> Condition:
        wanted = parse_filter(argument, given)
        field = id_field if _is_id(wanted.operand) else name_field
        return compare_builtin(kind, field, wanted)

    return look


def _is_id(given: Any) -> bool:
    if isinstance(getattr(given, "id", given), UUID):
        return True
    try:
        return isinstance(given, str) and bool(UUID(given))
    except ValueError:
        return False


def _model(session: Session, kind: Kind, argument: str, given: Any) -> Condition:
    """Belonging to any version of a model."""
    text = str(getattr(given, "id", given))
    model = session.store.get(Model, Ref(text, project=session.project), metadata=False).record
    where = Compare(Builtin("model_id"), Op.EQ, (model.id,))
    versions = _records(session, Kind.MODEL_VERSION, where)
    ids = tuple(version.id for version in versions)
    return Compare(Builtin("model_version_id"), Op.IN, ids) if ids else conditions.Any(())


def _made_in_run(session: Session, kind: Kind, argument: str, given: Any) -> Condition:
    """Made by a run."""
    text = str(getattr(given, "id", given))
    run = session.store.get(Run, Ref(text, project=session.project), metadata=False).record
    return Compare(Builtin("producer_run_id"), Op.EQ, (run.id,))


def _uri(session: Session, kind: Kind, argument: str, given: Any) -> Condition:
    """Where the bytes are: as recorded, or in full as handles give it."""
    wanted = parse_filter(argument, given)
    root = session.storage.url.rstrip("/") + "/"
    if isinstance(wanted.operand, str):
        wanted = wanted._replace(operand=wanted.operand.removeprefix(root))
    return compare_builtin(kind, "uri", wanted)


def _in_progress(session: Session, kind: Kind, argument: str, given: Any) -> Condition:
    """Not finished yet, or finished."""
    going = tuple(status.value for status in Status if not status.is_finished)
    condition = Compare(Builtin("status"), Op.IN, going)
    return condition if _truth(argument, given) else Not(condition)


def _without_retried(session: Session, kind: Kind, argument: str, given: Any) -> Condition:
    """Last attempts only."""
    retried = Compare(Builtin("status"), Op.EQ, (Status.RETRIED.value,))
    return Not(retried) if _truth(argument, given) else All(())


def _custom_name(session: Session, kind: Kind, argument: str, given: Any) -> Condition:
    """Named by a person: given names have `::` in them."""
    field = "artifact" if kind is Kind.ARTIFACT_VERSION else "name"
    automatic = Compare(Builtin(field), Op.CONTAINS, ("::",))
    return Not(automatic) if _truth(argument, given) else automatic


def _unused(session: Session, kind: Kind, argument: str, given: Any) -> Condition:
    """Neither read nor made by any step run there still is; looks at all of them."""
    if not _truth(argument, given):
        return All(())
    made = {
        id
        for step in _records(session, Kind.STEP_RUN, conditions.EVERYTHING)
        if isinstance(step, StepRun)
        for ids in step.outputs.values()
        for id in ids
    }
    unread = Not(Compare(Builtin("consumer_step_run_id"), Op.EXISTS))
    if not made:
        return unread
    return All((unread, Not(Compare(Builtin("id"), Op.IN, tuple(made)))))


def _not_recorded(what: str) -> Look:
    def look(session: Session, kind: Kind, argument: str, given: Any) -> Condition:
        raise InvalidQueryError(
            f"{argument}={given!r}: things cannot be found by {what}, which is not recorded.",
            given=given,
            argument=argument,
        )

    return look


def _records(session: Session, kind: Kind, where: Condition) -> list[Any]:
    query = Query(kind=kind, project=session.project, where=where, limit=None, metadata=False)
    return [snapshot.record for snapshot in session.store.find(query).items]


def _truth(argument: str, given: Any) -> bool:
    try:
        return truth(given)
    except ValueError:
        raise InvalidQueryError(
            f"{argument}= is True or False; got {given!r}.", given=given, argument=argument
        ) from None


_UPDATED = {"updated": _not_recorded("the time of their last change (use created or end_time)")}
_STACK = {"stack": _not_recorded("stack"), "stack_id": _not_recorded("stack")}

LOOKING: dict[Kind, dict[str, Look]] = {
    Kind.PIPELINE: _UPDATED,
    Kind.RUN: {
        **_UPDATED,
        **_STACK,
        "pipeline": _by_name_or_id("pipeline", "pipeline_id"),
        "model": _model,
        "in_progress": _in_progress,
        "templatable": _not_recorded("template"),
    },
    Kind.STEP_RUN: {
        **_UPDATED,
        "model": _model,
        "pipeline": _by_name_or_id("pipeline", "pipeline_id"),
        "exclude_retried": _without_retried,
    },
    Kind.ARTIFACT: {**_UPDATED, "has_custom_name": _custom_name},
    Kind.ARTIFACT_VERSION: {
        **_UPDATED,
        "artifact": _by_name_or_id("artifact", "artifact_id"),
        "model": _model,
        "pipeline_run": _made_in_run,
        "only_unused": _unused,
        "uri": _uri,
        "has_custom_name": _custom_name,
    },
    Kind.MODEL: _UPDATED,
    Kind.MODEL_VERSION: {
        **_UPDATED,
        "model": _by_name_or_id("model", "model_id"),
        "model_name_or_id": _by_name_or_id("model", "model_id"),
    },
}
