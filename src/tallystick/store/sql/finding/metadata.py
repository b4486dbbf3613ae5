"""What is in the index of values, in conditions: metadata and parameters.

Fields are leaves of current values and of parameters; or a value as its whole JSON text.
"""

from __future__ import annotations

from tallystick.query.comparing import TEXT, Scalar, scalar
from tallystick.query.conditions import JsonText, Literal, Op
from tallystick.store.sql.finding.comparing import begins, compared
from tallystick.store.sql.finding.dictionary import Indexed, Path
from tallystick.store.sql.finding.fragment import FALSE, TRUE, Sql, either, every, united
from tallystick.store.sql.finding.scope import Scope
from tallystick.store.sql.leaves import SORTS, TEXT_INDEXED

FULL = "(l.text || coalesce(l.rest, ''))"
"""The whole text of a leaf whose text may be long."""


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
    path = scope.path(field, below=op is Op.EXISTS)
    if path is None:
        return FALSE
    found = leaf(scope, "l", field, path).within("EXISTS (SELECT 1 FROM current_values l WHERE ")
    return either([found.then(each.within(" AND ", ")")) for each in holding(path, op, literals)])


def picked(scope: Scope, field: Indexed, op: Op, literals: tuple[Literal, ...]) -> Sql:
    """The things that fulfil the condition, by way of the index, as a select of rows.

    `field` is of the things themselves and not of a step. A thing may come several times.
    """
    path = scope.path(field, below=op is Op.EXISTS)
    if path is None:
        return NOTHING
    selects = []
    for holds in holding(path, op, literals):
        along = every([path.at("l"), Sql("l.indexed = 1"), holds])
        selects.append(along.within("SELECT l.target FROM current_values l WHERE "))
        apart = every([aside(scope, "l", path), holds])
        selects.append(apart.within(f"SELECT l.target FROM {ASIDE.format('l')} WHERE "))
    return united(selects) if selects else NOTHING


NOTHING = Sql("SELECT 0 WHERE FALSE")
"""No thing at all."""

# The cross join says which table to begin with.
ASIDE = "unindexed_targets u CROSS JOIN current_values {}"
"""Leaves of things whose values are not in the index."""


def aside(scope: Scope, alias: str, path: Path) -> Sql:
    """That row `alias` of `ASIDE` is at the path."""
    of_these = Sql(
        f"u.kind = {scope.code(None)} AND {alias}.kind = u.kind AND {alias}.target = u.target "
        f"AND {alias}.key = ?",
        (path.key,),
    )
    return every([of_these, path.at(alias)])


def holding(path: Path, op: Op, literals: tuple[Literal, ...]) -> list[Sql]:
    """What may hold of leaf `l` at the path, for it to be in the relation; one of these has to."""
    position = Sql("l.position > 0 AND l.sort IS NOT NULL" if op is Op.HAS else "l.position = 0")
    if op is Op.EXISTS:
        return [position]
    if op is Op.IS_NAN:
        is_nan = Sql("l.sort IS NULL AND l.number IS NULL AND l.type = 'float'")
        return [every([position, is_nan])]
    parts = []
    by_sort: dict[str, list[Scalar]] = {}
    for literal in literals:
        if (compares := scalar(literal)) is not None:
            by_sort.setdefault(compares[0], []).append(compares)
    for sort, scalars in by_sort.items():
        operands = [operand for _, operand in scalars]
        holds = _compared(sort, path, Op.EQ if op is Op.HAS else op, operands)
        if holds is not FALSE:
            parts.append(every([position, Sql(f"l.sort = {SORTS[sort]}"), holds]))
    if None in literals:
        anywhere = Sql("l.position > 0" if op is Op.HAS else "l.position = 0")
        parts.append(every([anywhere, Sql("l.sort IS NULL AND l.type = 'None'")]))
    return parts


def _compared(sort: str, path: Path, op: Op, operands: list[float | int | str]) -> Sql:
    if sort != TEXT:
        return compared("l.number", op, operands)
    is_text = Sql("l.number IS NULL")
    texts = [str(operand) for operand in operands]
    if not path.long:
        return every([is_text, compared("l.text", op, texts)])
    if op in (Op.EQ, Op.IN):
        return every([is_text, either([_equal(text) for text in texts])])
    return every([is_text, _start(op, texts[0]), compared(FULL, op, texts)])


def _equal(text: str) -> Sql:
    start, rest = text[:TEXT_INDEXED], text[TEXT_INDEXED:]
    return Sql("(l.text = ? AND l.rest IS ?)", (start, rest or None))


def _start(op: Op, text: str) -> Sql:
    """What holds of the first characters of a text that is in the relation; it is looked up."""
    cut = text[:TEXT_INDEXED]
    if op in (Op.GT, Op.GE):
        return Sql("l.text >= ?", (cut,))
    if op in (Op.LT, Op.LE):
        return Sql("l.text <= ?", (cut,))
    head = ""
    if op is Op.STARTSWITH:
        head = cut
    elif op is Op.GLOB:
        head = text.partition("*")[0].partition("?")[0][:TEXT_INDEXED]
    return begins("l.text", head) if head else TRUE


def json_text(scope: Scope, field: JsonText, op: Op, literals: tuple[Literal, ...]) -> Sql:
    """Whether the whole current value of a key, as JSON text, is in the relation."""
    if op is Op.IN and not literals:
        return FALSE
    holds = TRUE if op is Op.EXISTS else compared("e.value", op, [str(each) for each in literals])
    target = scope.target(field.step)
    return Sql(
        "EXISTS (SELECT 1 FROM current_values c JOIN entries e ON e.sequence = c.entry "
        f"WHERE c.kind = {scope.code(field.step)} AND c.target = {target.text} "
        "AND c.key = (SELECT pk FROM keys WHERE key = ?) "
        f"AND c.entry IS NOT NULL AND {holds.text})",
        (*target.parameters, field.key, *holds.parameters),
    )
