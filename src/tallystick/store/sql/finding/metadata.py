"""What is in the index of values, in conditions and orders: metadata and parameters.

Fields are leaves of current values and of parameters; or a value as its whole JSON text.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from tallystick.query.comparing import TEXT, Scalar, scalar
from tallystick.query.conditions import JsonText, Literal, Metadata, Op, Parameter
from tallystick.store.sql.finding.comparing import compared, compared_start
from tallystick.store.sql.finding.fragment import FALSE, TRUE, Sql, either, every
from tallystick.store.sql.finding.scope import Scope
from tallystick.store.sql.leaves import PARAMETERS, SORTS, TEXT_INDEXED
from tallystick.store.sql.texts import after_prefix, as_list

START = f"substr(l.text, 1, {TEXT_INDEXED})"
"""The part of a leaf's text that the indexes hold, written as in `schema.py`."""


Indexed: TypeAlias = Metadata | Parameter


class Path(NamedTuple):
    """A path by the numbers it has in each project, and the number of the key it begins with."""

    pks: tuple[int, ...]
    key: int

    def at(self, alias: str) -> Sql:
        """That row `alias` is at the path."""
        if len(self.pks) == 1:
            return Sql(f"{alias}.path = ?", self.pks)
        return Sql(f"{alias}.path IN (SELECT value FROM json_each(?))", (as_list(self.pks),))


class Unindexed(NamedTuple):
    """Tables to select from, and which of their rows."""

    source: str
    where: Sql


def path_of(scope: Scope, field: Indexed) -> Path | None:
    """The field's path; None where nothing was ever there."""
    return _numbered(scope, field, "path = ?", _text(field))


def _numbered(scope: Scope, field: Indexed, which: str, *texts: str) -> Path | None:
    if isinstance(field, Metadata) and _begins_with_parameters(field.path):
        return None
    within = "" if scope.project is None else "project = ? AND "
    project = () if scope.project is None else (scope.project,)
    rows = scope.connection.execute(
        f"SELECT pk, key FROM paths WHERE {within}kind = ? AND {which}",
        (*project, scope.code(field.step), *texts),
    ).fetchall()
    # What is below a path begins with the same key.
    return Path(tuple(pk for pk, _ in rows), rows[0][1]) if rows else None


def _text(field: Indexed) -> str:
    """The path as the index has it: parameters are below a key that nobody can log."""
    return f"{PARAMETERS}.{field.path}" if isinstance(field, Parameter) else field.path


def _begins_with_parameters(path: str) -> bool:
    return path == PARAMETERS or path.startswith(f"{PARAMETERS}.")


def leaf(scope: Scope, alias: str, field: Indexed, path: Path) -> Sql:
    """That row `alias` is about the path, on the thing that the scope is about."""
    target = scope.target(field.step)
    about = Sql(
        f"{alias}.kind = {scope.code(field.step)} AND {alias}.target = {target.text} "
        f"AND {alias}.key = ? AND ",
        (*target.parameters, path.key),
    )
    return about.then(path.at(alias))


def condition(scope: Scope, field: Indexed, op: Op, literals: tuple[Literal, ...]) -> Sql:
    """Whether the leaf at the path, or for `has` one of its elements, is in the relation."""
    if op is Op.EXISTS:
        return _exists(scope, field)
    path = path_of(scope, field)
    if path is None:
        return FALSE
    found = leaf(scope, "l", field, path).within("EXISTS (SELECT 1 FROM current_values l WHERE ")
    return either([found.then(each.within(" AND ", ")")) for each in _holding(op, literals)])


def targets(scope: Scope, path: Path, op: Op, literals: tuple[Literal, ...]) -> Sql:
    """The things themselves that fulfil the condition, by way of the index.

    The condition is one that a leaf must compare for: not `exists`, and not with None.
    """
    indexed = path.at("l").within("SELECT l.target FROM current_values l WHERE ")
    source, where = unindexed(scope, path)
    others = where.within(f"SELECT l.target FROM {source} WHERE ")
    selects = []
    for holds in _holding(op, literals):
        selects.append(indexed.then(holds.within(" AND l.indexed = 1 AND ")))
        selects.append(others.then(holds.within(" AND ")))
    if not selects:
        return Sql("SELECT 0 WHERE 0")
    return Sql(
        " UNION ALL ".join(select.text for select in selects),
        tuple(parameter for select in selects for parameter in select.parameters),
    )


def unindexed(scope: Scope, path: Path) -> Unindexed:
    """Leaves `l` at the path of things whose values are not in the index."""
    of_these = Sql(
        f"u.kind = {scope.code(None)} AND l.kind = u.kind AND l.target = u.target AND l.key = ?",
        (path.key,),
    )
    # The cross join says which table to begin with.
    return Unindexed(
        "unindexed_targets u CROSS JOIN current_values l",
        of_these.then(path.at("l").within(" AND ")),
    )


def _exists(scope: Scope, field: Indexed) -> Sql:
    below = f"{_text(field)}."
    which = "(path = ? OR (path >= ? AND path < ?))"
    path = _numbered(scope, field, which, _text(field), below, after_prefix(below))
    if path is None:
        return FALSE
    found = leaf(scope, "l", field, path)
    return found.within("EXISTS (SELECT 1 FROM current_values l WHERE ", ")")


def json_text(scope: Scope, field: JsonText, op: Op, literals: tuple[Literal, ...]) -> Sql:
    """Whether the whole current value of a key, as JSON text, is in the relation."""
    row = scope.connection.execute("SELECT pk FROM keys WHERE key = ?", (field.key,)).fetchone()
    if row is None or (op is Op.IN and not literals):
        return FALSE
    texts = [str(literal) for literal in literals]
    holds = TRUE if op is Op.EXISTS else compared("e.value", op, texts)
    target = scope.target(field.step)
    return Sql(
        "EXISTS (SELECT 1 FROM current_values c JOIN entries e ON e.sequence = c.entry "
        f"WHERE c.kind = {scope.code(field.step)} AND c.target = {target.text} AND c.key = ? "
        f"AND c.entry IS NOT NULL AND {holds.text})",
        (*target.parameters, row[0], *holds.parameters),
    )


def _holding(op: Op, literals: tuple[Literal, ...]) -> list[Sql]:
    """What may hold of leaf `l`, for it to be in the relation; one of these has to."""
    position = Sql("l.position > 0" if op is Op.HAS else "l.position = 0")
    if op is Op.IS_NAN:
        return [every([position, Sql("l.type = 'float' AND l.number IS NULL")])]
    parts = []
    by_sort: dict[str, list[Scalar]] = {}
    for literal in literals:
        if (compares := scalar(literal)) is not None:
            by_sort.setdefault(compares[0], []).append(compares)
    for sort, scalars in by_sort.items():
        operands = [operand for _, operand in scalars]
        is_sort = Sql(f"l.sort = {SORTS[sort]}")
        parts.append(every([position, is_sort, _compared(sort, op, operands)]))
    if None in literals:
        parts.append(every([position, Sql("l.type = 'None'")]))
    return parts


def _compared(sort: str, op: Op, operands: list[float | int | str]) -> Sql:
    relation = Op.EQ if op is Op.HAS else op
    if sort != TEXT:
        return compared("l.number", relation, operands)
    texts = [str(operand) for operand in operands]
    start = compared_start(START, TEXT_INDEXED, relation, texts)
    parts = [Sql("l.number IS NULL"), start]
    if relation in (Op.EQ, Op.IN) and max(map(len, texts)) < TEXT_INDEXED:
        # What is shorter than the part is the whole. To say it twice would keep SQLite, which
        # replaces what equals something by that, from using the index.
        return every(parts)
    if relation is Op.EQ:
        return every([*parts, Sql("l.text BETWEEN ? AND ?", (texts[0], texts[0]))])
    return every([*parts, compared("l.text", relation, texts)])
