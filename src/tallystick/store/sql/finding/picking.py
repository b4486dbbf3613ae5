"""The things that fulfil a condition, found by putting together what the indexes have.

Each leaf of the condition that an index knows is read as a set of rows; `All`, `Any` and `Not` are
intersection, union and complement of these. So it does not matter how conditions that hold of many
things each go together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from tallystick.query.conditions import (
    All,
    Any,
    Builtin,
    Compare,
    Condition,
    JsonText,
    Not,
    Op,
    Related,
)
from tallystick.records.targets import Kind
from tallystick.store.sql.connection import Connection
from tallystick.store.sql.finding import builtin, metadata, relatives
from tallystick.store.sql.finding.conditions import compiled
from tallystick.store.sql.finding.fragment import Sql, every, united
from tallystick.store.sql.finding.sampling import Leaf, Sample, cost_us
from tallystick.store.sql.finding.scope import Scope

_ROW_US, _TEXT_US, _STEP_US, _RELATIVE_US = 0.25, 0.2, 4.0, 15.0
"""Microseconds to read one row of an index, to look into one text, to go from a step to its run,
to walk to one relative.
"""

_WITHIN_TEXTS = (Op.CONTAINS, Op.ENDSWITH, Op.GLOB)

_EVERYTHING = 0


class Picked(NamedTuple):
    """Things by their rows: these, or where `others` all but these.

    All that fulfil the condition are among them, and where `exact` nothing else.
    """

    pks: frozenset[int]
    others: bool = False
    exact: bool = True


class Picking(NamedTuple):
    """What to read for it, and what that may cost in microseconds; others as in `Picked`.

    Leaves are told apart as objects: True is equal to 1, and holds of other things.
    """

    selects: dict[int, Sql]
    cost_us: float
    others: bool
    exact: bool


def picking(condition: Condition, scope: Scope, sample: Sample) -> Picking | None:
    """How to pick what fulfils the condition; None where no index tells."""
    found = _Planner(scope, sample).plan(condition)
    if found is None or not found.others:
        return found
    everything = {_EVERYTHING: _everything(scope)}
    return found._replace(
        selects=found.selects | everything, cost_us=found.cost_us + sample.things * _ROW_US
    )


def _everything(scope: Scope) -> Sql:
    t = scope.alias
    return scope.is_here.within(f"SELECT {t}.pk FROM {scope.table.name} {t} WHERE ")


def pick(connection: Connection, condition: Condition, picking: Picking) -> Picked:
    """What fulfils the condition, by reading that; none of it is `others`."""
    sets = _read(connection, picking.selects)
    picked = _put_together(condition, sets)
    if picked is None:
        raise TypeError(f"Nothing was read of {condition!r}.")
    if picked.others:
        return Picked(sets[_EVERYTHING] - picked.pks, exact=picked.exact)
    return picked


def _read(connection: Connection, selects: dict[int, Sql]) -> dict[int, frozenset[int]]:
    if not selects:
        return {}
    # As one text for each set: to read row after row takes Python twice as long.
    texts = united(
        select.within(
            "SELECT group_concat(pk) FROM (SELECT 0 AS pk WHERE FALSE UNION ALL SELECT * FROM (",
            "))",
        )
        for select in selects.values()
    )
    rows = connection.execute(*texts).fetchall()
    return {
        name: frozenset(_numbers(f"[{text}]")) if text else frozenset()
        for name, (text,) in zip(selects, rows, strict=True)
    }


_numbers = msgspec.json.Decoder(list[int]).decode


class _Planner:
    """Chooses what to read."""

    def __init__(self, scope: Scope, sample: Sample) -> None:
        self._scope = scope
        self._sample = sample

    def plan(self, condition: Condition) -> Picking | None:
        """What to read for a condition."""
        match condition:
            case All(parts):
                return self._all(parts)
            case Any(parts):
                return _any([self.plan(part) for part in parts])
            case Not(part):
                plan = self.plan(part)
                return plan._replace(others=not plan.others) if plan and plan.exact else None
            case _:
                return self._leaf(condition)

    def _all(self, parts: Sequence[Condition]) -> Picking | None:
        """As many of the parts as pay, beginning with what holds of the fewest."""
        by_share = sorted((self._sample.share(part), place) for place, part in enumerate(parts))
        plans = [(share, parts[place], self.plan(parts[place])) for share, place in by_share]
        known = [(share, part, plan) for share, part, plan in plans if plan is not None]
        if parts and not known:
            return None
        chosen: list[Picking] = []
        left = self._sample.things
        for share, part, plan in known:
            if not chosen or plan.cost_us < left * cost_us(part):
                chosen.append(plan)
                left *= share
        return Picking(
            _merged(chosen),
            sum(plan.cost_us for plan in chosen),
            others=all(plan.others for plan in chosen),
            exact=len(chosen) == len(parts) and all(plan.exact for plan in chosen),
        )

    def _leaf(self, leaf: Leaf) -> Picking | None:
        select = _select(leaf, self._scope)
        if select is None:
            return None
        share, things = self._sample.share(leaf), self._sample.indexed
        is_negative = isinstance(leaf, Compare) and leaf.op is Op.NE
        if isinstance(leaf, Related):
            cost = (share + 0.01) * self._sample.things * _RELATIVE_US
        else:
            cost = (1 - share if is_negative else share) * things * _ROW_US
            cost += share * things * _STEP_US if leaf.field.step is not None else 0
            # No index is in the order of what is within texts.
            cost += things * _TEXT_US if leaf.op in _WITHIN_TEXTS else 0
        return Picking({id(leaf): select}, cost, others=is_negative, exact=True)


def _any(plans: Sequence[Picking | None]) -> Picking | None:
    known = [plan for plan in plans if plan is not None]
    if len(known) < len(plans):
        return None
    return Picking(
        _merged(known),
        sum(plan.cost_us for plan in known),
        others=any(plan.others for plan in known),
        exact=all(plan.exact for plan in known),
    )


def _merged(plans: Iterable[Picking]) -> dict[int, Sql]:
    return {leaf: select for plan in plans for leaf, select in plan.selects.items()}


def _select(leaf: Leaf, scope: Scope) -> Sql | None:
    """The things that the leaf holds of, or where it is `NE` those that it does not hold of."""
    if isinstance(leaf, Related):
        return related(leaf, scope)
    field, op, literals = leaf.field, leaf.op, leaf.values
    op = Op.EQ if op is Op.NE else op
    if isinstance(field, JsonText):
        return None
    if field.step is not None:
        return _by_step(leaf, field.step, scope)
    if isinstance(field, Builtin):
        return builtin.picked(scope, field, op, literals)
    return metadata.picked(scope, field, op, literals)


def _by_step(compare: Compare, name: str, scope: Scope) -> Sql | None:
    """The runs whose last step of that name the comparison holds of."""
    of_step = replace(compare, field=replace(compare.field, step=None))
    steps = _select(of_step, scope.of_steps())
    if steps is None:
        return None
    t = scope.alias
    named = every(
        [Sql("l.run_id = s.run_id AND l.name = ?", (name,)), scope.was_there(Kind.STEP_RUN, "l.pk")]
    )
    is_last = named.within("s.pk = (SELECT max(l.pk) FROM step_runs l WHERE ", ")")
    runs = f" CROSS JOIN step_runs s ON s.pk = p.pk CROSS JOIN runs {t} ON {t}.id = s.run_id"
    found = steps.within(
        f"SELECT {scope.pk} FROM (SELECT 0 AS pk WHERE FALSE UNION ALL ", f") p{runs}"
    )
    return found.then(every([Sql("s.name = ?", (name,)), is_last]).within(" WHERE "))


def related(condition: Related, scope: Scope) -> Sql:
    """The things of which something in that direction fulfils the condition."""
    relative = scope.within(condition.kind)
    holds = compiled(condition.where, relative)
    few = _narrowest(condition.where, relative)
    if few is not None:
        holds = few.within(f"{relative.pk} IN (", ") AND ").then(holds)
    if scope.then.corrected is not None:
        holds = scope.then.corrected(relative, condition.where, holds)
    return relatives.picked(scope, condition.direction, relative, holds)


def _narrowest(condition: Condition, scope: Scope) -> Sql | None:
    """Those of which a comparison holds that has to hold; most likely the fewest."""
    needed = condition.conditions if isinstance(condition, All) else (condition,)
    compares = [part for part in needed if isinstance(part, Compare) and part.op is not Op.NE]
    equal_first = sorted(compares, key=lambda compare: compare.op not in (Op.EQ, Op.IN, Op.HAS))
    selects = (_select(compare, scope) for compare in equal_first)
    return next((select for select in selects if select is not None), None)


def _put_together(condition: Condition, sets: dict[int, frozenset[int]]) -> Picked | None:
    """What is known by these sets; None where they tell nothing."""
    match condition:
        case All(parts):
            found = [_put_together(part, sets) for part in parts]
            known = [each for each in found if each is not None]
            whole = reduce(_both, known, Picked(frozenset(), others=True))
            if parts and not known:
                return None
            return whole._replace(exact=whole.exact and len(known) == len(found))
        case Any(parts):
            found = [_put_together(part, sets) for part in parts]
            known = [each for each in found if each is not None]
            return reduce(_one, known, Picked(frozenset())) if len(known) == len(found) else None
        case Not(part):
            picked = _put_together(part, sets)
            return _opposite(picked) if picked and picked.exact else None
        case _ if id(condition) in sets:
            is_negative = isinstance(condition, Compare) and condition.op is Op.NE
            return Picked(sets[id(condition)], others=is_negative)
        case _:
            return None


def _opposite(picked: Picked) -> Picked:
    return picked._replace(others=not picked.others)


def _both(a: Picked, b: Picked) -> Picked:
    exact = a.exact and b.exact
    if a.others and b.others:
        return Picked(a.pks | b.pks, others=True, exact=exact)
    if a.others:
        return Picked(b.pks - a.pks, exact=exact)
    return Picked(a.pks - b.pks if b.others else a.pks & b.pks, exact=exact)


def _one(a: Picked, b: Picked) -> Picked:
    return _opposite(_both(_opposite(a), _opposite(b)))
