"""Several things of one kind, chosen by whatever names them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from tallystick.client.collections.base import Collection
from tallystick.client.flat.base import Collections
from tallystick.client.handles import Handle
from tallystick.client.handles.reading import NEWEST_FIRST, find
from tallystick.client.references import Named
from tallystick.errors import InvalidArgumentError, InvalidValueError, NotFoundError, unknown
from tallystick.query.conditions import Builtin, Compare, Condition, Op
from tallystick.records.targets import Kind

Reference = Named | tuple[Named, object]
"""What names a thing: a name, id or handle; a version or a step of a run also by a pair."""

Handles = list[Handle[Any]]

_NOUNS = {
    Kind.RUN: ("run",),
    Kind.STEP_RUN: ("step", "step_run"),
    Kind.ARTIFACT_VERSION: ("artifact", "artifact_version"),
    Kind.MODEL_VERSION: ("model", "model_version"),
}
_WORDS = {
    word: kind for kind, nouns in _NOUNS.items() for noun in nouns for word in (noun, noun + "s")
}
COMPARABLE = tuple(_NOUNS)

_VERSION = "@"
_STEP = "::"


def comparable(kind: object) -> Kind | None:
    """The kind that a word names: `run`, `runs`, `artifact`, ...; None for None.

    Raises `InvalidArgumentError` for a word that names none that can be compared.
    """
    if kind is None:
        return None
    word = kind.lower().replace(" ", "_") if isinstance(kind, str) else ""
    if word in _WORDS:
        return _WORDS[word]
    known = ("runs", "steps", "artifacts", "models")
    raise InvalidArgumentError(unknown("kind to compare called", str(kind), known), given=kind)


class Chosen:
    """Handles of what references of one kind name, read in a few statements.

    `kind` is the one asked for, else that of the handles and whole ids among the references; texts
    alone name runs.
    """

    def __init__(self, client: Collections, kind: object, refs: Sequence[object]) -> None:
        """Raises `InvalidArgumentError` for things of different kinds."""
        self._client = client
        self._is_past = client.session.is_past
        self._by_id: dict[UUID, Handle[Any]] = {}
        self._by_name: dict[str, Handle[Any]] = {}
        asked = comparable(kind)
        kinds = {one: one.kind for one in refs if isinstance(one, Handle)}
        refs = [self._reference(one) for one in refs]
        if asked is None:
            self._read_ids(COMPARABLE, refs)
            kinds |= {one: one.kind for one in self._by_id.values()}
        self.kind = asked or next(iter(kinds.values()), Kind.RUN)
        self._check_kinds(kinds)
        if asked is not None:
            self._read_ids((asked,), refs)
        if self.kind is Kind.RUN:
            self._read_runs(refs)

    @property
    def collection(self) -> Collection[Any]:
        """The collection of the kind."""
        return _collection(self._client, self.kind)

    def handle(self, given: object) -> Handle[Any]:
        """What a reference names. Raises `NotFoundError` with close matches."""
        given = self._reference(given)
        if isinstance(given, Handle):
            return given
        if isinstance(given, tuple):
            return self._pair(given)
        if (id := _whole_id(given)) in self._by_id:
            return self._by_id[id]
        if isinstance(given, str) and given in self._by_name:
            return self._by_name[given]
        return self._found(given)

    def _reference(self, given: object) -> object:
        """Of a handle its id where the past is read: the handle is of another time."""
        return given.id if self._is_past and isinstance(given, Handle) else given

    def satisfying(self, where: str | Condition, most: int) -> Handles:
        """What satisfies a condition, the newest first, at most so many."""
        return list(self.collection.find(where, limit=most))

    def _check_kinds(self, kinds: Mapping[Handle[Any], Kind]) -> None:
        for handle, kind in kinds.items():
            if kind is not self.kind:
                raise InvalidArgumentError(
                    f"Things of one kind are compared, and {handle.name!r} is {kind.one} "
                    f"among {self.kind.words}s.",
                    given=handle.id,
                    kinds=tuple(sorted({self.kind, *kinds.values()})),
                )
            if kind not in COMPARABLE:
                raise InvalidArgumentError(
                    f"{handle.name!r} is {kind.one}; runs, step runs, artifact versions and model "
                    "versions are compared.",
                    given=handle.id,
                )

    def _read_ids(self, kinds: Iterable[Kind], refs: Iterable[object]) -> None:
        ids = tuple({id for one in refs if (id := _whole_id(one)) is not None})
        for kind in kinds if ids else ():
            found = self._find(kind, Compare(Builtin("id"), Op.IN, ids))
            self._by_id |= {handle.id: handle for handle in found}

    def _read_runs(self, refs: Iterable[object]) -> None:
        texts = (one for one in refs if isinstance(one, str) and _whole_id(one) is None)
        names = tuple(dict.fromkeys(texts))
        if names:
            found = self._find(Kind.RUN, Compare(Builtin("name"), Op.IN, names))
            self._by_name = {handle.name: handle for handle in found}

    def _find(self, kind: Kind, where: Condition) -> Handles:
        session = self._client.session
        cls = _collection(self._client, kind).handle
        return find(session, cls, where, project=session.project, sort=NEWEST_FIRST)[0]

    def _pair(self, given: tuple[Any, ...]) -> Handle[Any]:
        if len(given) != 2 or self.kind is Kind.RUN:
            expected = "a name or id" if self.kind is Kind.RUN else "a pair of name and version"
            raise InvalidValueError(
                f"{self.kind.one.capitalize()} is given by {expected}; got {given!r}.",
                path="refs",
                type="tuple",
            )
        first, second = given
        if self.kind is Kind.STEP_RUN:
            return self._client.steps.get(second, run=first)
        handle: Handle[Any] = self.collection.get(first, second)  # type: ignore[attr-defined]  # of versions
        return handle

    def _found(self, given: object) -> Handle[Any]:
        """What a text names: itself, or the two parts of it."""
        get: Callable[[object], Handle[Any]] = self.collection.get  # type: ignore[attr-defined]  # each has its own
        mark = _STEP if self.kind is Kind.STEP_RUN else _VERSION
        if self.kind is Kind.RUN or not isinstance(given, str) or mark not in given:
            return get(given)
        if self.kind is not Kind.STEP_RUN:
            try:
                return get(given)
            except NotFoundError:
                pass
        first, _, second = given.rpartition(mark)
        return self._pair((first, second))


def _collection(client: Collections, kind: Kind) -> Collection[Any]:
    match kind:
        case Kind.STEP_RUN:
            return client.steps
        case Kind.ARTIFACT_VERSION:
            return client.artifact_versions
        case Kind.MODEL_VERSION:
            return client.model_versions
        case _:
            return client.runs


def _whole_id(given: object) -> UUID | None:
    if isinstance(given, UUID):
        return given
    try:
        return UUID(given) if isinstance(given, str) and len(given) == 36 else None
    except ValueError:
        return None
