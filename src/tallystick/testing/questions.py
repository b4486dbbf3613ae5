"""Random questions to a store whose history is known. Needs Hypothesis."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from tallystick.query.checking import WITH_PARAMETERS, WITH_RELATIVES
from tallystick.query.conditions import (
    EVERYTHING,
    All,
    Any,
    Builtin,
    Compare,
    Condition,
    Direction,
    Field,
    JsonText,
    Literal,
    Metadata,
    Not,
    Op,
    Parameter,
    Related,
)
from tallystick.query.fields import FIELDS, SEVERAL, FieldType, field_type, held_type
from tallystick.query.history import HistoryQuery
from tallystick.query.paths import PathQuery
from tallystick.query.query import Query, Sort
from tallystick.records.models import Stage
from tallystick.records.references import Ref
from tallystick.records.runs import Status
from tallystick.records.targets import Kind, Target
from tallystick.store.asking import WITH_LINEAGE
from tallystick.testing.commands import FIRST_MOMENT, Thing, moment, target
from tallystick.testing.drawing import Draw, Drawing
from tallystick.testing.histories import (
    ARTIFACTS,
    AUTHORS,
    KEYS,
    LONG,
    LONG_TEXTS,
    MODELS,
    PATHS,
    PIPELINES,
    PROJECTS,
    RUNS,
    SECONDS,
    SHORT,
    STEPS,
    TAGS,
)
from tallystick.values import StorageSize

LITERALS: list[Literal] = [
    1,
    0,
    2.5,
    2**60,
    10**400,
    float("nan"),
    float("-inf"),
    True,
    "x",
    "",
    "X",
    "10",
    "y%",
    "\U0001f600",
    moment(0),
    moment(5),
    FIRST_MOMENT.replace(hour=0),
    UUID(int=5),
    timedelta(seconds=2.5),
    StorageSize(1),
    LONG,
    LONG[:-1],
    None,
]
PATTERNS = ["x*", "*", "?", "", "x", "*x", "y%_*", "*[z]", "n?ght*", "*1"]
LONG_PATTERNS = [
    *LONG_TEXTS,
    *(SHORT + end for end in ("?", "??", "*", "z*", "z?", "*b")),
    *(LONG + end for end in ("?", "*", "?*", "*needle", "? n??dle")),
    *("*needle", "*zz" + "z" * 200 + "a", "z*a", "zb", "za", "needle", "*z?"),
]
"""Patterns, and what may be in texts or at their ends, about long texts."""
JSON_TEXTS = ["1", '"x"', "null", "[]", '{"x":1}', "x", "{", "}"]
NAMES = [*PIPELINES, *RUNS, *STEPS, *ARTIFACTS, *MODELS, *TAGS, *AUTHORS]

EQUALITY = [Op.EQ, Op.NE]
ORDERING = [Op.LT, Op.LE, Op.GT, Op.GE]
TEXTUAL = [Op.GLOB, Op.CONTAINS, Op.STARTSWITH, Op.ENDSWITH]

HELD: dict[FieldType, list[Literal]] = {
    FieldType.NUMBER: [1, 0, 2, 5, 2.5, -3, 2**40, float("nan")],
    FieldType.TIME: [moment(seconds) for seconds in SECONDS],
    FieldType.TRUTH: [True, False],
    FieldType.TEXT: [*NAMES, *Status, *Stage, "1", "final", "d", ""],
    FieldType.TEXTS: [*TAGS, "", "x"],
}
"""What fields may well hold; ids depend on the history."""

NAMES_OF = {
    Kind.PIPELINE: PIPELINES,
    Kind.RUN: RUNS,
    Kind.STEP_RUN: STEPS,
    Kind.ARTIFACT: ARTIFACTS,
    Kind.ARTIFACT_VERSION: ARTIFACTS,
    Kind.MODEL: MODELS,
    Kind.MODEL_VERSION: MODELS,
}

UNKNOWN = UUID(int=1)


class Questions(Drawing):
    """Questions about things that were made, and some about what never was."""

    def __init__(self, draw: Draw, things: Sequence[Thing]) -> None:
        super().__init__(draw)
        self._things = things
        self._targets = [target(thing) for thing in things]

    def query(self) -> Query:
        """A condition, an order and a page, seldom without meaning."""
        kind = self.one_of([Kind.RUN, *Kind, Kind.RUN, Kind.STEP_RUN, Kind.ARTIFACT_VERSION])
        return Query(
            kind=kind,
            project=self.one_of(PROJECTS),
            where=self._condition(kind, depth=2),
            sort=tuple(self._sort(kind) for _ in range(self.one_of([0, 1, 1, 2, 3]))),
            limit=self.one_of([None, None, None, 0, 1, 3]),
            offset=self.one_of([0, 0, 0, 0, 1, 5]),
            count=self.one_of([True, False]),
        )

    def about_long_texts(self) -> Query:
        """A comparison of one key with long texts and patterns, and an order by it."""
        field = Metadata(KEYS[0])
        where = (
            self._compare(field, TEXTUAL, LONG_PATTERNS)
            if self._half()
            else self._compare(field, [*EQUALITY, *ORDERING], LONG_TEXTS)
        )
        return Query(
            kind=self.one_of([Kind.STEP_RUN, Kind.RUN, Kind.ARTIFACT_VERSION]),
            where=self.one_of([where, where, Not(where), EVERYTHING]),
            sort=(Sort(field, descending=self.one_of([False, True])),),
            limit=self.one_of([None, None, 1]),
        )

    def path_query(self) -> PathQuery:
        """What somebody may have typed of a path."""
        kind = self.one_of([Kind.RUN, *Kind])
        prefixes = [path[: self.one_of([1, 2, None])] for path in PATHS]
        return PathQuery(
            kind=kind,
            project=self.one_of(PROJECTS),
            where=EVERYTHING if self._half() else self._condition(kind, depth=1),
            prefix=self.one_of(["", "", *prefixes, "metadata.", "M", "."]),
            limit=self.one_of([None, None, 0, 1, 3]),
            values=self.one_of([5, 0, 1]),
            sample=self.one_of([None, 300]),
        )

    def reference(self) -> tuple[Kind, Ref]:
        """What a person may type to name a thing."""
        kind = self.one_of(list(Kind))
        ids = [str(each.id) for each in self._targets if each.kind is kind]
        good = [*self._names(kind), *ids] or NAMES_OF[kind]
        text = self.one_of([*good * 8, *NAMES_OF[kind], *NAMES, str(UNKNOWN), "", "no such"])
        ends = [None, None, None, 3, 4, 8]
        versions = [*[None] * 8, "1", "2", 1, 2, -1, True, "final", *Stage, *ids[:2]]
        versioned = kind in (Kind.ARTIFACT_VERSION, Kind.MODEL_VERSION)
        runs = [None, *self._names(Kind.RUN), *RUNS]
        return kind, Ref(
            text=text[: self.one_of(ends)],
            version=self.one_of(versions) if versioned else None,
            run=self.one_of(runs) if kind is Kind.STEP_RUN else None,
            prefixes=self.one_of([True, True, False]),
            project=self.one_of(PROJECTS),
        )

    def past(self) -> tuple[Target, str]:
        """A thing, and a key whose history is asked for."""
        return self._target(list(Kind)), self.one_of(KEYS)

    def histories(self) -> HistoryQuery:
        """Things and a key or path, of which few points may be wanted."""
        return HistoryQuery(
            targets=(self._target(list(Kind)), *self.some_of(self._targets)),
            key=self.one_of([*KEYS, *PATHS]),
            points=self.one_of([5, 6, 8, 12, 20, 4, None]),
        )

    def walk(self) -> tuple[Target, int, int]:
        """Where to begin a lineage, and how far to go up and down."""
        where = self._target(WITH_LINEAGE)
        return where, self.one_of([9, 0, 1, 2, 9, -1]), self.one_of([0, 9, 1, 2])

    def _target(self, kinds: Sequence[Kind]) -> Target:
        known = [each for each in self._targets if each.kind in kinds]
        if not known or self.rarely():
            return self.one_of([*self._targets, Target(Kind.RUN, UNKNOWN)])
        return self.one_of(known)

    def _names(self, kind: Kind) -> list[str]:
        """What things of this kind, or what they are versions of, were called."""
        field = {Kind.ARTIFACT_VERSION: "artifact", Kind.MODEL_VERSION: "model"}.get(kind, "name")
        pairs = zip(self._things, self._targets, strict=True)
        names = [getattr(thing, field, None) for thing, each in pairs if each.kind is kind]
        return [name for name in names if name is not None]

    def _sort(self, kind: Kind) -> Sort:
        one = [name for name in FIELDS[kind] if field_type(kind, name) not in SEVERAL]
        names = list(FIELDS[kind]) if self.rarely() else one
        field = self._indexed(kind) if self._half() else Builtin(self.one_of(names))
        if kind is Kind.RUN and self._rather_not():
            field = self._of_step()
        return Sort(field, descending=self.one_of([False, True]))

    def _condition(self, kind: Kind, *, depth: int) -> Condition:
        shape = self.one_of(["one", "one", "not", "all", "any", "everything", "related"])
        if shape == "everything":
            return EVERYTHING
        if shape == "one" or depth == 0:
            return self._comparison(kind)
        if shape == "not":
            return Not(self._condition(kind, depth=depth - 1))
        if shape == "related":
            return self._about_relatives(kind, depth=depth - 1)
        count = self.one_of([2, 1, 3, 0])
        parts = tuple(self._condition(kind, depth=depth - 1) for _ in range(count))
        return All(parts) if shape == "all" else Any(parts)

    def _about_relatives(self, kind: Kind, *, depth: int) -> Condition:
        if kind not in WITH_RELATIVES and not self.rarely():
            return self._comparison(kind)
        other = self.one_of(list(Kind) if self.rarely() else WITH_RELATIVES)
        direction = self.one_of(list(Direction))
        return Related(direction, other, self._condition(other, depth=depth))

    def _comparison(self, kind: Kind) -> Condition:
        about = self.one_of(["metadata", "builtin", "metadata", "builtin", "json", "step"])
        if about == "step" and kind is Kind.RUN:
            return self._about_builtin(kind, self._of_step())
        if about == "builtin":
            return self._about_builtin(kind, Builtin(self.one_of(list(FIELDS[kind]))))
        if about == "json":
            json = JsonText(self.one_of(KEYS), step=self._step_name(kind))
            return self._compare(json, [*EQUALITY, *ORDERING, *TEXTUAL], JSON_TEXTS)
        return self._about_indexed(self._indexed(kind))

    def _indexed(self, kind: Kind) -> Metadata | Parameter:
        of_parameters = kind in WITH_PARAMETERS or self.rarely()
        path, step = self.one_of(PATHS), self._step_name(kind)
        if of_parameters and self._rather_not():
            return Parameter(path, step)
        return Metadata(path, step)

    def _of_step(self) -> Builtin:
        """A field of a run's step."""
        return Builtin(self.one_of(list(FIELDS[Kind.STEP_RUN])), step=self.one_of(STEPS))

    def _step_name(self, kind: Kind) -> str | None:
        wanted = kind is Kind.RUN or self.rarely()
        return self.one_of([None, None, *STEPS]) if wanted else None

    def _about_builtin(self, kind: Kind, field: Builtin) -> Condition:
        held = held_type(kind, field)
        ids: list[Literal] = [each.id for each in self._targets]
        literals = HELD.get(held, [*ids, *map(str, ids[:3]), UNKNOWN])
        if self.rarely():
            return self._compare(field, list(Op), LITERALS)
        if held not in (FieldType.NUMBER, FieldType.TIME, FieldType.TRUTH) and self._half():
            return self._compare(field, TEXTUAL, PATTERNS)
        several = [Op.HAS] if held in SEVERAL else []
        return self._compare(field, [*EQUALITY, *ORDERING, *several], [*literals])

    def _about_indexed(self, field: Metadata | Parameter) -> Condition:
        long = self._rather_not()
        if self._half():
            literals = LONG_TEXTS if long else LITERALS
            return self._compare(field, [*EQUALITY, Op.HAS, Op.IS_NAN], literals)
        if self._half():
            return self._compare(field, TEXTUAL, LONG_PATTERNS if long else PATTERNS)
        return self._compare(field, ORDERING, LONG_TEXTS if long else LITERALS[:-1])

    def _compare(self, field: Field, ops: Sequence[Op], literals: Sequence[Literal]) -> Condition:
        op = self.one_of([*ops, *ops, Op.EXISTS, Op.IN])
        if op in (Op.EXISTS, Op.IS_NAN):
            return Compare(field, op)
        if op is Op.IN:
            return Compare(field, op, self.some_of(literals, most=3))
        return Compare(field, op, (self.one_of(literals),))

    def _half(self) -> bool:
        return self.one_of([True, False])

    def _rather_not(self) -> bool:
        """True once in four times."""
        return self.one_of([False, False, False, True])
