"""What is not as it was: the things whose answers to a question may be others than at a moment."""

from __future__ import annotations

from typing import NamedTuple

from tallystick.records.targets import Kind
from tallystick.store.sql import marks
from tallystick.store.sql.kinds import CODES, TABLES
from tallystick.store.sql.past.moment import Moment
from tallystick.store.sql.texts import TEXTS, as_list


class Facets(NamedTuple):
    """What the answer to a question depends on: whether on records, and on which keys.

    A record counts with its links to models.
    """

    record: bool = False
    keys: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return self.record or bool(self.keys)


NOTHING = Facets()


def changed(moment: Moment, kind: Kind, own: Facets, of_steps: Facets = NOTHING) -> dict[int, str]:
    """Things of a kind that were there and of which something of that changed since, by row.

    Each with its record as it was. `of_steps` is what runs have of their step runs.
    """
    selects, asked = [], []
    if own.keys:
        asked.append(as_list(sorted(own.keys)))
    if own:
        selects.append(_changed(moment, kind, own, f"?{len(asked)}"))
    if of_steps.keys:
        asked.append(as_list(sorted(of_steps.keys)))
    if of_steps:
        steps = _changed(moment, Kind.STEP_RUN, of_steps, f"?{len(asked)}")
        selects.append(
            f"SELECT r.pk FROM step_runs s CROSS JOIN runs r ON r.id = s.run_id "
            f"WHERE s.pk IN ({steps}) AND r.pk <= {moment.bound(Kind.RUN)}"
        )
    if not selects:
        return {}
    rows = moment.connection.execute(
        f"SELECT b.pk, {moment.body(kind, 'b')} FROM {TABLES[kind].name} b "
        f"WHERE b.pk IN ({' UNION '.join(selects)}) ORDER BY b.pk",
        asked,
    )
    return dict(rows.fetchall())


def _changed(moment: Moment, kind: Kind, facets: Facets, keys: str) -> str:
    """Their rows, as a select; the keys are a list as a parameter."""
    at = f"kind = {CODES[kind]} AND target = touched.pk"
    sources = []
    if facets.record:
        sources += [
            f"former_records WHERE {at} AND change > {moment.change}",
            f"model_links WHERE {at} AND since > {moment.change}",
            f"former_links WHERE {at} AND until > {moment.change}",
        ]
    if facets.keys:
        at_key = (
            f"{at} AND key IN (SELECT pk FROM keys k WHERE k.key IN ({TEXTS.replace('?', keys)}))"
        )
        sources += [
            f"current_values WHERE {at_key} AND entry > {moment.entry}",
            f"late_entries WHERE {at_key} AND change > {moment.change}",
        ]
    tests = " OR ".join(f"EXISTS (SELECT 1 FROM {source})" for source in sources)
    return f"SELECT touched.pk FROM ({_touched(moment, kind)}) touched WHERE {tests}"


def _touched(moment: Moment, kind: Kind) -> str:
    """Rows of things that were there and may have changed since, as a select; not many others."""
    change, bound, least = moment.change, moment.bound(kind), marks.LEAST_LEVEL
    # No change since has a number with more digits than the newest.
    levels = range(least, moment.newest.bit_length())
    nodes = ", ".join(f"({level}, {change >> (level + 1) << 1 | 1})" for level in levels)
    found = (
        # A command makes one thing of a kind at most.
        f"SELECT pk FROM (SELECT pk, made FROM {TABLES[kind].name} WHERE pk <= {bound} "
        f"ORDER BY pk DESC LIMIT {1 << least}) WHERE made >= {change >> least << least}"
    )
    if nodes:
        found += (
            f" UNION SELECT t.target FROM (VALUES {nodes}) n CROSS JOIN touches t "
            f"ON t.kind = {CODES[kind]} AND t.level = n.column1 AND t.node = n.column2 "
            f"WHERE t.target <= {bound}"
        )
    return found
