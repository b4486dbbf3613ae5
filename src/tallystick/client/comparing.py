"""Calls that look at several things of one kind at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from tallystick.client.arguments import checked_arguments
from tallystick.client.choosing import Chosen, Reference
from tallystick.client.flat.base import Collections
from tallystick.client.handles import Handle, ModelVersionResponse
from tallystick.errors import InvalidArgumentError, NotFoundError
from tallystick.query.conditions import Condition
from tallystick.records.targets import Kind
from tallystick.store.as_of import AsOf

if TYPE_CHECKING:
    from tallystick.comparison.causes.explanation import Explanation
    from tallystick.comparison.comparison import Comparison

MOST = 500


@checked_arguments
class ComparisonCalls(Collections):
    """Comparing things, and asking why two of them differ."""

    def compare(
        self,
        refs: Iterable[Reference] = (),
        *,
        kind: Kind | str | None = None,
        where: str | Condition | None = None,
        baseline: Reference | None = None,
        maximise: Iterable[str] = (),
        minimise: Iterable[str] = (),
        as_of: AsOf | None = None,
    ) -> Comparison:
        """2 to 500 things of one kind beside each other; `docs/reference/comparison.md` has it all.

        client.compare(["forest-1", "forest-2"], maximise=["evaluation_metrics.accuracy"])
        client.compare(client.runs.find(status="completed"), baseline="forest-1")
        client.compare([("classifier", 1), ("classifier", 2)], kind="artifact_version")
        client.compare(where="status = completed and tags has candidate")

        `refs` are names, ids, handles, or a page of what was found; `where` adds what satisfies it,
        the newest first. Texts name runs unless `kind` or the handles among `refs` say otherwise.
        Versions are pairs or texts, `("classifier", 1)` or `"classifier@1"`, and so are steps of
        runs, `("forest-1", "train")` or `"forest-1::train"`; without a version the newest is meant.
        `baseline` is what deltas refer to, by default the first; one that is not in `refs` is put
        before them. `maximise` and `minimise` are paths, or their last segments, of which more or
        less is better; where they say nothing, names such as `loss` and `accuracy` do.
        `as_of` is a number of the journal or a time: everything is compared as it was recorded.

        Raises `InvalidArgumentError` for fewer than 2 things or more than 500, for one that is
        there twice, for kinds that differ, and for paths that none of them has; `NotFoundError`
        with close matches for what does not exist.
        """
        from tallystick.comparison.comparison import Comparison
        from tallystick.comparison.reading import Reader

        then = self._then(as_of)
        # A page may be all there is, which is fetched while it is iterated.
        given = list(islice(refs, MOST + 1))
        chosen = Chosen(then, kind, given if baseline is None else [*given, baseline])
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
        reader = Reader(then.session.store, then.session.project)
        return Comparison(
            handles[0].kind,
            reader.subjects([handle.snapshot for handle in handles]),
            baseline=place,
            maximise=maximise,
            minimise=minimise,
        )

    def explain_difference(
        self,
        before: Reference,
        after: Reference,
        *,
        kind: Kind | str | None = None,
        as_of: AsOf | None = None,
    ) -> Explanation:
        """Why `after` differs from `before`: recorded causes, ranked, with what they moved.

        explanation = client.explain_difference("forest-1", "forest-2")
        explanation.primary  # the first difference upstream that reaches the result

        Both are runs, step runs, artifact versions (through the steps that made them) or model
        versions (through their newest runs), named as in `compare`.

        Raises what `compare` does, and `NotFoundError` for a model version without a run.
        """
        from tallystick.comparison.causes.explanation import Explanation
        from tallystick.comparison.causes.reading import cone_pair
        from tallystick.comparison.reading import Reader

        then = self._then(as_of)
        chosen = Chosen(then, kind, [before, after])
        handles = [chosen.handle(before), chosen.handle(after)]
        _check(handles)
        first, second = (self._explained(handle).snapshot for handle in handles)
        reader = Reader(then.session.store, then.session.project)
        return Explanation(*cone_pair(reader, first, second))

    def _then(self, as_of: AsOf | None) -> Collections:
        """The nouns as they were recorded then."""
        return self if as_of is None else Collections(self.session.at(as_of))

    def _explained(self, handle: Handle[Any]) -> Handle[Any]:
        """What stands for a thing where causes are looked for: of a model version its newest run.

        Raises `NotFoundError` for a model version without a run.
        """
        if not isinstance(handle, ModelVersionResponse):
            return handle
        if not handle.pipeline_runs:
            raise NotFoundError(
                f"{_called(handle)!r} has no run that could be looked into; "
                "compare the two instead.",
                given=handle.id,
            )
        return list(handle.pipeline_runs.values())[-1]


def _called(handle: Handle[Any]) -> str:
    """What a thing is called in a comparison."""
    from tallystick.comparison.content import label

    return label(handle.record)


def _check(handles: Sequence[Handle[Any]]) -> None:
    """Raise `InvalidArgumentError` for one that is there twice, and for too few or too many."""
    seen: set[Handle[Any]] = set()
    for handle in handles:
        if handle in seen:
            raise InvalidArgumentError(
                f"{_called(handle)!r} is there twice; compare it with others.", given=handle.id
            )
        seen.add(handle)
    if not 2 <= len(handles) <= MOST:
        found = "nothing" if not handles else f"{len(handles):,}"
        more = " or more" if len(handles) > MOST else ""
        raise InvalidArgumentError(
            f"2 to {MOST} things are compared; got {found}{more}.", given=len(handles)
        )
