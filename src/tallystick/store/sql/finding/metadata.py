"""Metadata in conditions: leaves of current values, and their whole JSON text."""

from __future__ import annotations

from typing import NamedTuple

from tallystick.query.comparing import TEXT, Scalar, scalar
from tallystick.query.conditions import JsonText, Literal, Metadata, Op
from tallystick.records.targets import Kind
from tallystick.store.sql.connecting import Connection
from tallystick.store.sql.finding.comparing import among, compared
from tallystick.store.sql.finding.fragment import FALSE, Sql, either
from tallystick.store.sql.kinds import CODES
from tallystick.store.sql.leaves import SORTS
from tallystick.store.sql.texts import after_prefix, as_list


class Path(NamedTuple):
    """A path by number, and the number of the key it begins with."""

    pk: int
    key: int


class MetadataFields:
    """Conditions on the metadata of things of one kind and project, and of runs' steps."""

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

    def condition(self, field: Metadata, op: Op, literals: tuple[Literal, ...]) -> Sql:
        """Whether the leaf at the path, or for `has` one of its elements, is in the relation."""
        if op is Op.EXISTS:
            return self._exists(field)
        path = self.path(field)
        if path is None:
            return FALSE
        position = "l.position > 0" if op is Op.HAS else "l.position = 0"
        parts = []
        if None in literals:
            parts.append(self._leaf(field, path, position, Sql("l.type = 'None'")))
        by_sort: dict[str, list[Scalar]] = {}
        for literal in literals:
            if (compares := scalar(literal)) is not None:
                by_sort.setdefault(compares[0], []).append(compares)
        for sort, scalars in by_sort.items():
            holds = _holds(sort, op, [value for _, value in scalars])
            parts.append(self._leaf(field, path, position, holds))
        return either(parts)

    def _leaf(self, field: Metadata, path: Path, position: str, holds: Sql) -> Sql:
        target = self.target(field.step)
        return Sql(
            f"EXISTS (SELECT 1 FROM current_values l WHERE l.kind = {self.code(field.step)} "
            f"AND l.target = {target.text} AND l.key = ? AND l.path = ? AND {position} "
            f"AND {holds.text})",
            (*target.parameters, path.key, path.pk, *holds.parameters),
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
        if row is None:
            return FALSE
        texts = [str(literal) for literal in literals]
        if op is Op.EXISTS:
            holds = Sql("1")
        elif op is Op.IN:
            holds = among("e.value", texts) if texts else FALSE
        else:
            holds = compared("e.value", op, texts[0])
        target = self.target(field.step)
        return Sql(
            "EXISTS (SELECT 1 FROM current_values c JOIN entries e ON e.sequence = c.entry "
            f"WHERE c.kind = {self.code(field.step)} AND c.target = {target.text} AND c.key = ? "
            f"AND c.entry IS NOT NULL AND {holds.text})",
            (*target.parameters, row[0], *holds.parameters),
        )


def _holds(sort: str, op: Op, operands: list[float | int | str]) -> Sql:
    """Whether leaf `l` is of the sort and in the relation to the operands."""
    column = "l.text" if sort == TEXT else "l.number"
    holds = among(column, operands) if op is Op.IN else compared(column, op, operands[0])
    return Sql(f"l.sort = {SORTS[sort]} AND {holds.text}", holds.parameters)
