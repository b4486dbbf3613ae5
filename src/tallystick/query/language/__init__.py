"""The query language: text to conditions and sorts, and back.

`docs/reference/query.md` is its specification.
"""

from tallystick.query.language.cursor import MAX_LENGTH
from tallystick.query.language.formatter import format_sort, format_where
from tallystick.query.language.names import name_of, read_name
from tallystick.query.language.parser import parse_where
from tallystick.query.language.sorting import parse_sort

__all__ = [
    "MAX_LENGTH",
    "format_sort",
    "format_where",
    "name_of",
    "parse_sort",
    "parse_where",
    "read_name",
]
