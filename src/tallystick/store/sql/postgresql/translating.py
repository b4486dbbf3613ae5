"""The store's statements, which are SQLite's, as PostgreSQL has them.

Statements keep to this vocabulary; what is not in it means the same to both, or is said twice with
`dialects.differs`.

    ?, ?2                       parameters, by place
    json_each(?) x              a list of whole numbers as one parameter; `x.value` is each of them
    SELECT atom FROM json_each(?)   a list of texts
    json_each(column) x         a list of whole numbers in a column, `json_array(n)` one of them
    json_extract(column, '$[0]')    the first of such a list; `'$.name'` a text of an object
    a CROSS JOIN b ON c         a join that begins with `a`
    a IS ?                      equality that holds of two NULLs, too
    a GLOB ?                    `*` and `?` stand for any characters and any one; `[[]` for `[`
    instr(a, b)                 where a text is in another
    substr(a, 1, ?) = ?         that a text begins with one of that length; `substr(a, ?) = ?` ends
    EXISTS (SELECT ...)         asked of each row
    +a                          a column that no index is to be used for
    max(?, b)                   the greater of two
    group_concat(n)             whole numbers with commas between them
    WITH RECURSIVE t ...        of the selects united in it, several may be from `t`, called `w`
    LIMIT -1                    no limit, but what is limited is not merged with what is around it
    CAST(NULL AS TEXT)          no text, where the other rows have one
    INSERT INTO t ...           numbers the row as one more than the highest, where `t` numbers rows

In pieces for PostgreSQL `?numbers`, `?texts` and `?json` are lists and JSON made by SQLite's rules.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from tallystick.store.sql.dialects import in_postgresql
from tallystick.store.sql.kinds import TABLES
from tallystick.store.sql.postgresql.texts import LEADS, written

NUMBERED = {
    "journal": "sequence",
    "entries": "sequence",
    "keys": "pk",
    "paths": "pk",
    "unindexed_targets": "place",
    "former_records": "pk",
    **{table.name: "pk" for table in TABLES.values()},
}
"""Tables whose rows are numbered, and by which column.

No sequence does it: what is undone leaves no gap, as in SQLite and in the reference.
"""

Convert = Callable[[Any], Any]


class Array(str):
    """A list as PostgreSQL writes it, of whatever the statement takes it for."""

    __slots__ = ()


class Kept(str):
    """A text that is as it is kept already."""

    __slots__ = ()


class Statement(NamedTuple):
    """A statement for PostgreSQL.

    `sources` are the places of its parameters among those that were given, and what each is
    converted by; None where all are taken as they are. `numbers` says that it gives back the number
    of the row that was inserted.
    """

    text: str
    sources: tuple[tuple[int, Convert | None], ...] | None
    numbers: bool

    def parameters(self, given: Sequence[Any]) -> Sequence[Any]:
        """What was given, as this statement takes it."""
        if self.sources is None:
            return given
        return [
            given[place] if convert is None else convert(given[place])
            for place, convert in self.sources
        ]


@lru_cache(maxsize=4096)
def translated(statement: str) -> Statement:
    """The statement for PostgreSQL."""
    text = _with_places(in_postgresql(statement))
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    text = _with_patterns(text)
    text = _GREATER.sub("greatest(", text)
    text = _with_questions(_with_recursion(_with_lists(text)))
    numbers = False
    if inserted := _INSERT.match(text):
        text, numbers = _numbered(text, inserted)
    return _with_parameters(text, numbers=numbers)


def _with_places(text: str) -> str:
    """Every parameter with its place, as SQLite counts them."""
    last = 0

    def place(found: re.Match[str]) -> str:
        nonlocal last
        last = max(last, int(found[1])) if found[1] else last + 1
        return f"?{last if not found[1] else found[1]}{found[2]}"

    return _PLACE.sub(place, text)


_PLACE = re.compile(r"\?(\d*)([a-z]*)")

_RULES: list[tuple[re.Pattern[str], str]] = [
    (re.compile(r"CROSS JOIN (\w+(?: (?!ON\b)\w+)?) ON "), r"JOIN \1 ON "),
    (re.compile(r"(?<=[ (])\+(?=[a-z])"), ""),
    (re.compile(r" IS (?=\?)"), " IS NOT DISTINCT FROM "),
    (re.compile(r"\binstr\("), "strpos("),
    (
        re.compile(r"json_extract\(([\w.]+), '\$\[0\]'\)"),
        r"(translate(\1, '[]', '{}')::bigint[])[1]",
    ),
    (re.compile(r"json_extract\(([\w.]+), '\$\.(\w+)'\)"), r"(\1::json->>'\2')"),
    (re.compile(r"\bgroup_concat\((\w+)\)"), r"string_agg(\1::text, ',')"),
    (re.compile(r"LIMIT -1\b"), "LIMIT ALL OFFSET 0"),
    (re.compile(r"CAST\(NULL AS TEXT\)"), 'CAST(NULL AS TEXT) COLLATE "C"'),
    (
        re.compile(r"SELECT atom FROM json_each\(\?(\d+)\)"),
        r"SELECT unnest(?\1texts::text[]) AS atom",
    ),
    (re.compile(r"json_array\((\w+(?:\.\w+)?)\)"), r"'[' || \1 || ']'"),
]


def _with_lists(text: str) -> str:
    """Lists of whole numbers as rows with a `value`."""
    while (begin := text.find("json_each(")) >= 0:
        end = _closing(text, begin + len("json_each"))
        listed = text[begin + len("json_each(") : end]
        array = f"{listed}numbers" if listed[0] == "?" else f"translate({listed}, '[]', '{{}}')"
        alias = _ALIAS.match(text, end + 1)
        name = alias[1] if alias else "each"
        after = alias.end() if alias else end + 1
        text = f"{text[:begin]}unnest({array}::bigint[]) AS {name}(value){text[after:]}"
    return text


def _with_patterns(text: str) -> str:
    """Texts that fit patterns, begin or end with others."""
    while found := _GLOB.search(text):
        begin = _beginning(text, found.start())
        column, number = text[begin : found.start()], found[1]
        fits = f"{column} LIKE ?{number}like"
        exactly = f"(?{number}regex::text IS NULL OR {column} ~ ?{number}regex)"
        text = f"{text[:begin]}({fits} AND {exactly}){text[found.end() :]}"
    begin = 0
    while (begin := text.find("substr(", begin)) >= 0:
        end = _closing(text, begin + len("substr"))
        inside = text[begin + len("substr(") : end]
        part, same = _PART.search(inside), _SAME.match(text, end + 1)
        if part and same:
            column, other = inside[: part.start()], f"?{same[1]}"
            starts = f"starts_with({column}, {other})"
            ends = f"right({column}, length({other})) = {other}"
            text = text[:begin] + (starts if part[1] else ends) + text[same.end() :]
        begin += 1
    return text


_GLOB = re.compile(r" GLOB \?(\d+)")
_PART = re.compile(r"(, 1)?, \?\d+$")
_SAME = re.compile(r" = \?(\d+)")


def _beginning(text: str, end: int) -> int:
    """Where the operand begins that ends there: a column, a call, or what is in parentheses."""
    begin, depth = end, 0
    while begin and (depth or text[begin - 1].isalnum() or text[begin - 1] in "_.)"):
        begin -= 1
        depth += {")": 1, "(": -1}.get(text[begin], 0)
    return begin


_GREATER = re.compile(r"\bmax\((?=\?\d+,)")
_ALIAS = re.compile(r" ([a-z]+)\b")


def _with_questions(text: str) -> str:
    """What is asked of each row by `EXISTS` stays so, and becomes no join.

    To put hundreds of joins in order takes longer than everything else together.
    """
    begin = 0
    while (begin := text.find("EXISTS (SELECT", begin)) >= 0:
        begin += len("EXISTS (SELECT")
        end = _closing(text, begin - len("(SELECT"))
        text = f"{text[:end]} OFFSET 0{text[end:]}"
    return text


def _with_recursion(text: str) -> str:
    """Recursive tables that name themselves once."""
    begin = 0
    while found := _RECURSIVE.search(text, begin):
        begin = found.end()
        end = _closing(text, begin - 1)
        again = f" FROM {found[1]} w "
        selects = _united(text[begin:end])
        onward = [each for each in selects if again in each]
        if len(onward) > 1:
            each = " FROM (SELECT w.*) w "
            together = " UNION ALL ".join(select.replace(again, each) for select in onward)
            first = [select for select in selects if again not in select]
            whole = f"SELECT n.*{again}CROSS JOIN LATERAL ({together}) n"
            text = text[:begin] + " UNION ".join([*first, whole]) + text[end:]
    return text


_RECURSIVE = re.compile(r"\b(\w+)\([\w, ]+\) AS \(")


def _united(selects: str) -> list[str]:
    """The selects that are united, apart."""
    parts, depth, begin = [], 0, 0
    for word in re.finditer(r"[()]| UNION (?!ALL)", selects):
        depth += {"(": 1, ")": -1}.get(word[0], 0)
        if not depth and word[0] not in "()":
            parts.append(selects[begin : word.start()])
            begin = word.end()
    return [*parts, selects[begin:]]


def _closing(text: str, opening: int) -> int:
    """Where the parenthesis is closed."""
    depth = 0
    for place in range(opening, len(text)):
        depth += {"(": 1, ")": -1}.get(text[place], 0)
        if not depth:
            return place
    raise ValueError(f"{text!r} has no end.")


_INSERT = re.compile(r"INSERT INTO (\w+) \(([^)]*)\) VALUES \(")


def _numbered(text: str, inserted: re.Match[str]) -> tuple[str, bool]:
    """The same where rows of the table have numbers, and this one has none yet."""
    table, columns = inserted[1], inserted[2]
    column = NUMBERED.get(table)
    if column is None or column in columns.split(", "):
        return text, False
    values = text[inserted.end() :]
    next_ = f"(SELECT coalesce(max({column}), 0) + 1 FROM {table})"
    return (
        f"INSERT INTO {table} ({column}, {columns}) VALUES ({next_}, {values} RETURNING {column}",
        True,
    )


def _with_parameters(text: str, *, numbers: bool) -> Statement:
    """Parameters by PostgreSQL's places, each converted as the text says."""
    places: dict[tuple[str, str], int] = {}

    def place(found: re.Match[str]) -> str:
        return f"${places.setdefault((found[1], found[2]), len(places) + 1)}"

    text = _PLACE.sub(place, text)
    sources = tuple((int(number) - 1, _CONVERSIONS.get(how)) for number, how in places)
    plain = tuple((number, None) for number in range(len(sources)))
    return Statement(text, None if sources == plain else sources, numbers)


def _numbers(listed: str) -> Array:
    return Array(f"{{{listed[1:-1]}}}")


def _texts(listed: str) -> list[str]:
    return msgspec.json.decode(listed, type=list[str])


def _json(text: str) -> str:
    """JSON with its texts as they are kept."""
    value = msgspec.json.decode(text)
    return msgspec.json.encode(_kept(value)).decode()


def _kept(value: Any) -> Any:
    if isinstance(value, str):
        return written(value)
    return [_kept(each) for each in value] if isinstance(value, list) else value


def _like(pattern: str) -> str:
    """A pattern that everything fits which fits the other."""
    parts = _parts(pattern)
    # One character may be written as two.
    stands = {"*": "%", "?": "_%"}
    return "".join([stands.get(part) or re.sub(r"([\\%_])", r"\\\1", part) for part in parts])


def _regex(pattern: str) -> Kept | None:
    """The pattern exactly, where `_like` takes it for a wider one."""
    if "?" not in pattern:
        return None
    parts = _parts(written(pattern))
    stands = {"*": ".*", "?": f"(?:[{LEADS}].|[^{LEADS}])"}
    return Kept(f"^{''.join([stands.get(part) or _literal(part) for part in parts])}$")


def _parts(pattern: str) -> list[str]:
    """What stands for something, and what is between."""
    return re.split(r"([*?])", pattern.replace("[[]", "["))


def _literal(text: str) -> str:
    # A letter after a backslash means something; all else stands for itself.
    return re.sub(r"([^\w\s\x01-\x05])", r"\\\1", text)


_CONVERSIONS: dict[str, Convert] = {
    "numbers": _numbers,
    "texts": _texts,
    "json": _json,
    "like": _like,
    "regex": _regex,
}
