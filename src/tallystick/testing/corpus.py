"""The corpus of queries: a few things, and what is asked of them.

`query_corpus.json`, which the specification refers to, says of each query its canonical text and
the names of what it finds, and of each text that is refused the column and the reason.
"""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.resources import files

import msgspec

from tallystick.records.artifacts import ArtifactVersion
from tallystick.records.models import ModelVersion
from tallystick.records.reading import Record
from tallystick.records.steps import StepRun
from tallystick.records.targets import Kind
from tallystick.testing.corpus_things import RUNS

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
"""When the queries are asked."""


class Accepted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A query or order, how it is written canonically, and the names of what it finds.

    Without an order that is the oldest first.
    """

    kind: Kind = Kind.RUN
    text: str
    canonical: str
    finds: tuple[str, ...]


class Refused(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text that is no query or order, the column at which it goes wrong, and why."""

    kind: Kind = Kind.RUN
    text: str
    column: int
    message: str


class Corpus(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Conditions and orders that are understood, and those that are not."""

    about: str
    conditions: tuple[Accepted, ...]
    orders: tuple[Accepted, ...]
    refused_conditions: tuple[Refused, ...]
    refused_orders: tuple[Refused, ...]


def read_corpus() -> Corpus:
    """The corpus that is shipped."""
    text = files("tallystick.testing").joinpath("query_corpus.json").read_text("utf-8")
    return msgspec.json.decode(text, type=Corpus)


def name_of(record: Record) -> str:
    """What the corpus calls a thing."""
    match record:
        case StepRun():
            (run,) = [name for name, id in RUNS.items() if id == record.run_id]
            return f"{run}/{record.name}" + (f" #{record.attempt}" if record.attempt > 1 else "")
        case ArtifactVersion():
            return f"{record.artifact} {record.version}"
        case ModelVersion():
            return f"{record.model} {record.name}"
        case _:
            return record.name
