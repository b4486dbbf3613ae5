"""From a store to the two cones of what is explained, read together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from tallystick.comparison import content
from tallystick.comparison.causes.cones import Cone, Node
from tallystick.comparison.reading import Reader
from tallystick.records.artifacts import ArtifactVersion
from tallystick.records.reading import Snapshot
from tallystick.records.runs import Run
from tallystick.records.steps import StepRun

MOST_GENERATIONS = 100
"""How far upstream of a run's own steps is looked: steps of earlier runs that made what they read,
those before them, and so on."""


def cone_pair(reader: Reader, before: Snapshot[Any], after: Snapshot[Any]) -> tuple[Cone, Cone]:
    """The cones of two runs, step runs or artifact versions.

    What both have read is the same in both, so nobody looks upstream of it.
    """
    sides = [_Side(reader, before), _Side(reader, after)]
    for _ in range(MOST_GENERATIONS):
        read = [side.unread() for side in sides]
        both = read[0] & read[1]
        went_on = [side.read(ids - both) for side, ids in zip(sides, read, strict=True)]
        if not any(went_on):
            break
    first, second = (side.cone() for side in sides)
    return first, second


class _Side:
    """One cone, as far as it was read."""

    def __init__(self, reader: Reader, top: Snapshot[Any]) -> None:
        self._reader = reader
        self._top = top
        self._steps: dict[UUID, Snapshot[StepRun]] = {}
        self._versions: dict[UUID, Snapshot[ArtifactVersion]] = {}
        self._followed: set[UUID] = set()
        self._tops: tuple[UUID, ...] = ()
        self._begin()

    def _begin(self) -> None:
        match self._top.record:
            case Run(id=id):
                self._add_run(id)
                self._tops = tuple(self._steps)
            case StepRun(id=id, run_id=run):
                self._tops = (id,)
                self._add_run(run)
                self._add([self._top])
            case ArtifactVersion(id=id, producer_step_run_id=maker):
                self._versions[id] = self._top
                self._tops = () if maker is None else (maker,)
                for made in self._reader.by_id(StepRun, [maker]):
                    self._add_run(made.run_id)

    def _add_run(self, run: UUID) -> None:
        """Take in all steps of a run: within it, they are who made what others read."""
        found = self._reader.snapshots(StepRun, [run], "run_id")
        last = {step.id for step in content.last_attempts(one.record for one in found)}
        ordered = sorted(found, key=lambda one: (one.record.started_at, one.record.id))
        self._add(one for one in ordered if one.record.id in last)

    def _add(self, steps: Iterable[Snapshot[StepRun]]) -> None:
        """Take in step runs, and what they read and wrote."""
        new = {one.record.id: one for one in steps}
        self._steps |= new
        ids = {
            id
            for one in new.values()
            for named in (one.record.inputs, one.record.outputs)
            for several in named.values()
            for id in several
        }
        missing = ids - self._versions.keys()
        found = self._reader.snapshots(ArtifactVersion, missing)
        self._versions |= {one.record.id: one for one in found}

    def unread(self) -> set[UUID]:
        """What was read and whose maker was not looked for."""
        made = {
            id
            for one in self._steps.values()
            for several in one.record.outputs.values()
            for id in several
        }
        inputs = {
            id
            for one in self._steps.values()
            for several in one.record.inputs.values()
            for id in several
        }
        return inputs - made - self._followed

    def read(self, versions: set[UUID]) -> bool:
        """Take in the makers of these versions; whether there were any."""
        self._followed |= versions
        makers = {
            found.record.producer_step_run_id
            for id in versions
            if (found := self._versions.get(id)) is not None
        }
        steps = self._reader.snapshots(StepRun, makers - self._steps.keys())
        self._add(steps)
        return bool(steps)

    def cone(self) -> Cone:
        """The cone, with the runs and documents that belong to it."""
        steps = [one.record for one in self._steps.values()]
        originals = self._reader.by_id(StepRun, (step.original_step_run_id for step in steps))
        made_in = {one.id: one.run_id for one in originals}
        runs = {
            run.id: run
            for run in self._reader.by_id(
                Run, [*(step.run_id for step in steps), *made_in.values()]
            )
        }
        top = self._top.record
        is_product = isinstance(top, ArtifactVersion)
        return Cone(
            name=content.label(top),
            run=top if isinstance(top, Run) else None,
            product=top.id if is_product else None,
            entries=self._top.entries,
            nodes=self._nodes(runs, made_in),
            tops=self._tops,
            versions=self._versions,
            environments=self._reader.environments(runs.values()),
            sources=self._reader.texts(step.source for step in steps),
        )

    def _nodes(self, runs: Mapping[UUID, Run], made_in: Mapping[UUID, UUID]) -> dict[UUID, Node]:
        own = {self._steps[id].record.run_id for id in self._tops if id in self._steps}
        nodes = {}
        for id, one in self._steps.items():
            step = one.record
            if step.run_id not in runs:
                continue
            original = step.original_step_run_id
            made = runs[step.run_id] if original is None else runs.get(made_in.get(original, id))
            is_inside = step.run_id in own
            nodes[id] = Node(step, runs[step.run_id], made, one.entries, is_inside)
        return nodes
