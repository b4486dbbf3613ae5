"""Conditions: what must hold of a thing for a query to match it. Pure data.

A condition compares the value of a *field* with a literal. A field is a built-in one
(`status`, `started_at`), a metadata path of the current values (`evaluation_metrics.accuracy`),
or the JSON text of the whole current value of a top-level key.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import msgspec


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


class Builtin(msgspec.Struct, frozen=True, tag="builtin"):
    """A field every thing of a kind has; `fields.py` lists them."""

    name: str


class Metadata(msgspec.Struct, frozen=True, tag="metadata"):
    """A path into the current metadata values, in the written form of `values.format_path`.

    With `step`, the path is looked up on the run's step of this name (for runs).
    """

    path: str
    step: str | None = None


class JsonText(msgspec.Struct, frozen=True, tag="json"):
    """The current value of a top-level key as its wire JSON text without spaces.

    Only texts compare with it: this is how filters of the seed documents' API see dicts and lists.
    """

    key: str
    step: str | None = None


Field = Builtin | Metadata | JsonText


class Compare(msgspec.Struct, frozen=True, tag="compare"):
    """`field op value`; `values` holds the one literal, several for `IN`, none for `EXISTS`."""

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


Condition = Compare | All | Any | Not
"""Nested up to 16 levels deep."""

EVERYTHING = All(())
