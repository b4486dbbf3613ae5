"""A store as large as a team makes in years, built once and kept in `.cache/`.

Every run reads one of a thousand data sets, trains a model on it and logs metrics, texts and
nested values. What is generated is the same every time; it goes through the store's own commands,
so that it is what people would have written, only faster.
"""

from __future__ import annotations

import hashlib
import math
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from msgspec import Raw

from tallystick.records.artifacts import ArtifactType
from tallystick.records.commands import (
    Command,
    CreateModelVersion,
    FinishRun,
    FinishStep,
    LinkToModel,
    LogMetadata,
    RecordArtifact,
    StartRun,
    StartStep,
)
from tallystick.records.metadata import NewEntry
from tallystick.records.runs import Failure, Status
from tallystick.records.targets import Kind, Target
from tallystick.store.sql import SqlStore
from tallystick.store.sql.connections import Writer
from tallystick.store.sql.creating import statements
from tallystick.store.sql.revisions import head
from tallystick.values import StorageSize, encode

CACHE = Path(__file__).parent.parent / ".cache"
DATA_SETS = 1_000
_BATCH = 2_000
_BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
_LICENSES = ("mit", "apache-2.0", "cc-by", "proprietary")
_OPTIMIZERS = ("adam", "sgd", "rmsprop", "lion")
_WORDS = (
    *("baseline", "retry", "larger", "smaller", "warmup", "cosine", "dropout", "augmented"),
    *("cleaned", "holdout", "ensemble", "distilled", "frozen", "tuned", "fold", "shuffled"),
    *("balanced", "nightly"),
)
_GOING = 50
"""The last runs are still going on."""


@dataclass(frozen=True)
class Size:
    """So many runs with so many keys each."""

    runs: int
    keys: int

    @property
    def name(self) -> str:
        return f"search-{self.runs}x{self.keys}"


LARGE = Size(100_000, 30)
HUGE = Size(1_000_000, 10)


def generated(size: Size, folder: Path = CACHE) -> Path:
    """The folder of a store of this size, made unless it is there already."""
    # Another schema or generator makes another store.
    source = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:8]
    goal = folder / f"{size.name}-{head()}-{source}"
    if not goal.exists():
        for earlier in folder.glob(f"{size.name}-*"):
            shutil.rmtree(earlier)
        unfinished = folder / f"{size.name}-unfinished"
        build(unfinished, size)
        unfinished.rename(goal)
    return goal


def build(folder: Path, size: Size) -> None:
    """Make the store in `folder`, from nothing."""
    shutil.rmtree(folder, ignore_errors=True)
    store = SqlStore.open(folder)
    commands = Generator(size).commands()
    store.apply(*islice(commands, 1))
    store.connections.write(_relax)
    while batch := list(islice(commands, _BATCH)):
        store.apply(*batch)
    store.connections.write(_tighten)
    store.close()


_SEARCHED = [text for text in statements() if text.startswith("CREATE INDEX current_values")]


def _relax(writer: Writer) -> None:
    """If the machine stops now the store is lost, and made again."""
    execute = writer.connection.execute
    for statement in _SEARCHED:
        # CREATE INDEX name ON table (...)
        execute(f"DROP INDEX {statement.split()[2]}")
    execute("COMMIT")
    execute("PRAGMA synchronous = OFF")
    execute("PRAGMA cache_size = -2000000")
    execute("BEGIN")


def _tighten(writer: Writer) -> None:
    for statement in _SEARCHED:
        writer.connection.execute(statement)


class Generator:
    """The commands, one after the other."""

    def __init__(self, size: Size) -> None:
        self._size = size
        self._random = random.Random(size.runs)  # it is to be the same every time
        self._at = _BEGIN
        self._ids = 0

    def commands(self) -> Iterator[Command]:
        """All of them: data sets first, then run after run."""
        ingest = self._id()
        yield self._say(StartRun, run_id=ingest, pipeline="ingest", name="ingest")
        step = self._id()
        yield self._say(StartStep, run_id=ingest, step_run_id=step, name="ingest", step="ingest")
        data_sets = []
        for number in range(DATA_SETS):
            facts = {"license": _LICENSES[number % 4], "rows": 1000 + number, "number": number}
            data_sets.append(data := self._id())
            yield self._artifact(f"data_{number:04}", data, step, ingest, facts)
        yield self._say(
            FinishStep,
            step_run_id=step,
            status=Status.COMPLETED,
            outputs={"data": tuple(data_sets)},
        )
        yield self._say(FinishRun, run_id=ingest, status=Status.COMPLETED)
        for number in range(self._size.runs):
            yield from self._run(number, data_sets)

    def _run(self, number: int, data_sets: list[UUID]) -> Iterator[Command]:
        run = self._id()
        parameters = _wire(self._parameters(number))
        yield self._say(
            StartRun,
            run_id=run,
            pipeline=f"training_{number % 20}",
            name=f"run-{number:07}",
            tags=("nightly",) if number % 10 == 0 else (),
            parameters=parameters,
            code={"commit": f"{number // 50:040x}", "branch": "main", "dirty": number % 7 == 0},
        )
        data = data_sets[self._random.randrange(DATA_SETS)]
        if number % 2:
            prepared = yield from self._step(run, "prepare", data, {})
        else:
            prepared = data
        going = number >= self._size.runs - _GOING
        model = yield from self._step(run, "train", prepared, parameters, going=going)
        if model is not None and number % (self._size.runs // 1_000 or 1) == 0:
            version = self._id()
            name = f"classifier_{number % 10}"
            yield self._say(CreateModelVersion, model=name, model_version_id=version)
            yield self._say(
                LinkToModel, model_version_id=version, artifact_version_ids=(model,), run_ids=(run,)
            )
        yield self._say(
            LogMetadata,
            targets=(Target(Kind.RUN, run),),
            entries=_entries(self._metadata(number)),
        )
        if not going:
            failed = number % 12 == 0
            yield self._say(
                FinishRun,
                run_id=run,
                status=Status.FAILED if failed else Status.COMPLETED,
                failure=Failure(type="ValueError", message="bad data") if failed else None,
            )

    def _step(
        self, run: UUID, name: str, source: UUID, parameters: Any, *, going: bool = False
    ) -> Iterator[Command]:
        step = self._id()
        yield self._say(
            StartStep,
            step_run_id=step,
            run_id=run,
            name=name,
            step=name,
            inputs={"source": (source,)},
            parameters=parameters,
        )
        loss = NewEntry("loss", Raw(encode(self._random.random())))
        yield self._say(LogMetadata, targets=(Target(Kind.STEP_RUN, step),), entries=(loss,))
        if going:
            return None
        made = self._id()
        yield self._artifact(f"{name}_output", made, step, run, {})
        yield self._say(
            FinishStep, step_run_id=step, status=Status.COMPLETED, outputs={"output": (made,)}
        )
        return made

    def _artifact(
        self, name: str, id: UUID, step: UUID, run: UUID, facts: dict[str, Any]
    ) -> Command:
        return self._say(
            RecordArtifact,
            artifact_version_id=id,
            artifact=name,
            type=ArtifactType.DATA,
            data_type="pandas.DataFrame",
            materializer="pandas",
            uri=f"{name}/{id}",
            size_bytes=self._random.randrange(10**9),
            sha256=f"{self._ids:064x}",
            producer_step_run_id=step,
            producer_run_id=run,
            output="data" if facts else "output",
            facts=_entries(facts),
        )

    def _parameters(self, number: int) -> dict[str, Any]:
        return {
            "depth": 2 + number % 14,
            "learning_rate": 10 ** self._random.uniform(-5, -1),
            "seed": number,
        }

    def _metadata(self, number: int) -> dict[str, Any]:
        """As many keys as asked for; the first ones are what searches ask for."""
        draw = self._random
        words = draw.choices(_WORDS, k=6)
        values = {
            "evaluation_metrics": {
                "accuracy": draw.betavariate(8, 2),
                "f1": draw.betavariate(7, 3),
                "auc": math.nan if number % 500 == 0 else draw.betavariate(9, 2),
                "log_loss": draw.expovariate(1),
            },
            "training": {"loss": draw.expovariate(2), "epochs": draw.randrange(1, 200)},
            "optimizer": {"name": draw.choice(_OPTIMIZERS), "momentum": draw.random()},
            "note": f"{' '.join(words)} of {number}",
            "data_set": f"data_{draw.randrange(DATA_SETS):04}",
            "augment": number % 3 == 0,
            "labels": draw.sample(_WORDS, 3),
            "size": StorageSize(draw.randrange(10**10)),
            "trained_at": self._at,
            "rare": "needle" if number % 10_000 == 17 else "hay",
        }
        more = self._size.keys - len(values)
        return values | {f"metric_{place:02}": draw.random() for place in range(more)}

    def _say(self, kind: Any, **fields: Any) -> Any:
        self._at += timedelta(seconds=1)
        return kind(
            id=self._id(),
            project="default",
            author=f"person_{self._ids % 7}",
            at=self._at,
            **fields,
        )

    def _id(self) -> UUID:
        """Ids in order of time, as version 7 has them."""
        self._ids += 1
        random_bits = self._random.getrandbits(62)
        return UUID(int=(self._ids << 80) | (7 << 76) | (2 << 62) | random_bits)


def _wire(values: dict[str, Any]) -> dict[str, Raw]:
    return {name: Raw(encode(value)) for name, value in values.items()}


def _entries(values: dict[str, Any]) -> tuple[NewEntry, ...]:
    return tuple(NewEntry(key, Raw(encode(value))) for key, value in values.items())
