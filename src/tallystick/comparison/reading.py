"""From a store to subjects: everything about things that is compared.

The number of statements does not depend on how many things there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from tallystick.comparison import content
from tallystick.comparison.subjects import Section, Subject
from tallystick.query.conditions import Builtin, Compare, Op
from tallystick.query.query import Query
from tallystick.records.artifacts import ArtifactVersion
from tallystick.records.models import ModelVersion
from tallystick.records.reading import KINDS, R, Snapshot, target_of
from tallystick.records.runs import Run
from tallystick.records.steps import StepRun
from tallystick.store.base import Store

_READ = ("version", "sha256")
_WRITTEN = ("version", "size", "sha256")


class Reader:
    """Reads what belongs to things of one project of a store."""

    def __init__(self, store: Store, project: str) -> None:
        self._store = store
        self._project = project

    def subjects(self, snapshots: Sequence[Snapshot[Any]]) -> list[Subject]:
        """Each thing with all that is compared of it. They are of one kind."""
        match snapshots[0].record:
            case Run():
                return self._runs(snapshots)
            case StepRun():
                return self._steps(snapshots)
            case ArtifactVersion():
                return [self._artifact(snapshot) for snapshot in snapshots]
            case _:
                return self._model_versions(snapshots)

    def by_id(self, kind: type[R], ids: Iterable[UUID | None], field: str = "id") -> list[R]:
        """Records whose field has one of these values, the newest first."""
        return [found.record for found in self._found(kind, ids, field, metadata=False)]

    def snapshots(
        self, kind: type[R], ids: Iterable[UUID | None], field: str = "id"
    ) -> list[Snapshot[R]]:
        """The same with their current entries."""
        return self._found(kind, ids, field, metadata=True)

    def _found(
        self, kind: type[R], ids: Iterable[UUID | None], field: str, *, metadata: bool
    ) -> list[Snapshot[R]]:
        wanted = tuple(dict.fromkeys(id for id in ids if id is not None))
        if not wanted:
            return []
        query = Query(
            kind=KINDS[kind],
            project=self._project,
            where=Compare(Builtin(field), Op.IN, wanted),
            limit=None,
            metadata=metadata,
        )
        return cast("list[Snapshot[R]]", list(self._store.find(query).items))

    def versions(self, steps: Iterable[StepRun]) -> dict[UUID, ArtifactVersion]:
        """What the steps read and wrote, without what was deleted."""
        ids = [
            id
            for step in steps
            for named in (step.inputs, step.outputs)
            for several in named.values()
            for id in several
        ]
        return {version.id: version for version in self.by_id(ArtifactVersion, ids)}

    def environments(self, runs: Iterable[Run]) -> dict[str, Mapping[str, Any]]:
        """The environments of runs by the hashes of their documents."""
        texts = self.texts(run.environment for run in runs)
        return {sha256: content.environment(text) for sha256, text in texts.items()}

    def texts(self, hashes: Iterable[str | None]) -> dict[str, str]:
        """Documents by their hashes."""
        wanted = [one for one in hashes if one is not None]
        return {one.sha256: one.text for one in self._store.documents(wanted)}

    def _models(self, of: Iterable[Run | StepRun]) -> dict[UUID | None, ModelVersion]:
        return {
            model.id: model
            for model in self.by_id(ModelVersion, (one.model_version_id for one in of))
        }

    def _runs(self, snapshots: Sequence[Snapshot[Run]]) -> list[Subject]:
        runs = [snapshot.record for snapshot in snapshots]
        of_run: dict[UUID, list[StepRun]] = defaultdict(list)
        for step in self.by_id(StepRun, (run.id for run in runs), "run_id"):
            of_run[step.run_id].append(step)
        last = {run.id: content.last_attempts(of_run[run.id]) for run in runs}
        versions = self.versions(step for steps in last.values() for step in steps)
        models, environments = self._models(runs), self.environments(runs)
        return [
            _subject(
                snapshot,
                snapshot.record.name,
                {
                    Section.FACTS: content.run_facts(run, models.get(run.model_version_id)),
                    Section.PARAMETERS: content.parameters(run),
                    Section.INPUTS: {
                        s.name: content.linked(s.inputs, versions, *_READ) for s in last[run.id]
                    },
                    Section.CODE: content.run_code(run, last[run.id]),
                    Section.ENVIRONMENT: environments.get(run.environment or "", {}),
                    Section.OUTPUTS: {
                        s.name: content.linked(s.outputs, versions, *_WRITTEN) for s in last[run.id]
                    },
                },
            )
            for snapshot, run in zip(snapshots, runs, strict=True)
        ]

    def _steps(self, snapshots: Sequence[Snapshot[StepRun]]) -> list[Subject]:
        steps = [snapshot.record for snapshot in snapshots]
        runs = {run.id: run for run in self.by_id(Run, (step.run_id for step in steps))}
        versions, models = self.versions(steps), self._models(steps)
        environments = self.environments(runs.values())
        return [
            _subject(
                snapshot,
                f"{runs[step.run_id].name}::{step.name}",
                {
                    Section.FACTS: content.step_facts(step, models.get(step.model_version_id)),
                    Section.PARAMETERS: content.parameters(step),
                    Section.INPUTS: content.linked(step.inputs, versions, *_READ),
                    Section.CODE: {**runs[step.run_id].code, **content.step_code(step)},
                    Section.ENVIRONMENT: environments.get(runs[step.run_id].environment or "", {}),
                    Section.OUTPUTS: content.linked(step.outputs, versions, *_WRITTEN),
                },
            )
            for snapshot, step in zip(snapshots, steps, strict=True)
        ]

    def _artifact(self, snapshot: Snapshot[ArtifactVersion]) -> Subject:
        facts = {Section.FACTS: content.artifact_facts(snapshot.record)}
        return _subject(snapshot, content.label(snapshot.record), facts)

    def _model_versions(self, snapshots: Sequence[Snapshot[ModelVersion]]) -> list[Subject]:
        links = self._store.links(snapshot.record.id for snapshot in snapshots)
        ids = {target.id for targets in links.values() for target in targets}
        found: list[ArtifactVersion | Run] = []
        found += self.by_id(ArtifactVersion, ids)
        found += self.by_id(Run, ids)
        known = {one.id: one for one in found}
        return [
            self._model(snapshot, [known[t.id] for t in links[snapshot.record.id] if t.id in known])
            for snapshot in snapshots
        ]

    def _model(
        self, snapshot: Snapshot[ModelVersion], belonging: Sequence[ArtifactVersion | Run]
    ) -> Subject:
        version = snapshot.record
        in_order = sorted(belonging, key=lambda one: (one.created_at, one.id))
        artifacts = [one for one in in_order if isinstance(one, ArtifactVersion)]
        runs = [one for one in in_order if isinstance(one, Run)]
        by_name: dict[str, list[UUID]] = defaultdict(list)
        for one in artifacts:
            by_name[one.artifact].append(one.id)
        outputs = content.linked(by_name, {one.id: one for one in artifacts}, *_WRITTEN)
        sections = {
            Section.FACTS: {
                **content.model_facts(version),
                "runs": [run.name for run in runs],
            },
            Section.OUTPUTS: outputs,
        }
        return _subject(snapshot, content.label(version), sections)


def _subject(snapshot: Snapshot[Any], name: str, sections: content.Sections) -> Subject:
    values = {**sections, Section.METADATA: content.metadata(snapshot.entries)}
    return Subject(target_of(snapshot.record), name, values)
