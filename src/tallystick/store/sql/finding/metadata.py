"""Metadata in conditions and orders: leaves of current values, and their whole JSON text."""

from __future__ import annotations

from typing import NamedTuple

from tallystick.query.comparing import TEXT, Scalar, scalar
from tallystick.query.conditions import JsonText, Literal, Metadata, Op
from tallystick.records.targets import Kind
from tallystick.store.sql.connecting import Connection
from tallystick.store.sql.finding.comparing import compared, compared_start
from tallystick.store.sql.finding.fragment import FALSE, TRUE, Sql, either, every
from tallystick.store.sql.kinds import CODES
from tallystick.store.sql.leaves import SORTS, TEXT_INDEXED
from tallystick.store.sql.texts import after_prefix, as_list

START = f"substr(l.text, 1, {TEXT_INDEXED})"
"""The part of a leaf's text that the indexes hold, written as in `schema.py`."""


class Path(NamedTuple):
    """A path by number, and the number of the key it begins with."""

    pk: int
    key: int


class Unindexed(NamedTuple):
    """Tables to select from, and which of their rows."""

    source: str
    where: Sql


class MetadataFields:
    """The metadata of things of one kind and project, and of runs' steps."""

    def __init__(self, connection: Connection, kind: Kind, project: str) -> None:
        self._execute = connection.execute
        self._kind = kind
        self._project = project

    def target(self, step: str | None) -> Sql:
        """The row that metadata is looked up on: the thing's, or its last step's of this name."""
        if step is None:
            return Sql("t.pk")
        return Sql(
            "(SELECT max(s.pk) FROM step_runs s WHERE s.run_id = t.id AND s.name = ?)", (step,)
        )

    def code(self, step: str | None) -> int:
        """The number of the kind that metadata is looked up on."""
        return CODES[self._kind if step is None else Kind.STEP_RUN]

    def path(self, field: Metadata) -> Path | None:
        """The field's path; None where nothing was ever logged there."""
        row = self._execute(
            "SELECT pk, key FROM paths WHERE project = ? AND kind = ? AND path = ?",
            (self._project, self.code(field.step), field.path),
        ).fetchone()
        return None if row is None else Path(*row)

    def leaf(self, alias: str, field: Metadata, path: Path) -> Sql:
        """That row `alias` is about the path, on the thing that `t` is."""
        target = self.target(field.step)
        return Sql(
            f"{alias}.kind = {self.code(field.step)} AND {alias}.target = {target.text} "
            f"AND {alias}.key = ? AND {alias}.path = ?",
            (*target.parameters, path.key, path.pk),
        )

    def condition(self, field: Metadata, op: Op, literals: tuple[Literal, ...]) -> Sql:
        """Whether the leaf at the path, or for `has` one of its elements, is in the relation."""
        if op is Op.EXISTS:
            return self._exists(field)
        path = self.path(field)
        if path is None:
            return FALSE
        found = self.leaf("l", field, path).within("EXISTS (SELECT 1 FROM current_values l WHERE ")
        return either([found.then(each.within(" AND ", ")")) for each in _holding(op, literals)])

    def targets(self, path: Path, op: Op, literals: tuple[Literal, ...]) -> Sql:
        """The things themselves that fulfil the condition, by way of the index.

        The condition is one that a leaf must compare for: not `exists`, and not with None.
        """
        indexed = Sql("SELECT l.target FROM current_values l WHERE l.path = ?", (path.pk,))
        source, where = self.unindexed(path)
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

    def unindexed(self, path: Path) -> Unindexed:
        """Leaves `l` at the path of things whose values are not in the index."""
        # The cross join says which table to begin with.
        return Unindexed(
            "unindexed_targets u CROSS JOIN current_values l",
            Sql(
                f"u.kind = {self.code(None)} AND l.kind = u.kind AND l.target = u.target "
                "AND l.key = ? AND l.path = ?",
                (path.key, path.pk),
            ),
        )

    def _exists(self, field: Metadata) -> Sql:
        code = self.code(field.step)
        below = field.path + "."
        rows = self._execute(
            "SELECT pk, key FROM paths WHERE project = ?1 AND kind = ?2 "
            "AND (path = ?3 OR (path >= ?4 AND path < ?5))",
            (self._project, code, field.path, below, after_prefix(below)),
        ).fetchall()
        if not rows:
            return FALSE
        target = self.target(field.step)
        # What is below a path begins with the same key.
        return Sql(
            f"EXISTS (SELECT 1 FROM current_values l WHERE l.kind = {code} "
            f"AND l.target = {target.text} "
            "AND l.key = ? AND l.path IN (SELECT value FROM json_each(?)))",
            (*target.parameters, rows[0][1], as_list([pk for pk, _ in rows])),
        )

    def json_text(self, field: JsonText, op: Op, literals: tuple[Literal, ...]) -> Sql:
        """Whether the whole current value of a key, as JSON text, is in the relation."""
        row = self._execute("SELECT pk FROM keys WHERE key = ?", (field.key,)).fetchone()
        if row is None or (op is Op.IN and not literals):
            return FALSE
        texts = [str(literal) for literal in literals]
        holds = TRUE if op is Op.EXISTS else compared("e.value", op, texts)
        target = self.target(field.step)
        return Sql(
            "EXISTS (SELECT 1 FROM current_values c JOIN entries e ON e.sequence = c.entry "
            f"WHERE c.kind = {self.code(field.step)} AND c.target = {target.text} AND c.key = ? "
            f"AND c.entry IS NOT NULL AND {holds.text})",
            (*target.parameters, row[0], *holds.parameters),
        )


def _holding(op: Op, literals: tuple[Literal, ...]) -> list[Sql]:
    """What may hold of leaf `l`, for it to be in the relation; one of these has to."""
    position = Sql("l.position > 0" if op is Op.HAS else "l.position = 0")
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
