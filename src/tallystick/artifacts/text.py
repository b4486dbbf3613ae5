"""Texts that say what they are, so that they are shown as that."""

from __future__ import annotations


class HTMLString(str):
    """A page or part of one."""

    __slots__ = ()


class MarkdownString(str):
    """A text with Markdown in it."""

    __slots__ = ()


class CSVString(str):
    """A table as comma-separated values."""

    __slots__ = ()


class JSONString(str):
    """A JSON document."""

    __slots__ = ()
