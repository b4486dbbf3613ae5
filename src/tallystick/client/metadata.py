"""Metadata as people read it: a mapping from key to current value."""

from __future__ import annotations

from collections.abc import ItemsView, Iterable, Iterator, ValuesView
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, NoReturn

from tallystick.client.entries import MetadataEntry
from tallystick.client.histories import MetadataHistory, histories
from tallystick.client.session import Session
from tallystick.client.suggesting import no_attribute
from tallystick.client.views.html import html_metadata
from tallystick.client.views.text import cards_text
from tallystick.errors import NotFoundError, unknown
from tallystick.query.history import split_path
from tallystick.records.metadata import Entry
from tallystick.records.references import Ref
from tallystick.records.steps import StepRun
from tallystick.records.targets import Kind, Target
from tallystick.store.as_of import AsOf
from tallystick.values import Card, cards, decode, fetched, flat, leaf_at, parse_path

_STEP = "::"


def _check_text(key: object) -> None:
    if not isinstance(key, str):
        raise NotFoundError(f"Keys are text; {key!r} is of type {type(key).__name__}.", given=key)


def _flat(entries: Iterable[Entry]) -> dict[str, Any]:
    parts: dict[str, Any] = {}
    for entry in entries:
        parts |= flat(entry.key, decode(entry.value))
    return parts


class RunMetadata(dict[str, Any]):
    """The current metadata of one thing, as it was when the thing was read.

    md = run.run_metadata
    md["accuracy"]            # 0.93, equal to what was logged and of its type
    md["accuracy"].logged_at  # when; also .value (bare) and .type
    md["train::loss"]         # on runs: what the last attempt of step `train` logged
    md.flat()                 # {"evaluation_metrics.accuracy": 0.93, ...}
    md.history("accuracy")    # every entry of the key, oldest first
    md.entries("accuracy")    # the same one after the other, for millions of them

    A dict, so that all that takes one takes it (`json.dumps`, say), but read-only; in the order in
    which keys were first logged. `copy()` is a dict of one's own.
    Iterating goes over the thing's own keys; those of a run's steps are found when asked for.
    A key that is not there raises `NotFoundError` (a `KeyError`) with close matches.
    """

    def __init__(self, session: Session, target: Target, entries: tuple[Entry, ...]) -> None:
        # What reads dicts from within the interpreter sees these; the methods below give each
        # reader values of its own, which also know when they were logged.
        super().__init__((entry.key, decode(entry.value)) for entry in entries)
        self._session = session
        self._target = target
        self._entries = entries
        self._steps: dict[str, tuple[Target, dict[str, Entry]]] = {}

    @cached_property
    def _own(self) -> dict[str, Entry]:
        return {entry.key: entry for entry in self._entries}

    def __getitem__(self, key: str) -> Any:
        entry = self._find(key)
        return fetched(decode(entry.value), logged_at=entry.logged_at)

    def __contains__(self, key: object) -> bool:
        try:
            return isinstance(key, str) and self._look(key) is not None
        except NotFoundError:
            return False

    def __iter__(self) -> Iterator[str]:
        return iter(self._own)

    def get(self, key: str, default: Any = None) -> Any:
        try:
            return self[key]
        except NotFoundError:
            return default

    def items(self) -> ItemsView[str, Any]:  # type: ignore[override]  # nobody can make dict's
        return ItemsView(self)

    def values(self) -> ValuesView[Any]:  # type: ignore[override]  # as above
        return ValuesView(self)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            if not name.startswith("_") and name in self:
                raise AttributeError(
                    f"{name!r} is a key: write run_metadata[{name!r}].", name=name, obj=self
                )
            raise no_attribute(self, name, "Metadata")

    def _ipython_key_completions_(self) -> list[str]:
        return list(self)

    # Pickles and copies can be read and changed without a store.
    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        return dict, (self.copy(),)

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError(
            "What was logged is kept as it is. Log again for a new value; change a copy()."
        )

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def entry(self, key: str) -> MetadataEntry:
        """The whole current entry: value, type, time, author, index, publisher, sequence.

        Raises `NotFoundError` where the key was never logged.
        """
        return MetadataEntry(self._find(key))

    def history(
        self, key: str, points: int | None = None, *, as_of: AsOf | None = None
    ) -> MetadataHistory:
        """Every entry of the key that the store holds now, oldest first; the last is current.

        md.history("loss")
        md.history("loss", points=2000)     # 2,000 of them at most, its extremes among them
        md.history("metrics.loss")          # what was at a path in the values of `metrics`
        md.history("train::loss")           # on runs: of the last attempt of step `train`

        With `points` a longer history is thinned: of every so many entries the least and the
        greatest number stay; `.thinned`, `.total` and `.rule` tell.
        `as_of` is a number of the journal or a time: the entries that the store held then.
        A key of that name comes before a path. Raises `NotFoundError` with close matches where
        neither was ever logged, and `InvalidArgumentError` for fewer than 5 points.
        """
        target, inner = self.place(key)
        (found,) = histories(self._session.at(as_of), (target,), inner, points)
        if not found.total:
            raise self._unknown(key, with_paths=True)
        return found

    def entries(self, key: str, *, as_of: AsOf | None = None) -> Iterator[MetadataEntry]:
        """Every entry of the key one after the other, in order of arrival (`sequence`).

        for entry in md.entries("loss"):
            print(entry.index, entry.value)

        For histories of millions: they are read while they are iterated, and what is held at a
        time is little. `key` and `as_of` are those of `history`, and so are errors.
        """
        target, inner = self.place(key)
        store = self._session.at(as_of).store
        found = store.entries(target, inner)
        inside: tuple[str, ...] = ()
        first = next(found, None)
        if first is None and (split := split_path(inner)):
            inside = parse_path(split[1])[1:]
            every = store.entries(target, split[0])
            found = (entry for entry in every if leaf_at(entry.value, inside) is not None)
            first = next(found, None)
        if first is None:
            raise self._unknown(key, with_paths=True)
        return (MetadataEntry(entry, inside) for entry in chain((first,), found))

    def flat(self) -> dict[str, Any]:
        """The values by path: dicts taken apart at every level, all else whole.

        `flat()["evaluation_metrics.accuracy"]` is `md["evaluation_metrics"]["accuracy"]`.
        """
        return _flat(self._own.values())

    def cards(self) -> list[Card]:
        """The values in the groups that every view shows: one a dict, before them all else."""
        return cards(self)

    def copy(self) -> dict[str, Any]:
        """The values as a dict of its own."""
        return dict(self)

    def _find(self, key: str) -> Entry:
        """The current entry, of this thing or of a step of this run."""
        _check_text(key)
        entry = self._look(key)
        if entry is None:
            raise self._inside_of_another(key) or self._unknown(key, with_paths=False)
        return entry

    def _look(self, key: str) -> Entry | None:
        """The same; None where there is none. Raises `NotFoundError` for an unknown step."""
        if entry := self._own.get(key):
            return entry
        step, inner = self._split(key)
        return (self._of_step(step)[1] if step else self._own).get(inner)

    def _inside_of_another(self, key: str) -> NotFoundError | None:
        """The error for a path into a value, which is no key; None where nothing is there."""
        step, path = self._split(key)
        entries = self._of_step(step)[1] if step else self._own
        if path not in _flat(entries.values()):
            return None
        first, *rest = parse_path(path)
        segments = [f"{step}{_STEP}{first}" if step else first, *rest]
        way = "".join(f"[{segment!r}]" for segment in segments)
        return NotFoundError(
            f"{path!r} is no key but a place inside of one: write run_metadata{way}.", given=key
        )

    def _unknown(self, key: str, *, with_paths: bool) -> NotFoundError:
        step, inner = self._split(key)
        entries = self._of_step(step)[1] if step else self._own
        owner = f"step {step!r}" if step else f"this {self._target.kind.replace('_', ' ')}"
        known = list(entries)
        if with_paths:
            known += [path for path in _flat(entries.values()) if path not in entries]
        return NotFoundError(unknown(f"metadata key of {owner} called", inner, known), given=key)

    def place(self, key: str) -> tuple[Target, str]:
        """What the key is on, which is a step of this run for `step::key`, and its name there.

        Raises `NotFoundError` where the run has no such step.
        """
        _check_text(key)
        step, inner = self._split(key)
        return (self._of_step(step)[0] if step else self._target), inner

    def _split(self, key: str) -> tuple[str, str]:
        step, found, inner = key.partition(_STEP)
        return (step, inner) if found and self._target.kind is Kind.RUN else ("", key)

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
