"""Things of every kind: one by its reference, pages of them, and the paths they have."""

# Annotations are evaluated here: what a route answers depends on the kind.

from typing import Any

from litestar import get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery, RawBody

from tallystick.errors import InvalidArgumentError
from tallystick.records.models import Stage
from tallystick.records.reading import RECORDS, Page, Snapshot
from tallystick.records.references import Ref
from tallystick.records.targets import Kind
from tallystick.server.access import NEEDS, Need
from tallystick.server.bodies import decoded
from tallystick.server.schemas import answers, takes
from tallystick.server.service import Served
from tallystick.wire.answers import PathAnswer
from tallystick.wire.as_of import parse_as_of
from tallystick.wire.places import ONE, SEVERAL
from tallystick.wire.questions import PageQuestion, PathQuestion

_READS = {NEEDS: Need.READ}


def routes_of(kind: Kind) -> list[HTTPRouteHandler]:
    """The routes for things of this kind."""
    record: Any = RECORDS[kind]
    words = kind.words

    def show_thing(
        service: Served,
        ref: FromQuery[str],
        version: FromQuery[str | None] = None,
        number: FromQuery[int | None] = None,
        stage: FromQuery[Stage | None] = None,
        run: FromQuery[str | None] = None,
        prefixes: FromQuery[bool] = True,
        project: FromQuery[str] = "default",
        metadata: FromQuery[bool] = True,
        as_of: FromQuery[str | None] = None,
    ) -> Any:
        chosen = [one for one in (version, number, stage) if one is not None]
        if len(chosen) > 1:
            raise InvalidArgumentError(
                "A version is chosen by one of version, number and stage; "
                f"got {' and '.join(map(str, chosen))}."
            )
        named = Ref(ref, next(iter(chosen), None), run, prefixes, project)
        return service.store.get(record, named, metadata=metadata, as_of=parse_as_of(as_of))

    def list_things(
        service: Served,
        project: FromQuery[str] = "default",
        where: FromQuery[str] = "",
        sort: FromQuery[str | None] = None,
        limit: FromQuery[int] = 50,
        offset: FromQuery[int] = 0,
        after: FromQuery[str | None] = None,
        count: FromQuery[bool] = True,
        metadata: FromQuery[bool] = True,
        as_of: FromQuery[str | None] = None,
    ) -> Any:
        question = PageQuestion(
            project=project,
            where=where,
            sort=sort,
            limit=limit,
            offset=offset,
            after=after,
            count=count,
            metadata=metadata,
            as_of=as_of,
        )
        return service.store.find(question.query(kind))

    def find_things(service: Served, body: RawBody) -> Any:
        return service.store.find(decoded(body, PageQuestion).query(kind))

    def find_paths(service: Served, body: RawBody) -> Any:
        query = decoded(body, PathQuestion).query(kind)
        return tuple(map(PathAnswer.of, service.store.paths(query)))

    return [
        get(
            f"/{ONE[kind]}",
            opt=_READS,
            sync_to_thread=True,
            summary=f"One {words}",
            description="By its id, a beginning of that, or its name; see Ref for what it may be.",
            operation_id=f"show_{kind.value}",
        )(answers(show_thing, Snapshot[record])),
        get(
            f"/{SEVERAL[kind]}",
            opt=_READS,
            sync_to_thread=True,
            summary=f"A page of {words}s",
            description="`where` and `sort` are in the query language.",
            operation_id=f"list_{kind.value}s",
        )(answers(list_things, Page[record])),
        post(
            f"/{SEVERAL[kind]}",
            opt=_READS,
            status_code=200,
            sync_to_thread=True,
            operation_class=takes(PageQuestion),
            summary=f"A page of {words}s, for questions too long for an address",
            operation_id=f"find_{kind.value}s",
        )(answers(find_things, Page[record])),
        post(
            f"/{SEVERAL[kind]}/paths",
            opt=_READS,
            status_code=200,
            sync_to_thread=True,
            operation_class=takes(PathQuestion),
            summary=f"Which metadata and parameters {words}s have",
            operation_id=f"find_{kind.value}_paths",
        )(answers(find_paths, tuple[PathAnswer, ...])),
    ]


ROUTES = [route for kind in Kind for route in routes_of(kind)]
