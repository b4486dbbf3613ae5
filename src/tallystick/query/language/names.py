"""What fields are called in the query language."""

from __future__ import annotations

from functools import lru_cache

from tallystick.errors import InvalidQueryError
from tallystick.query.conditions import Compare, Metadata, Op, Parameter
from tallystick.query.language.fields import METADATA, PARAMETERS
from tallystick.query.language.literals import quoted
from tallystick.query.language.parser import parse_where
from tallystick.records.targets import Kind
from tallystick.values import parse_path


@lru_cache(maxsize=10_000)
def name_of(field: Metadata | Parameter, kind: Kind) -> str:
    """The shortest text that names a path: with `metadata.` only where it needs that.

    >>> name_of(Metadata("accuracy"), Kind.RUN), name_of(Metadata("status"), Kind.RUN)
    ('accuracy', 'metadata.status')
    """
    if isinstance(field, Parameter):
        return f"{PARAMETERS}.{field.path}"
    names = (field.path, f"{METADATA}.{field.path}")
    # What queries take for a word processor's quotes has to stand in quotes.
    return next((name for name in names if _is_read_as(name, field, kind)), _quoted(field.path))


def _is_read_as(text: str, field: Metadata, kind: Kind) -> bool:
    try:
        return parse_where(f"{text} exists", kind) == Compare(field, Op.EXISTS)
    except InvalidQueryError:
        return False


def _quoted(path: str) -> str:
    return ".".join(quoted(segment) for segment in parse_path(path))
