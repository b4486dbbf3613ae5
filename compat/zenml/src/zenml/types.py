"""The names of `zenml.types`, provided by Tallystick."""

from tallystick.artifacts.text import CSVString, HTMLString, JSONString, MarkdownString

__all__ = [
    "CSVString",
    "HTMLString",
    "JSONString",
    "MarkdownString",
]
