"""What fields are called in the query language."""

from __future__ import annotations

from functools import lru_cache

from tallystick.errors import InvalidQueryError
from tallystick.query.conditions import Builtin, Compare, JsonText, Metadata, Op, Parameter
from tallystick.query.language.cursor import cursor_over
from tallystick.query.language.fields import METADATA, PARAMETERS, read_field
from tallystick.query.language.literals import readable
from tallystick.query.language.parser import parse_where
from tallystick.records.targets import Kind


@lru_cache(maxsize=10_000)
def name_of(field: Metadata | Parameter, kind: Kind) -> str:
    """The shortest text that names a path: with `metadata.` only where it needs that.

    >>> name_of(Metadata("accuracy"), Kind.RUN), name_of(Metadata("status"), Kind.RUN)
    ('accuracy', 'metadata.status')
    """
    if isinstance(field, Parameter):
        return f"{PARAMETERS}.{readable(field.path)}"
    path = readable(field.path)
    return path if _is_read_as(path, field, kind) else f"{METADATA}.{path}"


def _is_read_as(text: str, field: Metadata, kind: Kind) -> bool:
    try:
        return parse_where(f"{text} exists", kind) == Compare(field, Op.EXISTS)
    except InvalidQueryError:
        return False


def read_name(text: str, kind: Kind) -> tuple[Builtin | Metadata | Parameter, bool]:
    """The field that a text names, and whether it is sure to be one: not a misspelt other.

    Raises `InvalidQueryError` for a text that names none, or one of something else.
    """
    cursor = cursor_over(text)
    place = read_field(cursor, kind)
    if not cursor.ends():
        raise cursor.expected("the end")
    if isinstance(place.field, JsonText) or place.field.step is not None:
        raise cursor.failure("expected a field or path of the thing itself", at=place.at)
    return place.field, not place.is_bare
