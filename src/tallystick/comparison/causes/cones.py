"""Cones: a run, or a step of one, with everything upstream of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from tallystick.comparison.content import absent, label
from tallystick.comparison.rows import MISSING
from tallystick.records.artifacts import ArtifactVersion
from tallystick.records.metadata import Entry
from tallystick.records.reading import Snapshot
from tallystick.records.runs import Run, Status
from tallystick.records.steps import StepRun


class Node(NamedTuple):
    """One step run of a cone.

    `made_in` is the run in which its result was made: another than `run` where it was taken over
    from the cache; None where that run was deleted. `is_inside` says whether it is a step of the
    very run that is explained, and not of an earlier one that made something it read.
    """

    step: StepRun
    run: Run
    made_in: Run | None
    entries: tuple[Entry, ...] = ()
    is_inside: bool = True

    @property
    def is_cached(self) -> bool:
        """Whether its result was taken over."""
        return self.step.status is Status.CACHED

    @property
    def name(self) -> str:
        """The step's name; of steps of other runs with the pipeline before it."""
        return self.step.name if self.is_inside else f"{self.run.pipeline}::{self.step.name}"


@dataclass(frozen=True, kw_only=True)
class Cone:
    """What is explained, and what is upstream of it.

    `nodes` are the step runs by id; `tops` those that the walk upstream begins with, in order of
    their start. `run` is given where a whole run is explained, and `product` where one artifact
    version is. `entries` are the current entries of what is explained. `versions` are what the
    nodes read and wrote, as far as it is still there; `environments` and `sources` are documents
    by their hash.
    """

    name: str
    run: Run | None = None
    product: UUID | None = None
    entries: tuple[Entry, ...] = ()
    nodes: Mapping[UUID, Node]
    tops: tuple[UUID, ...]
    versions: Mapping[UUID, Snapshot[ArtifactVersion]] = field(default_factory=dict)
    environments: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)

    def version(self, id: UUID) -> ArtifactVersion | None:
        """An artifact version; None where it was deleted or is of another project."""
        found = self.versions.get(id)
        return None if found is None else found.record

    def said(self, id: UUID | None) -> Any:
        """What an artifact version is called; `MISSING` for None."""
        if id is None:
            return MISSING
        version = self.version(id)
        return absent(id) if version is None else label(version)

    @property
    def ended_at(self) -> datetime | None:
        """When what is explained ended; None for an artifact version, and for what goes on."""
        if self.run is not None or self.product is not None:
            return self.run.ended_at if self.run else None
        return next((self.nodes[id].step.ended_at for id in self.tops if id in self.nodes), None)

    def producer(self, version: UUID, reader: Node) -> Node | None:
        """The step run that made a version, or took it over within the reader's run."""
        makers = self._makers.get(version, ())
        own = (node for node in makers if node.run.id == reader.run.id)
        made = (node for node in makers if not node.is_cached)
        return next(own, None) or next(made, None) or next(iter(makers), None)

    def environment(self, node: Node) -> Mapping[str, Any] | None:
        """What the node's result was made in; None where that is not recorded."""
        if node.made_in is None or node.made_in.environment is None:
            return None
        return self.environments.get(node.made_in.environment)

    @cached_property
    def _makers(self) -> Mapping[UUID, list[Node]]:
        makers: dict[UUID, list[Node]] = {}
        for node in self.nodes.values():
            for several in node.step.outputs.values():
                for id in several:
                    makers.setdefault(id, []).append(node)
        return makers


def same_content(before: Cone, one: UUID | None, after: Cone, other: UUID | None) -> bool:
    """Whether two artifact versions hold the same: by their hash, by id where there is none."""
    if one is None or other is None or one == other:
        return one == other
    old, new = before.version(one), after.version(other)
    if old is None or new is None:
        return False
    return bool(old.sha256) and old.sha256 == new.sha256
