"""What all collections have in common."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Generic, TypeVar

from tallystick.client.arguments import checked_arguments
from tallystick.client.asking import Question, conditions_of, read_where
from tallystick.client.collections.exports import Exports
from tallystick.client.collections.histories import MetadataHistories
from tallystick.client.filters import condition, orders
from tallystick.client.handles import Handle
from tallystick.client.pages import Page
from tallystick.client.paths import Paths, paths
from tallystick.client.session import Session
from tallystick.client.suggesting import Suggesting
from tallystick.client.warning import warn_of_nowhere
from tallystick.errors import InvalidArgumentError, InvalidValueError
from tallystick.query.conditions import EVERYTHING, All, Builtin, Compare, Condition, Op
from tallystick.query.paths import SAMPLE, PathQuery
from tallystick.query.query import Query, Sort
from tallystick.records.commands import ChangeTags, Command, Delete, Update
from tallystick.records.models import ModelDetails
from tallystick.records.reading import KINDS
from tallystick.records.runs import Run
from tallystick.records.targets import Kind
from tallystick.store.as_of import AsOf

H = TypeVar("H", bound=Handle[Any])


@checked_arguments
class Collection(Exports, Suggesting, Generic[H]):
    """Things of one kind in one project of a store."""

    handle: ClassVar[type[Any]]
    what: ClassVar[str]
    _spoken: ClassVar[str] = "A collection"

    def __init__(self, session: Session) -> None:
        self.session = session

    @property
    def kind(self) -> Kind:
        """The kind of things in here."""
        return KINDS[self.handle.record_type]

    def find(
        self,
        where: str | Condition | None = None,
        *,
        sort: str | tuple[Sort, ...] = "desc:created",
        limit: int | None = 50,
        offset: int = 0,
        after: str | None = None,
        logical_operator: str = "and",
        as_of: AsOf | None = None,
        **filters: Any,
    ) -> Page[H]:
        """A page of what satisfies `where` and all of `filters`, maybe empty.

        client.runs.find("metrics.accuracy > 0.9 and status = completed",
                         sort="metrics.accuracy desc")

        `where` is text of the query language (`docs/reference/query.md`) or a condition of
        `tallystick.query.conditions`; `docs/reference/client.md` lists the filters of each kind.
        `sort` names fields and metadata paths, each with `desc` after it or not; what lacks them
        is last. `limit` things come after leaving out `offset`, or after the page whose `next` is
        given as `after`. `limit=None` means all, which are fetched while they are iterated.
        A text that finds nothing warns, by `QueryWarning`, of paths in it that nothing has.
        `as_of` is a number of the journal or a time: then the store is asked as it was recorded.
        Raises `TypeError` for an unknown filter, `InvalidQueryError` for what makes no sense.
        """
        then = self if as_of is None else type(self)(self.session.at(as_of))
        asked = read_where(where, self.kind)
        said = condition(then.session, self.kind, filters, logical_operator=logical_operator)
        parts = tuple(part for part in (asked, said) if part != EVERYTHING)
        both = parts[0] if len(parts) == 1 else All(parts)
        page = then.page(both, sort, limit=limit, offset=offset, after=after)
        if isinstance(where, str) and after is None and not (offset or page):
            warn_of_nowhere(then.session, self.kind, conditions_of(asked, self.kind))
        return page

    def page(
        self,
        where: Condition,
        sort: str | tuple[Sort, ...],
        *,
        limit: int | None,
        offset: int = 0,
        after: str | None = None,
    ) -> Page[H]:
        """What satisfies `where`, in order."""
        query = Query(
            kind=self.kind,
            project=self.session.project,
            where=where,
            sort=sort if isinstance(sort, tuple) else orders(self.session, self.kind, sort),
            limit=limit,
            offset=offset,
            after=after,
        )
        return Question[H](self.session, self.handle, query).page()

    def paths(
        self,
        where: str | Condition | None = None,
        *,
        prefix: str = "",
        limit: int | None = 100,
        values: int = 5,
        exact: bool = False,
        as_of: AsOf | None = None,
    ) -> Paths:
        """Which paths there are into metadata and parameters, on what satisfies `where` or on all.

        client.runs.paths()
        client.runs.paths("pipeline = training", prefix="acc")["metrics.accuracy"].numbers

        A mapping from name to `PathSummary`: how many things have the path, the types, ranges of
        numbers and times, and the `values` most common texts and truth values. Only current values
        count. `prefix` is what was typed of a name: paths that begin with it come first, then
        those with a part that does, then those with it anywhere; `limit` paths at most, None for
        all. Built-in fields that answer to it are `fields` of the result.
        Where it would take long to look at everything, common values (with `where` all counts)
        are estimated and say so; `exact=True` looks at everything. `as_of` is that of `find`.
        Raises what `find` does.
        """
        query = PathQuery(
            kind=self.kind,
            project=self.session.project,
            where=conditions_of(where, self.kind),
            prefix=prefix,
            limit=limit,
            values=values,
            sample=None if exact else SAMPLE,
        )
        return paths(self.session.at(as_of), query)

    def history(
        self,
        things: object = None,
        key: str | None = None,
        *,
        where: str | Condition | None = None,
        points: int | None = None,
        sort: str | tuple[Sort, ...] = "desc:created",
        limit: int | None = 50,
        as_of: AsOf | None = None,
    ) -> MetadataHistories:
        """The history of a key on several things at once, by their handles.

        client.runs.history(["first", "second"], "loss", points=500)
        client.runs.history(where="status = completed", key="metrics.loss", points=500)
        client.model_versions.history([("classifier", 1), ("classifier", 2)], "accuracy")

        `things` are names, ids, handles, or a page of what was found; versions are pairs of name
        and version, steps pairs of run and name. Else `where`, `sort` and `limit` find them.
        `key` and `points` are those of `run_metadata.history`, for each thing; where it was never
        logged the history is empty. `as_of` is a number of the journal or a time: everything is
        as it was recorded then.
        Raises `InvalidArgumentError` without a key and for both or neither of `things` and
        `where`; what `get` and `find` do.
        """
        if not isinstance(key, str):
            raise InvalidArgumentError(
                f"Say which key: history(things, 'loss'); got {key!r}.", given=key
            )
        if (things is None) == (where is None):
            raise InvalidArgumentError(
                "Histories are of the things that are named or of those that where= finds; "
                f"got {'neither' if things is None else 'both'}.",
            )
        then = self if as_of is None else type(self)(self.session.at(as_of))
        handles = then._named(things) if where is None else then.find(where, sort=sort, limit=limit)
        return MetadataHistories.of(then.session, handles, key, points)

    def _named(self, things: object) -> list[H]:
        """The handles of several things that are named."""
        several = isinstance(things, Iterable) and not isinstance(things, str | tuple)
        given = list(things) if several else [things]  # type: ignore[call-overload]  # several
        names = tuple({one for one in given if isinstance(one, str)})
        known: dict[object, H] = {}
        # As many questions for many runs as for few; what else names one is asked for by itself.
        if len(names) > 1 and self.handle.record_type is Run:
            named = self.find(Compare(Builtin("name"), Op.IN, names), limit=None)
            known = {handle.name: handle for handle in named}
        return [
            thing if isinstance(thing, self.handle) else known.get(thing) or self._pointed_at(thing)
            for thing in given
        ]

    def _pointed_at(self, thing: object) -> H:
        """The handle of what a name or a pair points at."""
        parts = thing if isinstance(thing, tuple) else (thing,)
        found: H = self.get(*parts)  # type: ignore[attr-defined]  # every collection has it
        return found

    def _changed(
        self,
        handle: H,
        *others: Command,
        name: str | None = None,
        description: str | None = None,
        details: ModelDetails | None = None,
        add_tags: Iterable[str] | None = None,
        remove_tags: Iterable[str] | None = None,
    ) -> H:
        """The thing after all of that was changed, or none of it."""
        session, target = self.session, handle.target
        commands = list(others)
        if name is not None or description is not None or details is not None:
            update = session.command(
                Update, target=target, name=name, description=description, details=details
            )
            commands.append(update)
        add, remove = tag_names(add_tags, "add_tags"), tag_names(remove_tags, "remove_tags")
        if both := set(add) & set(remove):
            raise InvalidArgumentError(
                f"The tags {', '.join(sorted(both))} are to be added and removed; decide.",
                given=tuple(sorted(both)),
            )
        if add or remove:
            command = session.command(ChangeTags, targets=(target,), add=add, remove=remove)
            commands.append(command)
        if not commands:
            return handle
        session.store.apply(*commands)
        changed: H = handle.refresh()
        return changed

    def _deleted(self, handle: H) -> None:
        self.session.store.apply(self.session.command(Delete, target=handle.target))

    def __repr__(self) -> str:
        return f"<{self.what}s of project {self.session.project!r}>"


def tag_names(given: object, argument: str) -> tuple[str, ...]:
    """Tags as people give them: a list of texts, or of things with a name. None is none.

    Raises `InvalidValueError` for anything else, a single text among it.
    """
    if given is None:
        return ()
    several = isinstance(given, Iterable) and not isinstance(given, str)
    names = [getattr(tag, "name", tag) for tag in given] if several else [None]  # type: ignore[attr-defined]  # several
    for name in names:
        if not isinstance(name, str):
            raise InvalidValueError(
                f"{argument}= is a list of tags as texts; got {given!r} ({type(given).__name__}).",
                path=argument,
                type=type(given).__name__,
            )
        if not name:
            raise InvalidArgumentError(f"A tag in {argument}= is empty.", given=given)
    return tuple(str(name) for name in names)
