"""Random questions to a store whose history is known. Needs Hypothesis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any as Anything
from uuid import UUID

from hypothesis import strategies as st

from tallystick.query.checking import SEVERAL
from tallystick.query.conditions import (
    All,
    Any,
    Builtin,
    Compare,
    Condition,
    JsonText,
    Literal,
    Metadata,
    Not,
    Op,
)
from tallystick.query.fields import FIELDS, FieldType, field_type
from tallystick.query.query import Query, Sort
from tallystick.records.models import Stage
from tallystick.records.references import Ref
from tallystick.records.runs import Status
from tallystick.records.targets import Kind, Target
from tallystick.testing.commands import FIRST_MOMENT, Thing, moment, target
from tallystick.testing.histories import (
    ARTIFACTS,
    AUTHORS,
    KEYS,
    MODELS,
    PATHS,
    PIPELINES,
    PROJECTS,
    RUNS,
    SECONDS,
    STEPS,
    TAGS,
)

LITERALS: list[Literal] = [
    0,
    1,
    2.5,
    2**60,
    10**400,
    float("nan"),
    float("-inf"),
    True,
    None,
    "",
    "x",
    "X",
    "10",
    "y%",
    "\U0001f600",
    moment(0),
    moment(5),
    FIRST_MOMENT.replace(hour=0),
    UUID(int=5),
]
PATTERNS = ["", "x", "*", "?", "x*", "*x", "y%_*", "*[z]", "n?ght*", "*1"]
NAMES = [*PIPELINES, *RUNS, *STEPS, *ARTIFACTS, *MODELS, *TAGS, *AUTHORS]

ORDERING = [Op.LT, Op.LE, Op.GT, Op.GE]
TEXTUAL = [Op.CONTAINS, Op.STARTSWITH, Op.ENDSWITH]


NAMES_OF = {
    Kind.PIPELINE: PIPELINES,
    Kind.RUN: [*RUNS, *(name + "2" for name in RUNS)],
    Kind.STEP_RUN: STEPS,
    Kind.ARTIFACT: ARTIFACTS,
    Kind.ARTIFACT_VERSION: ARTIFACTS,
    Kind.MODEL: MODELS,
    Kind.MODEL_VERSION: MODELS,
}


def kinds() -> st.SearchStrategy[Kind]:
    """Kinds of things, those that are asked for most coming most."""
    return st.sampled_from([*Kind, Kind.RUN, Kind.RUN, Kind.STEP_RUN, Kind.ARTIFACT_VERSION])


def targets(
    things: Sequence[Thing], wanted: Sequence[Kind] = tuple(Kind)
) -> st.SearchStrategy[Target]:
    """Targets of the wanted kinds, most of which exist."""
    known = [target(thing) for thing in things if target(thing).kind in wanted]
    unknown = Target(Kind.RUN, UUID(int=1))
    odd = [*map(target, things), unknown]
    return st.sampled_from([*(known or [unknown]) * 8, *odd])


def queries(things: Sequence[Thing]) -> st.SearchStrategy[Query]:
    """Queries of every kind; about `things` there is something to be found."""
    ids = [*(target(thing).id for thing in things), UUID(int=1)]
    return kinds().flatmap(lambda kind: _queries_of(kind, ids))


def _queries_of(kind: Kind, ids: Sequence[UUID]) -> st.SearchStrategy[Query]:
    return st.builds(
        Query,
        kind=st.just(kind),
        project=st.sampled_from(PROJECTS),
        where=conditions(kind, ids),
        sort=st.lists(_sorts(kind), max_size=3).map(tuple),
        limit=st.sampled_from([None, None, None, 0, 1, 3]),
        offset=st.sampled_from([0, 0, 0, 0, 1, 5]),
    )


def _sorts(kind: Kind) -> st.SearchStrategy[Sort]:
    fields = st.one_of(_sortable(kind), _metadata(kind))
    return st.builds(Sort, field=fields, descending=st.booleans())


def conditions(kind: Kind, ids: Sequence[UUID]) -> st.SearchStrategy[Condition]:
    """Conditions on things of this kind, a few of them without meaning."""
    several = st.lists(_compares(kind, ids), max_size=3).map(tuple)
    return st.recursive(
        _compares(kind, ids),
        lambda inner: st.one_of(
            st.builds(Not, inner),
            st.builds(All, st.lists(inner, max_size=3).map(tuple)),
            st.builds(Any, st.lists(inner, max_size=3).map(tuple)),
        ),
        max_leaves=5,
    ) | st.builds(All, several)


def _compares(kind: Kind, ids: Sequence[UUID]) -> st.SearchStrategy[Condition]:
    return st.one_of(
        _builtins(kind).flatmap(lambda field: _about_builtin(kind, field, ids)),
        _metadata(kind).flatmap(_about_metadata),
        _metadata(kind).flatmap(_about_metadata),
        st.builds(JsonText, key=st.sampled_from(KEYS), step=_step_names(kind)).flatmap(
            _about_json_text
        ),
    )


def _builtins(kind: Kind) -> st.SearchStrategy[Builtin]:
    return st.sampled_from(list(FIELDS[kind])).map(Builtin)


def _sortable(kind: Kind) -> st.SearchStrategy[Builtin]:
    one = [name for name in FIELDS[kind] if field_type(kind, name) not in SEVERAL]
    return st.sampled_from([*one * 3, *FIELDS[kind]]).map(Builtin)


def _metadata(kind: Kind) -> st.SearchStrategy[Metadata]:
    return st.builds(Metadata, path=st.sampled_from(PATHS), step=_step_names(kind))


def _step_names(kind: Kind) -> st.SearchStrategy[str | None]:
    return st.sampled_from([None, *STEPS]) if kind is Kind.RUN else st.none()


def _comparison(
    field: Anything, ops: Sequence[Op], literals: st.SearchStrategy[Literal]
) -> st.SearchStrategy[Condition]:
    one = st.builds(
        lambda op, literal: Compare(field, op, (literal,)), st.sampled_from(ops), literals
    )
    several = st.lists(literals, max_size=3).map(
        lambda chosen: Compare(field, Op.IN, tuple(chosen))
    )
    return st.one_of(one, one, one, several, st.just(Compare(field, Op.EXISTS)))


def _about_builtin(kind: Kind, field: Builtin, ids: Sequence[UUID]) -> st.SearchStrategy[Condition]:
    held = field_type(kind, field.name)
    some = st.sampled_from(_held(held, ids))
    text = held in (FieldType.TEXT, FieldType.TEXTS, FieldType.ID, FieldType.IDS)
    patterns = _comparison(field, [*TEXTUAL, Op.GLOB], st.sampled_from(PATTERNS))
    fitting = _comparison(field, [Op.EQ, Op.NE, *ORDERING], some)
    anything = _comparison(field, list(Op), some | st.sampled_from(LITERALS))
    return st.one_of(fitting, patterns if text else fitting, anything)


def _held(held: FieldType, ids: Sequence[UUID]) -> list[Literal]:
    """What a field of this type may well hold."""
    match held:
        case FieldType.ID | FieldType.IDS:
            return [*ids, *(str(id) for id in ids[:3])]
        case FieldType.NUMBER:
            return [0, 1, 2, 5, 2.5, -3, 2**40, float("nan")]
        case FieldType.TIME:
            return [moment(seconds) for seconds in SECONDS]
        case FieldType.TRUTH:
            return [True, False]
        case FieldType.TEXT | FieldType.TEXTS:
            return [*NAMES, *Status, *Stage, "1", "final", "d", ""]


def _about_metadata(field: Metadata) -> st.SearchStrategy[Condition]:
    literals = st.sampled_from(LITERALS)
    patterns = _comparison(field, [*TEXTUAL, Op.GLOB], st.sampled_from(PATTERNS))
    return st.one_of(
        _comparison(field, [Op.EQ, Op.NE, Op.HAS], literals),
        _comparison(field, ORDERING, st.sampled_from([each for each in LITERALS if each])),
        patterns,
    )


def _about_json_text(field: JsonText) -> st.SearchStrategy[Condition]:
    texts = st.sampled_from(["1", '"x"', "null", "[]", '{"x":1}', "x", "{", "}"])
    return _comparison(field, [Op.EQ, Op.NE, *ORDERING, *TEXTUAL], texts)


def _names(kind: Kind, things: Sequence[Thing]) -> list[str]:
    """What things of this kind, or what they are versions of, were called."""
    field = {Kind.ARTIFACT_VERSION: "artifact", Kind.MODEL_VERSION: "model"}.get(kind, "name")
    return [name for thing in things if (name := getattr(thing, field, None)) is not None]


def references(kind: Kind, things: Sequence[Thing]) -> st.SearchStrategy[Ref]:
    """What a person may type: names, ids and their beginnings, good and bad."""
    ids = [str(target(thing).id) for thing in things if target(thing).kind is kind]
    runs = [str(target(thing).id) for thing in things if target(thing).kind is Kind.RUN]
    good = [*NAMES_OF[kind], *_names(kind, things) * 2, *ids]
    texts = st.sampled_from([*good * 8, *NAMES, str(UUID(int=1)), "", "no such"])
    beginnings = st.builds(lambda text, end: text[:end], texts, st.sampled_from([3, 4, 8]))
    versions = st.sampled_from([*[None] * 8, "1", "2", 1, 2, -1, True, "final", *Stage, *ids[:2]])
    run = st.sampled_from([None, *NAMES_OF[Kind.RUN], *runs])
    return st.builds(
        Ref,
        text=st.one_of(texts, texts, beginnings),
        version=versions if kind in (Kind.ARTIFACT_VERSION, Kind.MODEL_VERSION) else st.none(),
        run=run if kind is Kind.STEP_RUN else st.none(),
        prefixes=st.sampled_from([True, True, False]),
        project=st.sampled_from(PROJECTS),
    )
