"""Tags: the words that things are tagged with, and what is known about each.

What is tagged with what is in the store. A tag exists when something has it or when it was created;
its colour and whether it is exclusive are facts of this machine.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec

from tallystick.client.arguments import checked_arguments
from tallystick.client.kept_file import KeptFile
from tallystick.client.session import Session
from tallystick.errors import (
    EntityExistsError,
    InvalidArgumentError,
    InvalidValueError,
    NotFoundError,
    unknown,
)
from tallystick.query.conditions import All, Builtin, Compare, Op
from tallystick.query.query import Query
from tallystick.records.commands import ChangeTags, Command
from tallystick.records.ids import derived_id
from tallystick.records.reading import RECORDS
from tallystick.records.references import Ref
from tallystick.records.targets import Kind, Target

_FILE = "tags.json"
_TAGGED = tuple(kind for kind in Kind if kind is not Kind.STEP_RUN)
_LINE = {
    Kind.RUN: "pipeline_id",
    Kind.ARTIFACT_VERSION: "artifact_id",
    Kind.MODEL_VERSION: "model_id",
}
"""What an exclusive tag is exclusive within: at most one run of a pipeline, and so on."""


class TagResponse(msgspec.Struct, frozen=True, kw_only=True):
    """A tag.

    An `exclusive` one is on at most one run of a pipeline, version of an artifact and version of a
    model at a time: the last one it was attached to.
    """

    name: str
    color: str | None = None
    exclusive: bool = False

    @property
    def id(self) -> UUID:
        """An id that belongs to the name."""
        return derived_id("tag", self.name)


@checked_arguments
class Tags:
    """The tags of a project."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._file = KeptFile(session.settings.home, _FILE)

    def find(self) -> list[TagResponse]:
        """All tags that exist, by name. Looks at everything that can have tags."""
        known = self._known()
        used = {tag for record in self._records() for tag in record.tags}
        return [_tag(name, known.get(name, {})) for name in sorted({*known, *used})]

    def get(self, tag: str | UUID | TagResponse) -> TagResponse:
        """The tag with this name or id. Raises `NotFoundError` with close matches."""
        given = str(getattr(tag, "name", tag))
        known = self._known()
        if given in known:
            return _tag(given, known[given])
        existing = self.find()
        for one in existing:
            if given in (one.name, str(one.id)):
                return one
        raise NotFoundError(unknown("tag", given, [one.name for one in existing]), given=given)

    def create(
        self, name: str, *, color: str | None = None, exclusive: bool = False
    ) -> TagResponse:
        """A new tag. Raises `EntityExistsError` where it exists."""
        tag = TagResponse(name=_checked(name), color=color, exclusive=exclusive)
        in_use = any(one.name == name for one in self.find())
        with self._file.change() as held:
            tags = held.setdefault(self._session.project, {})
            if name in tags or in_use:
                raise EntityExistsError(f"There is a tag {name!r} already.", given=name)
            tags[name] = _facts(tag)
        return tag

    def update(
        self,
        tag: str | UUID | TagResponse,
        *,
        name: str | None = None,
        color: str | None = None,
        exclusive: bool | None = None,
    ) -> TagResponse:
        """The tag after the change; a new name comes to all that has the tag.

        Raises what `get` does, and `EntityExistsError` where the new name is taken.
        """
        before = self.get(tag)
        after = TagResponse(
            name=before.name if name is None else _checked(name),
            color=before.color if color is None else color,
            exclusive=before.exclusive if exclusive is None else exclusive,
        )
        renamed = after.name != before.name
        if renamed and any(one.name == after.name for one in self.find()):
            raise EntityExistsError(f"There is a tag {after.name!r} already.", given=after.name)
        targets = self._having(before.name) if renamed else ()
        with self._file.change() as held:
            tags = held.setdefault(self._session.project, {})
            tags.pop(before.name, None)
            tags[after.name] = _facts(after)
            if targets:
                self._apply(targets, add=(after.name,), remove=(before.name,))
        return after

    def delete(self, tag: str | UUID | TagResponse) -> None:
        """Remove the tag from all that has it. Raises what `get` does."""
        found = self.get(tag)
        with self._file.change() as held:
            held.get(self._session.project, {}).pop(found.name, None)
            if targets := self._having(found.name):
                self._apply(targets, remove=(found.name,))

    def attach(self, tag: str | UUID | TagResponse, targets: Iterable[Target]) -> None:
        """Tag all of `targets`, or none. A text that is no tag yet becomes one.

        Raises `NotFoundError` for a target that does not exist.
        """
        try:
            found = self.get(tag)
        except NotFoundError:
            found = TagResponse(name=_checked(getattr(tag, "name", tag)))
        wanted = tuple(targets)
        self._apply(wanted, add=(found.name,), others=self.taken_from_others(found.name, wanted))

    def detach(self, tag: str | UUID | TagResponse, targets: Iterable[Target]) -> None:
        """Remove the tag from all of `targets`, or from none. Raises what `get` does."""
        self._apply(tuple(targets), remove=(self.get(tag).name,))

    def _apply(
        self,
        targets: tuple[Target, ...],
        *,
        add: tuple[str, ...] = (),
        remove: tuple[str, ...] = (),
        others: tuple[Command, ...] = (),
    ) -> None:
        if not targets:
            raise InvalidArgumentError("Name what is to be tagged: there are no resources.")
        session = self._session
        change = session.command(ChangeTags, targets=targets, add=add, remove=remove)
        session.store.apply(*others, change)

    def known(self, name: str) -> TagResponse:
        """What is known about a tag, whether or not it exists; looks at no things."""
        return _tag(name, self._known().get(name, {}))

    def remember(self, name: str, *, color: str | None = None, exclusive: bool = False) -> None:
        """Keep what is said about a tag here; what is not said stays as it was."""
        before = self.known(name)
        after = TagResponse(
            name=_checked(name),
            color=before.color if color is None else color,
            exclusive=before.exclusive or exclusive,
        )
        if after != before:
            with self._file.change() as held:
                held.setdefault(self._session.project, {})[name] = _facts(after)

    def taken_from_others(
        self, name: str, targets: Iterable[Target], *, exclusive: bool = False
    ) -> tuple[Command, ...]:
        """The commands that take a tag from others when it comes to `targets`.

        None for a tag that is neither said nor known to be exclusive, and for things that have no
        others beside them.
        """
        if not (exclusive or self.known(name).exclusive):
            return ()
        wanted = tuple(targets)
        given_up = [other for one in wanted for other in self._holders(name, one)]
        return self._removals(name, [target for target in given_up if target not in wanted])

    def taken_from_versions(
        self, name: str, artifact: str, *, exclusive: bool = False
    ) -> tuple[Command, ...]:
        """The same, when the tag comes to a new version of this artifact."""
        if not (exclusive or self.known(name).exclusive):
            return ()
        same = Compare(Builtin("artifact"), Op.EQ, (artifact,))
        return self._removals(name, self._having(name, (Kind.ARTIFACT_VERSION,), same))

    def _removals(self, name: str, targets: Iterable[Target]) -> tuple[Command, ...]:
        gone = tuple(dict.fromkeys(targets))
        if not gone:
            return ()
        return (self._session.command(ChangeTags, targets=gone, remove=(name,)),)

    def _holders(self, name: str, target: Target) -> tuple[Target, ...]:
        """What a tag leaves when it comes to `target`, if it is exclusive."""
        line = _LINE.get(target.kind)
        if line is None:
            return ()
        reference = Ref.to(target.id, project=self._session.project)
        kind: Any = RECORDS[target.kind]
        record = self._session.store.get(kind, reference, metadata=False).record
        same = Compare(Builtin(line), Op.EQ, (getattr(record, line),))
        return self._having(name, (target.kind,), same)

    def _having(
        self, name: str, kinds: tuple[Kind, ...] = _TAGGED, *others: Compare
    ) -> tuple[Target, ...]:
        has = Compare(Builtin("tags"), Op.HAS, (name,))
        found = []
        for kind in kinds:
            query = Query(
                kind=kind,
                project=self._session.project,
                where=All((has, *others)),
                limit=None,
                metadata=False,
            )
            page = self._session.store.find(query)
            found += [Target(kind, snapshot.record.id) for snapshot in page.items]
        return tuple(found)

    def _records(self) -> Iterable[Any]:
        tagged = Compare(Builtin("tags"), Op.EXISTS)
        for kind in _TAGGED:
            query = Query(
                kind=kind, project=self._session.project, where=tagged, limit=None, metadata=False
            )
            for snapshot in self._session.store.find(query).items:
                yield snapshot.record

    def _known(self) -> dict[str, Any]:
        known: dict[str, Any] = self._file.read().get(self._session.project, {})
        return known


def _tag(name: str, facts: dict[str, Any]) -> TagResponse:
    return TagResponse(name=name, color=facts.get("color"), exclusive=bool(facts.get("exclusive")))


def _facts(tag: TagResponse) -> dict[str, Any]:
    return {"color": tag.color, "exclusive": tag.exclusive}


def _checked(name: object) -> str:
    if not isinstance(name, str):
        raise InvalidValueError(
            f"A tag is text; got {name!r} ({type(name).__name__}).",
            path="tag",
            type=type(name).__name__,
        )
    if not name:
        raise InvalidArgumentError("A tag cannot be empty.", given=name)
    return name
