"""What all handles have in common."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar, Generic, Self, TypeVar
from uuid import UUID

from tallystick.client.arguments import checked_arguments
from tallystick.client.metadata import RunMetadata
from tallystick.client.recovery import notice_lost_runs
from tallystick.client.session import Session
from tallystick.client.suggesting import Suggesting
from tallystick.client.views.html import html_page
from tallystick.client.views.text import one_line
from tallystick.records.metadata import Entry
from tallystick.records.reading import KINDS, Record, Snapshot
from tallystick.records.references import Ref
from tallystick.records.targets import Kind, Target

R = TypeVar("R", bound=Record)


class AttachedTag(str):
    """A tag of a thing: its text, which also answers `.name`."""

    __slots__ = ()

    @property
    def name(self) -> str:
        """The text."""
        return str(self)


@checked_arguments
class Handle(Suggesting, Generic[R]):
    """A thing of a store as it was when it was read, and the ways from it to others.

    run = client.get_pipeline_run("training-7")
    run.run_metadata["accuracy"]
    run.steps["train"].outputs["model"]

    What is read later (`steps`, `outputs`, ...) is read once and kept; `refresh()` gives a new
    handle.
    Handles are equal if they are of the same thing.
    Following a handle to something that was deleted raises `NotFoundError`.
    """

    record_type: ClassVar[type[Any]]
    noun: ClassVar[str]

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls._spoken = f"{'An' if cls.noun[0] in 'aeiou' else 'A'} {cls.noun}"

    def __init__(self, session: Session, snapshot: Snapshot[R]) -> None:
        self._session = session
        self._record = snapshot.record
        self._entries: tuple[Entry, ...] = snapshot.entries

    @property
    def record(self) -> R:
        """The bare facts, frozen."""
        return self._record

    @property
    def snapshot(self) -> Snapshot[R]:
        """The facts with the current entries, as the store gave them."""
        return Snapshot(self._record, self._entries)

    @property
    def kind(self) -> Kind:
        """What kind of thing this is."""
        return KINDS[self.record_type]

    @property
    def target(self) -> Target:
        """What metadata about this thing is logged to."""
        return Target(self.kind, self._record.id)

    @property
    def id(self) -> UUID:
        """The same for ever, in every store this is copied to."""
        return self._record.id

    @property
    def project(self) -> str:
        """The namespace it is in."""
        return self._record.project

    @property
    def name(self) -> str:
        """What people call it."""
        record: Any = self._record
        return str(record.name)

    @property
    def created_at(self) -> datetime:
        """When it came to be, in UTC."""
        record: Any = self._record
        created: datetime = record.created_at
        return created

    @property
    def created(self) -> datetime:
        """`created_at`, by its older name."""
        return self.created_at

    @property
    def tags(self) -> list[AttachedTag]:
        """Its tags as texts, in the order they were added; each also answers `.name`."""
        return [AttachedTag(tag) for tag in getattr(self._record, "tags", ())]

    @cached_property
    def run_metadata(self) -> RunMetadata:
        """The current values by key; see `RunMetadata`."""
        return RunMetadata(self._session, self.target, self._entries)

    def refresh(self) -> Self:
        """A new handle with what the store holds now. Raises `NotFoundError` once it is deleted."""
        notice_lost_runs(self._session, self.kind)
        ref = Ref.to(self.id, project=self.project)
        return type(self)(self._session, self._session.store.get(self.record_type, ref))

    def facts(self) -> dict[str, str]:
        """What views show of it, in order, as texts; reads nothing."""
        return {"id": str(self.id)}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Handle) and self.target == other.target

    def __hash__(self) -> int:
        return hash(self.target)

    def __repr__(self) -> str:
        return one_line(type(self).__name__, self.name, self.facts(), len(self._entries))

    def _repr_html_(self) -> str:
        return html_page(self.noun, self.name, self.facts(), self.run_metadata)
