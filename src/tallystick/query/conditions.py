"""Conditions: what must hold of a thing for a query to match it. Pure data.

A condition compares the value of a *field* with a literal. A field is a built-in one
(`status`, `started_at`), a metadata path of the current values (`evaluation_metrics.accuracy`),
a path into parameters, or the JSON text of the whole current value of a top-level key.
Conditions may also ask for what is upstream or downstream in lineage.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import msgspec

from tallystick.records.targets import Kind


class Relative(msgspec.Struct, frozen=True, tag="relative"):
    """A time that depends on when it is asked: so long after now, or before it if below zero.

    With `today` it counts from the beginning of the present day, in UTC.
    `query.now.at` makes times of them; no store is asked with one.
    """

    offset: timedelta = timedelta(0)
    today: bool = False


Literal = None | bool | int | float | str | datetime | timedelta | UUID | Relative
"""What fields are compared with. A `timedelta` is a number of seconds, and a `StorageSize`, which
is an `int`, one of bytes.
"""


class Op(StrEnum):
    """How a field's value is compared. A comparison of values of different sorts is false.

    Sorts are number (int, float, size, duration), text, truth value and time.
    `EQ` with None holds where a built-in field is missing and where None was logged.
    `NE` is the exact opposite of `EQ`: it holds where the field is missing.
    `IN` takes several literals, and holds where `EQ` does for one of them.
    `HAS` asks what holds several, such as tags and logged lists, for one of its elements.
    `GLOB` knows `*` and `?`, and heeds case like every text operator.
    `IS_NAN` holds where NaN was logged, which no comparison finds.
    """

    EQ = "="
    NE = "!="
    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="
    IN = "in"
    CONTAINS = "contains"
    STARTSWITH = "startswith"
    ENDSWITH = "endswith"
    GLOB = "~"
    HAS = "has"
    EXISTS = "exists"
    IS_NAN = "is nan"


class Builtin(msgspec.Struct, frozen=True, tag="builtin"):
    """A field every thing of a kind has; `fields.py` lists them.

    With `step`, the field of the run's step run of this name (for runs); of several, such as
    attempts, the one that began last.
    """

    name: str
    step: str | None = None


class Metadata(msgspec.Struct, frozen=True, tag="metadata"):
    """A path into the current metadata values, in the written form of `values.format_path`.

    With `step`, the path is looked up on the run's step of this name (for runs).
    """

    path: str
    step: str | None = None


class Parameter(msgspec.Struct, frozen=True, tag="parameter"):
    """A path into the parameters of a run or step run, written as metadata paths are.

    With `step`, into those of the run's step of this name (for runs).
    """

    path: str
    step: str | None = None


class JsonText(msgspec.Struct, frozen=True, tag="json"):
    """The current value of a top-level key as its wire JSON text without spaces.

    Only texts compare with it: this is how filters of the seed documents' API see dicts and lists.
    """

    key: str
    step: str | None = None


Field = Builtin | Metadata | Parameter | JsonText


class Compare(msgspec.Struct, frozen=True, tag="compare"):
    """`field op value`: one literal, several for `IN`, none for `EXISTS` and `IS_NAN`."""

    field: Field
    op: Op
    values: tuple[Literal, ...] = ()


class All(msgspec.Struct, frozen=True, tag="all"):
    """Every one of `conditions` holds; true where there is none."""

    conditions: tuple[Condition, ...]


class Any(msgspec.Struct, frozen=True, tag="any"):
    """At least one of `conditions` holds; false where there is none."""

    conditions: tuple[Condition, ...]


class Not(msgspec.Struct, frozen=True, tag="not"):
    """`condition` does not hold."""

    condition: Condition


class Direction(StrEnum):
    """Which way to look in lineage."""

    UPSTREAM = "upstream"
    DOWNSTREAM = "downstream"


class Related(msgspec.Struct, frozen=True, tag="related"):
    """Something of `kind` in this direction, however far, fulfils `where`.

    For runs, step runs, artifact versions and model versions; what of them is upstream and
    downstream of what is said in docs/explanation/lineage.md. Projects do not limit it.
    """

    direction: Direction
    kind: Kind
    where: Condition


Condition = Compare | All | Any | Not | Related
"""Nested up to 16 levels deep."""

EVERYTHING = All(())
