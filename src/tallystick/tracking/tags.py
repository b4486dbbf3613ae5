"""Tags: short words on runs, pipelines, artifacts and their versions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

from tallystick.client.tags import Tags
from tallystick.errors import InvalidArgumentError, InvalidValueError
from tallystick.query.conditions import Builtin, Compare, Op
from tallystick.query.query import Query
from tallystick.records.artifacts import Artifact
from tallystick.records.commands import ChangeTags, Command
from tallystick.records.pipelines import Pipeline
from tallystick.records.reading import KINDS, target_of
from tallystick.records.references import Ref
from tallystick.records.runs import Run
from tallystick.records.targets import Kind, Target
from tallystick.tracking import resolving
from tallystick.tracking.current import running_step, session_here
from tallystick.tracking.outputs import add_output_tags, output_of, remove_output_tags
from tallystick.tracking.resolving import Reference, Version

if TYPE_CHECKING:
    from tallystick.client.session import Session

_FORMS = """\
add_tags(tags)                                             in a step: its run
add_tags(tags, infer_artifact=True)                        in a step: its only output
add_tags(tags, infer_artifact=True, artifact_name=...)     in a step: this output
add_tags(tags, pipeline=...)
add_tags(tags, run=...)
add_tags(tags, artifact=...)
add_tags(tags, artifact_version_id=...)
add_tags(tags, artifact_name=..., artifact_version=...)"""

_INFERS = ({"infer_artifact"}, {"infer_artifact", "artifact_name"})
_INFER_OUTSIDE = (
    "infer_artifact works only while a step is running. Outside, name the artifact: "
    "artifact_name and artifact_version, or artifact_version_id."
)


class Tag(msgspec.Struct, frozen=True, omit_defaults=True):
    """A tag and what is to be known about it.

    `exclusive`: at most one run of a pipeline and one version of an artifact has it; adding it
    takes it from the others. This and `color`, which is for views, are remembered on this machine.
    `cascade`: adding it to a run adds it to the artifact versions which the run has made.

    Raises `InvalidArgumentError` for an empty name and `InvalidValueError` for one that is no text.
    """

    name: str
    color: str | None = None
    exclusive: bool = False
    cascade: bool = False

    def __post_init__(self) -> None:
        if not isinstance(self.name, str):
            raise InvalidValueError(
                f"A tag's name is text; got {type(self.name).__name__} ({self.name!r}).",
                path="name",
                type=type(self.name).__name__,
            )
        if not self.name:
            raise InvalidArgumentError("A tag is empty; say what it is called.", given="")

    def __str__(self) -> str:
        return self.name


TagsLike: TypeAlias = str | Tag | Iterable[str | Tag]


def checked_tags(tags: TagsLike) -> tuple[Tag, ...]:
    """Tags as `Tag`, each name once, in order.

    Raises `InvalidValueError` where something is neither a text nor a `Tag`, and
    `InvalidArgumentError` for an empty one.
    """
    several = (tags,) if isinstance(tags, str | Tag) else tags
    if not isinstance(several, Iterable):
        raise InvalidValueError(
            f"tags is a list of texts and Tags; got {type(tags).__name__} ({tags!r}).",
            path="tags",
            type=type(tags).__name__,
        )
    found = [_checked(tag) for tag in several]
    return tuple({tag.name: tag for tag in found}.values())


def _checked(tag: object) -> Tag:
    if isinstance(tag, Tag):
        return tag
    if not isinstance(tag, str):
        raise InvalidValueError(
            f"A tag is a text or a Tag; got {type(tag).__name__} ({tag!r}).",
            path="tags",
            type=type(tag).__name__,
        )
    # The client's tags are of a class of their own, which JSON would refuse.
    return Tag(str(tag))


def add_tags(
    tags: TagsLike,
    pipeline: Reference | None = None,
    run: Reference | None = None,
    artifact: Reference | None = None,
    artifact_version_id: Reference | None = None,
    artifact_name: Reference | None = None,
    artifact_version: Version | None = None,
    infer_artifact: bool = False,
) -> None:
    """Add `tags` to what the other arguments name; those it has already stay.

        add_tags(["nightly"])                                   # in a step: its run
        add_tags(["checked"], infer_artifact=True)              # in a step: its output
        add_tags([Tag("best", exclusive=True)], run="training-7")

    Pipelines, runs and artifacts are named by id, name or (the first two) a beginning of these.
    Tags of an output are recorded with it. One call is one transaction.

    Raises `InvalidArgumentError` for arguments that contradict each other or do not suffice, for
    a call outside of a step that names nothing, and for a text that cannot be a tag;
    `NotFoundError` for an unknown thing; `InvalidValueError` for tags that are not text.
    """
    added = checked_tags(tags)
    given = {
        "pipeline": pipeline,
        "run": run,
        "artifact": artifact,
        "artifact_version_id": artifact_version_id,
        "artifact_name": artifact_name,
        "artifact_version": artifact_version,
        "infer_artifact": infer_artifact or None,
    }
    given = {name: value for name, value in given.items() if value is not None}
    if given.keys() not in _INFERS:
        _add(session_here(), _target(given), added)
        return
    step = resolving.required_step(_INFER_OUTSIDE)
    for tag in added:
        if tag.exclusive or Tags(step.session).known(tag.name).exclusive:
            raise InvalidArgumentError(
                f"The exclusive tag {tag.name!r} cannot be put on an output, which may never "
                "come to be; put it on the artifact version after the run.",
                given=tag.name,
            )
    add_output_tags(step, output_of(step, artifact_name), [tag.name for tag in added])


def remove_tags(
    tags: TagsLike,
    pipeline: Reference | None = None,
    run: Reference | None = None,
    artifact: Reference | None = None,
    artifact_version_id: Reference | None = None,
    artifact_name: Reference | None = None,
    artifact_version: Version | None = None,
    infer_artifact: bool = False,
) -> None:
    """Remove `tags` from what the other arguments name; those it does not have are no error.

    Names things, and raises, as `add_tags` does.
    """
    removed = [tag.name for tag in checked_tags(tags)]
    given = {
        "pipeline": pipeline,
        "run": run,
        "artifact": artifact,
        "artifact_version_id": artifact_version_id,
        "artifact_name": artifact_name,
        "artifact_version": artifact_version,
        "infer_artifact": infer_artifact or None,
    }
    given = {name: value for name, value in given.items() if value is not None}
    if given.keys() in _INFERS:
        step = resolving.required_step(_INFER_OUTSIDE)
        remove_output_tags(step, output_of(step, artifact_name), removed)
    else:
        session, target = session_here(), _target(given)
        if removed:
            session.store.apply(_change(session, [target], remove=removed))


def _target(given: dict[str, Any]) -> Target:
    match sorted(given):
        case [] if (step := running_step()) is not None:
            return Target(Kind.RUN, step.run_id)
        case ["pipeline"]:
            return _named(Pipeline, "pipeline", given["pipeline"])
        case ["artifact"]:
            return _named(Artifact, "artifact", given["artifact"])
        case ["run"]:
            return _named(Run, "run", given["run"])
        case ["artifact_version_id"]:
            id = given["artifact_version_id"]
            return resolving.id_target(Kind.ARTIFACT_VERSION, id, "artifact_version_id")
        case ["artifact_name", "artifact_version"]:
            name, version = given["artifact_name"], given["artifact_version"]
            return resolving.artifact_target(session_here(), name, version)
        case []:
            raise InvalidArgumentError(
                "No step is running here, so it must be said what the tags are for. "
                f"The ways to say it:\n{_FORMS}"
            )
        case names:
            raise InvalidArgumentError(
                f"{' and '.join(names)} do not say together what the tags are for: they contradict "
                f"each other or something is missing. The ways to say it:\n{_FORMS}",
                given=tuple(names),
            )


def _named(kind: type[Pipeline | Artifact | Run], argument: str, given: object) -> Target:
    session = session_here()
    ref = Ref(resolving.reference_text(given, argument, KINDS[kind]), project=session.project)
    return target_of(session.store.get(kind, ref, metadata=False).record)


def _add(session: Session, target: Target, added: tuple[Tag, ...]) -> None:
    if not added:
        return
    commands: list[Command] = [_change(session, [target], add=[tag.name for tag in added])]
    for tag in added:
        commands += Tags(session).taken_from_others(tag.name, [target], exclusive=tag.exclusive)
    cascading = [tag.name for tag in added if tag.cascade]
    if cascading and (below := _made_by(session, target)):
        commands.append(_change(session, below, add=cascading))
    session.store.apply(*commands)
    remember(session, added)


def remember(session: Session, tags: Iterable[Tag]) -> None:
    """Keep the colour of tags, and that they are exclusive, where that is said."""
    for tag in tags:
        if tag.exclusive or tag.color is not None:
            Tags(session).remember(tag.name, color=tag.color, exclusive=tag.exclusive)


def _change(
    session: Session, targets: list[Target], *, add: Iterable[str] = (), remove: Iterable[str] = ()
) -> ChangeTags:
    return session.command(ChangeTags, targets=tuple(targets), add=tuple(add), remove=tuple(remove))


def _made_by(session: Session, target: Target) -> list[Target]:
    """The artifact versions that a run has made; none for other things."""
    if target.kind is not Kind.RUN:
        return []
    query = Query(
        kind=Kind.ARTIFACT_VERSION,
        project=session.project,
        where=Compare(Builtin("producer_run_id"), Op.EQ, (target.id,)),
        limit=None,
        metadata=False,
    )
    return [target_of(item.record) for item in session.store.find(query).items]
