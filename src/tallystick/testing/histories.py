"""Random histories: commands that a store may be told, sensible ones and others. Needs Hypothesis.

Names, keys, values and times are drawn from small pools, so that they meet: names are taken,
entries arrive late, versions are asked for that were deleted.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, TypeVar
from uuid import UUID

from msgspec import Raw
from msgspec.structs import replace

from tallystick.records import commands
from tallystick.records.commands import Command
from tallystick.records.models import ModelDetails, Stage
from tallystick.records.runs import Failure, Status
from tallystick.records.steps import CacheKey
from tallystick.records.targets import Target
from tallystick.testing.commands import (
    Made,
    Thing,
    a_document,
    a_model,
    a_model_version,
    a_pipeline,
    a_run,
    a_step,
    an_artifact,
    artifact_of,
    delete,
    finish,
    link,
    log,
    moment,
    new_entries,
    promote,
    tag,
    target,
    update,
)
from tallystick.testing.drawing import Draw, Drawing
from tallystick.values import DType, Path, StorageSize, Uri, encode

M = TypeVar("M", bound=Made)

PROJECTS = [*["default"] * 8, "other"]
PIPELINES = ["training", "train", "other"]
RUNS = ["nightly", "nightly-1", "night_1", "abcd", "Nightly"]
STEPS = ["load", "train", "train_2"]
ARTIFACTS = ["data", "model", "date"]
MODELS = ["model", "mod", "forest"]
OUTPUTS = ["data", "model"]
TAGS = ["a", "b", "B"]
KEYS = ["a", "b", "a.b", "deep", "size", "\N{SNOWMAN}"]
PATHS = ["a", "b", '"a.b"', "deep", "deep.x", "deep.y.z", "size", "\N{SNOWMAN}", "missing"]
VERSIONS = [*[None] * 8, "1", "2", "7", "final", "v 1", "latest"]
AUTHORS = ["ada", "bob"]

SHORT, LONG = "z" * 199, "z" * 1_200
LONG_TEXTS = [
    *(SHORT + end for end in ("z", "za", "zb", "\U0001f600")),
    *(LONG + end for end in ("", "a", "b", "A needle")),
]
"""Texts that begin the same way and differ late: about where an index leaves off, and far on."""

NUMBERS: list[Any] = [
    *(0, 0.0, -0.0, 1, 1.0, 2.5, -1),
    *(2**53, 2**53 + 1, 2**53 + 2, -(2**53) - 1, 2**60, 10**400, -(10**400)),
    *(float("inf"), float("-inf"), float("nan"), StorageSize(2**53 + 1), timedelta(seconds=1)),
]
"""Numbers many of which are equal to others, or were before they became floats."""

VALUES: list[Any] = [
    0,
    1,
    2,
    2.5,
    -1,
    1.0,
    2**53 + 1,
    2**60,
    10**400,
    float("nan"),
    float("inf"),
    True,
    False,
    None,
    "",
    "x",
    "X",
    "xy",
    "10",
    "y%_*[z]",
    "\U0001f600",
    Uri("x"),
    Path("x/y"),
    DType("x"),
    StorageSize(2),
    timedelta(seconds=1),
    moment(0),
    moment(5.000001),
    date(2026, 1, 31),
    UUID(int=5),
    [],
    {},
    [1, "x", None, moment(0)],
    (1, 2.5),
    {2},
    {"x": 1},
    {"x": "x", "y": {"z": 2}},
    {"y": {"z": [1, "x"]}, "x": {}},
    {"x": None, "y": 1},
    LONG,
    LONG + "a",
    Uri(LONG),
    [LONG, LONG + "a"],
    {"x": LONG + "b"},
]

SECONDS = [0, 1, 2, 3, 5, 5.000001, 8, 13]
"""When things happen; time goes backwards as often as forwards."""


def _in_order(place: int) -> float | None:
    return place


def _backwards(place: int) -> float | None:
    return -place


def _repeated(place: int) -> float | None:
    return place * 7 % 5 / 2


def _nowhere(place: int) -> float | None:  # noqa: ARG001  # as the others
    return None


_ENDINGS = [*[Status.COMPLETED] * 4, *[Status.FAILED] * 2, Status.STOPPED, Status.RETRIED]


class History(Drawing):
    """What was said so far, and what may be said next.

    What a store refused is told to `undo`, so that most of what is said next is about things that
    exist; now and then it is not.
    """

    def __init__(self, draw: Draw) -> None:
        super().__init__(draw)
        self._ids = 0
        self._gone: list[Target] = []
        self._before: tuple[tuple[Made, ...], tuple[Command, ...]] = ((), ())
        self.made: tuple[Made, ...] = ()
        self.said: tuple[Command, ...] = ()

    def draw_from(self, draw: Draw) -> None:
        """Go on with other examples."""
        self._draw = draw

    def opening(self) -> tuple[Command, ...]:
        """A call that every store takes: a few things of each kind, and what was said of them."""
        runs = [a_run(name, run_id=self._id(), id=self._id(), at=moment(0)) for name in RUNS[:2]]
        steps = [
            a_step(run, name, step_run_id=self._id(), id=self._id(), at=moment(1))
            for run in runs
            for name in STEPS[:2]
        ]
        artifacts = [
            an_artifact(
                name, by=steps[0], artifact_version_id=self._id(), id=self._id(), at=moment(2)
            )
            for name in OUTPUTS
        ]
        version = a_model_version(
            MODELS[0], model_version_id=self._id(), id=self._id(), at=moment(3)
        )
        self.made = (*runs, *steps, *artifacts, version)
        entries = {key: self.one_of(VALUES) for key in KEYS}
        said = log((runs[0], steps[0], artifacts[0]), entries, id=self._id(), at=moment(4))
        finished = finish(
            steps[0], outputs=dict(zip(OUTPUTS, artifacts, strict=True)), id=self._id()
        )
        self.said = (*self.made, said, finished)
        return self.said

    def next_call(self, size: int) -> tuple[Command, ...]:
        """So many commands to be applied at once: mostly new ones, now and then an old one."""
        self._before = (self.made, self.said)
        return tuple(self._next() for _ in range(size))

    def series(self) -> tuple[Command, ...]:
        """A call that logs the same keys many times, on things or about an output.

        Of any values or of numbers, in order of time or not, with places in the series that come
        one after the other, backwards, several times or not at all.
        """
        self._before = (self.made, self.said)
        logged = self.one_of([History.log, History.log_in_step, History.log_about_output])(self)
        count, seed = self.one_of([20, 5, 40, 70, 150, 300]), self.one_of(range(100))
        values = self.one_of([VALUES, NUMBERS, [*NUMBERS, "x", None, {"x": 1}, {"x": 2**60}]])
        placed = self.one_of([_in_order, _backwards, _repeated, _nowhere])
        chosen = random.Random(seed)  # noqa: S311  # one draw for all of it
        call = tuple(
            replace(
                logged,
                id=self._id(),
                at=moment(chosen.choice(SECONDS) if seed % 2 else place),
                index=placed(place),
                entries=new_entries({e.key: chosen.choice(values) for e in logged.entries}),
            )
            for place in range(count)
        )
        self.said = (*self.said, call[-1])
        return call

    def long_texts(self) -> tuple[Command, ...]:
        """A call that logs a long text under one key on each of many things, newer than others."""
        self._before = (self.made, self.said)
        chosen = random.Random(self.one_of(range(100)))  # noqa: S311  # one draw for all of it
        return tuple(
            log(thing, {KEYS[0]: chosen.choice(LONG_TEXTS)}, id=self._id(), at=moment(SECONDS[-1]))
            for thing in self.made[:20]
        )

    def undo(self) -> None:
        """The last call was refused."""
        self.made, self.said = self._before

    @property
    def things(self) -> list[Thing]:
        """Everything that was made and not deleted by itself."""
        versions = self._all(commands.RecordArtifact)
        return [*self.made, *map(artifact_of, versions)]

    def _next(self) -> Command:
        if self.said and self.rarely():
            return self.one_of(self.said)
        command = self.one_of(_SAYINGS)(self)
        self.said = (*self.said, command)
        if isinstance(command, Made):
            self.made = (*self.made, command)
        if isinstance(command, commands.Delete):
            self.made = tuple(each for each in self.made if target(each) != command.target)
            self._gone.append(command.target)
        return command

    # What is said of everything.

    def _all(self, kind: type[M]) -> list[M]:
        return [thing for thing in self.made if isinstance(thing, kind)]

    def _id(self) -> UUID:
        """Ids in no order, and the same whenever the history is repeated."""
        self._ids += 1
        return UUID(bytes=hashlib.sha256(str(self._ids).encode()).digest()[:16], version=4)

    def _id_of_new(self, kind: type[M]) -> UUID:
        """An id for a new thing, now and then that of one that exists or existed."""
        known = [*map(target, self._all(kind)), *self._gone]
        return self.one_of(known).id if known and self.rarely() else self._id()

    def _common(self, thing: Thing | None = None) -> dict[str, Any]:
        """The fields of every command; the project is that of `thing`, unless by mistake."""
        fields = {
            "id": self._id(),
            "at": moment(self.one_of(SECONDS)),
            "author": self.one_of(AUTHORS),
        }
        if thing is None or isinstance(thing, Target) or self.rarely():
            fields["project"] = self.one_of(PROJECTS)
        return fields

    def _model_version_id(self) -> UUID | None:
        known = self._all(commands.CreateModelVersion)
        chosen = self.one_of([None, *known])
        return chosen.model_version_id if chosen else None

    def _entries(self) -> Mapping[str, Any]:
        return {key: self.one_of(VALUES) for key in self.some_of(KEYS, least=1, most=3)}

    def _parameters(self) -> dict[str, Raw]:
        return {name: Raw(encode(self.one_of(VALUES))) for name in self.some_of(KEYS)}

    # Things to speak of; now and then, and where there are none, some that no store knows.

    def _known(self, kind: type[M]) -> M | None:
        known = self._all(kind)
        return None if not known or self.rarely() else self.one_of(known)

    def _run(self) -> commands.StartRun:
        return self._known(commands.StartRun) or a_run(run_id=self._id())

    def _step(self) -> commands.StartStep:
        known = self._known(commands.StartStep)
        return known or a_step(self._run(), step_run_id=self._id())

    def _model_version(self) -> commands.CreateModelVersion:
        known = self._known(commands.CreateModelVersion)
        return known or a_model_version(model_version_id=self._id())

    def _thing(self) -> Thing:
        things = self.things
        return self._run() if not things or self.rarely() else self.one_of(things)

    # What may be said.

    def define_pipeline(self) -> Command:
        """A pipeline is defined, for the first time or again."""
        description = self.one_of([None, "", "a", "b"])
        name, tags = self.one_of(PIPELINES), self.some_of(TAGS)
        return a_pipeline(name, description=description, tags=tags, **self._common())

    def start_run(self) -> Command:
        """A run begins, of a known or a new pipeline."""
        return a_run(
            f"{self.one_of(RUNS)}{self.one_of(['', '', '2', '3', '%'])}",
            run_id=self._id_of_new(commands.StartRun),
            pipeline=self.one_of(PIPELINES),
            tags=self.some_of(TAGS),
            config=self.one_of([{}, {"a": (1, {"b": None})}]),
            parameters=self._parameters(),
            orchestrator=self.one_of(["local", "ray"]),
            model_version_id=self._model_version_id(),
            **self._common(),
        )

    def finish_run(self) -> Command:
        """A run ends, maybe again."""
        run = self._run()
        failure = self.one_of([None, Failure(type="E", message="m")])
        status = self.one_of([*_ENDINGS, Status.RUNNING])
        return finish(run, status, failure=failure, **self._common(run))

    def start_step(self) -> Command:
        """A step begins, on any artifacts."""
        run = self._run()
        inputs = {
            name: tuple(
                version.artifact_version_id
                for version in self.some_of(self._all(commands.RecordArtifact))
            )
            for name in self.some_of(["x", "y"])
        }
        return a_step(
            run,
            self.one_of(STEPS),
            step_run_id=self._id_of_new(commands.StartStep),
            inputs=inputs,
            parameters=self._parameters(),
            attempt=self.one_of([1, 2]),
            cache_key=self.one_of([None, CacheKey(digest="d", parts={"code": "c"})]),
            code_hash=self.one_of(["", "c"]),
            model_version_id=self._model_version_id(),
            **self._common(run),
        )

    def finish_step(self) -> Command:
        """A step ends, with any artifacts as outputs."""
        step = self._step()
        outputs = {
            name: self.some_of(self._all(commands.RecordArtifact), most=1)
            for name in self.some_of(OUTPUTS)
        }
        status = self.one_of([*_ENDINGS, Status.CACHED])
        usage = self.one_of([{}, {"cpu_s": 1.5}])
        return finish(step, status, outputs=outputs, usage=usage, **self._common(step))

    def complete_step(self) -> Command:
        """A step ends well, with what it recorded as outputs."""
        step = self._step()
        outputs = {
            version.output: version
            for version in self._all(commands.RecordArtifact)
            if version.producer_step_run_id == step.step_run_id and version.output
        }
        return finish(step, outputs=outputs, **self._common(step))

    def reuse_step(self) -> Command:
        """A step takes over what another made."""
        step = self._step()
        originals = [
            command.step_run_id
            for command in self.said
            if isinstance(command, commands.FinishStep) and command.status is Status.COMPLETED
        ]
        original = self.one_of(originals) if originals else self._step().step_run_id
        fields = self._common(step)
        return finish(step, Status.CACHED, original_step_run_id=original, **fields)

    def record_artifact(self) -> Command:
        """A version is stored, by a step or without one."""
        by = self.one_of([None, self._step()])
        fields = self._common(by)
        if by is not None:
            fields["output"] = self.one_of(OUTPUTS)
        return an_artifact(
            self.one_of(ARTIFACTS),
            by=by,
            artifact_version_id=self._id_of_new(commands.RecordArtifact),
            version=self.one_of(VERSIONS),
            facts=self.one_of([{}, self._entries()]),
            size_bytes=self.one_of([0, 5, 2**40]),
            safe=self.one_of([True, False]),
            tags=self.some_of(TAGS),
            artifact_tags=self.some_of(TAGS),
            **fields,
        )

    def define_model(self) -> Command:
        """A model is defined, for the first time or again."""
        details = self.one_of([ModelDetails(), ModelDetails(license="MIT", description="d")])
        name, tags = self.one_of(MODELS), self.some_of(TAGS)
        return a_model(name, details=details, tags=tags, **self._common())

    def create_model_version(self) -> Command:
        """A model gets a version."""
        return a_model_version(
            self.one_of(MODELS),
            self.one_of([*[None] * 8, "best", "final", "3", "production"]),
            model_version_id=self._id_of_new(commands.CreateModelVersion),
            description=self.one_of(["", "d"]),
            tags=self.some_of(TAGS),
            **self._common(),
        )

    def link(self) -> Command:
        """Things are linked to a model version, or no more."""
        version = self._model_version()
        artifacts = self.some_of(self._all(commands.RecordArtifact))
        runs = self.some_of(self._all(commands.StartRun))
        remove = self.one_of([False, False, True])
        return link(version, *artifacts, *runs, remove=remove, **self._common(version))

    def unlink(self) -> Command:
        """What was linked once is linked no more."""
        links = [each for each in self.said if isinstance(each, commands.LinkToModel)]
        if not links:
            return self.link()
        return replace(self.one_of(links), id=self._id(), remove=True)

    def promote(self) -> Command:
        """A model version changes its stage."""
        version = self._model_version()
        stage, force = self.one_of([*Stage]), self.one_of([False, True])
        return promote(version, stage, force=force, **self._common(version))

    def log(self) -> commands.LogMetadata:
        """Entries on a few things of any kind."""
        things = (self._thing(), *self.some_of(self.things))
        publisher = self.one_of([None, self._step().step_run_id])
        index = self.one_of([None, 0, 1.5])
        fields = self._common(things[0])
        return log(things, self._entries(), publisher=publisher, index=index, **fields)

    def log_in_step(self) -> commands.LogMetadata:
        """Entries on a step and its run, as a call inside of the step makes them."""
        step = self._step()
        run = next((run for run in self._all(commands.StartRun) if run.run_id == step.run_id), None)
        things = (step,) if run is None else (step, run)
        fields = self._common(step)
        return log(things, self._entries(), publisher=step.step_run_id, **fields)

    def log_about_output(self) -> commands.LogMetadata:
        """Entries about what a step will make, or has made."""
        step = self._step()
        output, fields = self.one_of(OUTPUTS), self._common(step)
        return log(step, self._entries(), output=output, publisher=step.step_run_id, **fields)

    def change_tags(self) -> Command:
        """Tags are added and removed."""
        thing = self._thing()
        add, remove = self.some_of(TAGS), self.some_of(TAGS)
        if not self.rarely():
            remove = tuple(each for each in remove if each not in add)
        return tag(thing, *add, remove=remove, **self._common(thing))

    def update(self) -> Command:
        """A thing gets another name, description or details."""
        thing = self._thing()
        fields = {
            "name": self.one_of([None, *ARTIFACTS, *MODELS, "5", "final"]),
            "description": self.one_of([*[None] * 6, "d"]),
            "details": self.one_of([*[None] * 6, ModelDetails(ethics="e")]),
        }
        return update(thing, **fields, **self._common(thing))

    def delete(self) -> Command:
        """A thing is gone, if it was there."""
        thing = self._thing()
        return delete(thing, **self._common(thing))

    def record_document(self) -> Command:
        """A text is kept."""
        fields = self._common()
        if self.one_of([True, False]):
            del fields["id"]
        return a_document(self.one_of(["a", "b"]), **fields)


Saying = Callable[[History], Command]

_SAYINGS: list[Saying] = [
    History.start_run,
    History.start_run,
    History.start_step,
    History.start_step,
    History.record_artifact,
    History.record_artifact,
    History.create_model_version,
    History.log,
    History.log,
    History.log_in_step,
    History.log_about_output,
    History.finish_step,
    History.complete_step,
    History.reuse_step,
    History.finish_run,
    History.promote,
    History.link,
    History.unlink,
    History.change_tags,
    History.update,
    History.define_pipeline,
    History.define_model,
    History.record_document,
    History.delete,
]
