"""Metadata as people read it: a mapping from key to current value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from tallystick.client.session import Session
from tallystick.client.views.html import html_metadata
from tallystick.client.views.text import cards_text
from tallystick.errors import NotFoundError, unknown
from tallystick.records.metadata import Entry
from tallystick.records.references import Ref
from tallystick.records.steps import StepRun
from tallystick.records.targets import Kind, Target
from tallystick.values import Card, cards, decode, fetched, flat

_STEP = "::"


class RunMetadata(Mapping[str, Any]):
    """The current metadata of one thing, as it was when the thing was read.

    md = run.run_metadata
    md["accuracy"]            # 0.93, equal to what was logged and of its type
    md["accuracy"].logged_at  # when; also .value (bare) and .type
    md["train::loss"]         # on runs: what the last attempt of step `train` logged
    md.flat()                 # {"evaluation_metrics.accuracy": 0.93, ...}
    md.history("accuracy")    # every entry of the key, oldest first

    Read-only, in the order in which keys were first logged; equal to a dict with the same items.
    Iterating goes over the thing's own keys; those of a run's steps are found when asked for.
    A key that is not there raises `NotFoundError` (a `KeyError`) with close matches.
    """

    def __init__(self, session: Session, target: Target, entries: tuple[Entry, ...]) -> None:
        self._session = session
        self._target = target
        self._entries = entries
        self._steps: dict[str, tuple[Target, dict[str, Entry]]] = {}

    @cached_property
    def _own(self) -> dict[str, Entry]:
        return {entry.key: entry for entry in self._entries}

    def __getitem__(self, key: str) -> Any:
        entry = self.entry(key)
        return fetched(decode(entry.value), logged_at=entry.logged_at)

    def __contains__(self, key: object) -> bool:
        try:
            return isinstance(key, str) and bool(self._find(key))
        except NotFoundError:
            return False

    def __iter__(self) -> Iterator[str]:
        return iter(self._own)

    def __len__(self) -> int:
        return len(self._own)

    def __eq__(self, other: object) -> bool:
        return dict(self) == other if isinstance(other, Mapping) else NotImplemented

    # What a mutable value would be hashed by may change, as with dict.
    __hash__ = None  # type: ignore[assignment]

    def entry(self, key: str) -> Entry:
        """The whole current entry: wire value, type, time, author, sequence, publisher, index.

        Raises `NotFoundError` where the key was never logged.
        """
        return self._find(key)[1]

    def history(self, key: str) -> tuple[Entry, ...]:
        """Every entry of the key that the store holds now, oldest first; the last is current.

        Raises `NotFoundError` where the key was never logged.
        """
        target, entry = self._find(key)
        return self._session.store.history(target, entry.key)

    def flat(self) -> dict[str, Any]:
        """The values by path: dicts taken apart at every level, all else whole.

        `flat()["evaluation_metrics.accuracy"]` is `md["evaluation_metrics"]["accuracy"]`.
        """
        parts: dict[str, Any] = {}
        for entry in self._own.values():
            parts |= flat(entry.key, decode(entry.value))
        return parts

    def cards(self) -> list[Card]:
        """The values in the groups that every view shows: one a dict, before them all else."""
        return cards(self)

    def copy(self) -> dict[str, Any]:
        """The values as a dict of its own."""
        return dict(self)

    def _find(self, key: str) -> tuple[Target, Entry]:
        if not isinstance(key, str):
            raise NotFoundError(
                f"Keys are text; {key!r} is of type {type(key).__name__}.", given=key
            )
        if entry := self._own.get(key):
            return self._target, entry
        step, found, inner = key.partition(_STEP)
        if found and self._target.kind is Kind.RUN:
            target, entries = self._of_step(step)
            if inner in entries:
                return target, entries[inner]
            text = unknown(f"metadata key of step {step!r} called", inner, list(entries))
            raise NotFoundError(text, given=key)
        kind = self._target.kind.replace("_", " ")
        raise NotFoundError(
            unknown(f"metadata key of this {kind} called", key, list(self._own)), given=key
        )

    def _of_step(self, step: str) -> tuple[Target, dict[str, Entry]]:
        """The last attempt of a step of this run, and its entries by key."""
        if step not in self._steps:
            snapshot = self._session.store.get(
                StepRun, Ref(step, run=str(self._target.id), project=self._session.project)
            )
            own = {entry.key: entry for entry in snapshot.entries}
            self._steps[step] = (Target(Kind.STEP_RUN, snapshot.record.id), own)
        return self._steps[step]

    def __repr__(self) -> str:
        return cards_text(self) or "(no metadata)"

    # Programs that print metadata expect a dict's text.
    def __str__(self) -> str:
        return str(dict(self))

    def _repr_html_(self) -> str:
        return html_metadata(self)
