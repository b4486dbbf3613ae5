"""Calls that look at several things of one kind at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from tallystick.client.choosing import Chosen, Reference
from tallystick.client.flat.base import Collections
from tallystick.client.handles import Handle
from tallystick.comparison.comparison import Comparison
from tallystick.comparison.content import label
from tallystick.comparison.reading import Reader
from tallystick.errors import InvalidArgumentError, InvalidValueError
from tallystick.query.conditions import Condition
from tallystick.records.targets import Kind

MOST = 500


class ComparisonCalls(Collections):
    """Comparing things, and asking why two of them differ."""

    def compare(
        self,
        refs: Iterable[Reference] = (),
        *,
        kind: Kind | str | None = None,
        where: Condition | None = None,
        baseline: Reference | None = None,
        maximise: Iterable[str] = (),
        minimise: Iterable[str] = (),
    ) -> Comparison:
        """2 to 500 things of one kind beside each other; `docs/reference/comparison.md` has it all.

        client.compare(["forest-1", "forest-2"], maximise=["evaluation_metrics.accuracy"])
        client.compare(client.runs.find(status="completed"), baseline="forest-1")
        client.compare([("classifier", 1), ("classifier", 2)], kind="artifact_version")
        client.compare(where=condition)

        `refs` are names, ids, handles, or a page of what was found; `where` adds what satisfies it,
        the newest first. Texts name runs unless `kind` or the handles among `refs` say otherwise.
        Versions are pairs or texts, `("classifier", 1)` or `"classifier@1"`, and so are steps of
        runs, `("forest-1", "train")` or `"forest-1::train"`; without a version the newest is meant.
        `baseline` is what deltas refer to, by default the first; one that is not in `refs` is put
        before them. `maximise` and `minimise` are paths, or their last segments, of which more or
        less is better; where they say nothing, names such as `loss` and `accuracy` do.

        Raises `InvalidArgumentError` for fewer than 2 things or more than 500, for one that is
        there twice, for kinds that differ, and for paths that none of them has; `NotFoundError`
        with close matches for what does not exist.
        """
        given = _several(refs)
        chosen = Chosen(self, kind, given if baseline is None else [*given, baseline])
        handles = [chosen.handle(one) for one in given]
        if where is not None:
            handles += chosen.satisfying(where, MOST + 1)
        place = 0
        if baseline is not None:
            wanted = chosen.handle(baseline)
            if wanted not in handles:
                handles.insert(0, wanted)
            place = handles.index(wanted)
        _check(handles)
        reader = Reader(self.session.store, self.session.project)
        return Comparison(
            handles[0].kind,
            reader.subjects([handle.snapshot for handle in handles]),
            baseline=place,
            maximise=maximise,
            minimise=minimise,
        )


def _several(refs: object) -> list[Any]:
    """Raises `InvalidValueError` for what is not several."""
    if isinstance(refs, str | Handle) or not isinstance(refs, Iterable):
        raise InvalidValueError(
            f"compare takes a list of what is to be compared; got {refs!r} "
            f"({type(refs).__name__}).",
            path="refs",
            type=type(refs).__name__,
        )
    return list(refs)


def _check(handles: Sequence[Handle[Any]]) -> None:
    """Raise `InvalidArgumentError` for one that is there twice, and for too few or too many."""
    seen: set[Handle[Any]] = set()
    for handle in handles:
        if handle in seen:
            raise InvalidArgumentError(
                f"{label(handle.record)!r} is there twice; compare it with others.", given=handle.id
            )
        seen.add(handle)
    if not 2 <= len(handles) <= MOST:
        found = "nothing" if not handles else f"{len(handles):,}"
        more = " or more" if len(handles) > MOST else ""
        raise InvalidArgumentError(
            f"2 to {MOST} things are compared; got {found}{more}.", given=len(handles)
        )
