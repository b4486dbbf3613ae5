"""A place in the text of a query, and the words and quoted texts that begin there."""

from __future__ import annotations

from tallystick.errors import InvalidQueryError
from tallystick.values.paths import NEEDS_QUOTES

SEGMENT_BREAKS = NEEDS_QUOTES
"""What ends a bare segment of a path."""

VALUE_BREAKS = NEEDS_QUOTES.difference(".:+*?@")
"""What ends a bare value: times, addresses and patterns need no quotes."""

_QUOTES = "\"'"
CURLY = frozenset("\u201c\u201d\u201e\u2018\u2019\u201a\u00ab\u00bb")
"""What word processors make of quotes."""
_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"} | {c: c for c in "\"'\\/"}


MAX_LENGTH = 100_000
"""Longer texts are refused unread."""


class Cursor:
    """Reads a text from left to right. `at` counts characters from 0; people see columns from 1."""

    __slots__ = ("at", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def skip(self) -> int:
        """Pass over white space; where that leads to."""
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1
        return self.at

    def ends(self) -> bool:
        """Whether nothing but white space is left."""
        return self.skip() == len(self.text)

    def peek(self, breaks: frozenset[str] = SEGMENT_BREAKS) -> str:
        """The word that begins here, maybe empty."""
        end = self.skip()
        while end < len(self.text) and self.text[end] not in breaks:
            end += 1
        return self.text[self.at : end]

    def word(self) -> str:
        """The word that begins here in lower case; empty where it is the first part of a path."""
        word = self.peek()
        after = self.text[self.at + len(word) : self.at + len(word) + 2]
        return "" if after[:1] == "." or after == "::" else word.lower()

    def take_word(self, *wanted: str) -> str:
        """Pass over one of these words, in any case; which, or empty."""
        word = self.word()
        if word not in wanted:
            return ""
        self.at += len(word)
        return word

    def take(self, symbol: str) -> bool:
        """Pass over this symbol, if it is what comes next."""
        found = self.text.startswith(symbol, self.skip())
        self.at += len(symbol) if found else 0
        return found

    def is_at_quote(self) -> bool:
        """Whether a quoted text begins here."""
        return self.text[self.skip() : self.at + 1] in ('"', "'")

    def quoted(self) -> str:
        """Pass over a text in quotes of either sort; what it says."""
        start, quote = self.at, self.text[self.at]
        said: list[str] = []
        self.at += 1
        while (character := self.text[self.at : self.at + 1]) != quote:
            if not character:
                raise self.failure("these quotes are not closed", at=start)
            self.at += 1
            said.append(self._escaped() if character == "\\" else character)
        self.at += 1
        # Two escapes may be the halves of one character.
        return "".join(said).encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")

    def _escaped(self) -> str:
        start = self.at - 1
        letter = self.text[self.at : self.at + 1]
        self.at += 1
        if letter in _ESCAPES:
            return _ESCAPES[letter]
        digits = self.text[self.at : self.at + 4]
        if letter == "u" and len(digits) == 4 and set(digits) <= set("0123456789abcdefABCDEF"):
            self.at += 4
            return chr(int(digits, 16))
        raise self.failure(
            "\\u takes four digits in base 16"
            if letter == "u"
            else f"there is no escape \\{letter}; write \\\\ for a backslash",
            at=start,
        )

    def shown(self) -> str:
        """What comes next, for messages."""
        if self.ends():
            return "the end"
        if self.text[self.at] in _QUOTES:
            end = self.text.find(self.text[self.at], self.at + 1) + 1
            return self.text[self.at : end or None][:40]
        return repr((self.peek() or self.text[self.at])[:40])

    def check_quotes(self, word: str) -> None:
        """Refuse a word that begins with what a word processor makes of quotes."""
        if word[:1] in CURLY and word:
            raise self.failure(f"{word[0]} is no quote here; write straight quotes, \" or '")

    def expected(self, what: str, *, hint: str = "") -> InvalidQueryError:
        """The error that something else was expected here."""
        problem = f"expected {what}, got {self.shown()}" + (f". {hint}" if hint else "")
        return self.failure(problem, expected=what)

    def failure(self, problem: str, *, at: int | None = None, **facts: object) -> InvalidQueryError:
        """The error that the text makes no sense at a place, by default here.

        It knows its `column` from 1 and the whole text as `query`.
        """
        column = (self.at if at is None else at) + 1
        end = "" if problem.endswith((".", "?")) else "."
        return InvalidQueryError(
            f"Column {column}: {problem}{end}", column=column, query=self.text, **facts
        )

    def pointing(self, error: InvalidQueryError, *, at: int) -> InvalidQueryError:
        """The same error, with the place in this text that it is about."""
        known = ("column", "query")
        facts = {name: fact for name, fact in error.facts.items() if name not in known}
        return self.failure(error.message, at=at, **facts)


def cursor_over(text: str, *, longest: int = MAX_LENGTH) -> Cursor:
    """A cursor at the beginning of a text that may be a query."""
    if not isinstance(text, str):
        raise InvalidQueryError(f"A query is text; got {text!r}.", given=text)
    if len(text) > longest:
        raise InvalidQueryError(
            f"A query has at most {longest:,} characters; this one has {len(text):,}. "
            "Ask in several queries.",
            length=len(text),
        )
    return Cursor(text)
