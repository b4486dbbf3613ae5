"""Commands: the only way anything in a store changes.

A command is a fact about something that happened, said by the one to whom it happened.
Applying one is idempotent by `id`, so a command may be sent, retried, replayed and merged freely.
`at` is when it happened by the caller's clock, and becomes `started_at`, `logged_at` and so on.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from tallystick.errors import InvalidArgumentError
from tallystick.records.artifacts import ArtifactType, Preview, SaveType
from tallystick.records.metadata import NewEntry
from tallystick.records.models import ModelDetails, Stage
from tallystick.records.runs import Failure, Process, Status
from tallystick.records.steps import CacheKey
from tallystick.records.targets import Target


class _Command(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="command"):
    id: UUID
    project: str
    author: str
    at: datetime


class RecordDocument(_Command, frozen=True, kw_only=True):
    """Keep `text` under its SHA-256.

    Its `id` is `document_command_id` of the hash: kept once, however often said.
    """

    sha256: str
    text: str


class DefinePipeline(_Command, frozen=True, kw_only=True):
    """There is a pipeline of this name; tags are added to those it has."""

    name: str
    description: str | None = None
    tags: tuple[str, ...] = ()


class StartRun(_Command, frozen=True, kw_only=True):
    """A run of `pipeline` began; the pipeline comes to be if it does not exist.

    It belongs to its model version, where it has one.
    Refused where another run of the project has the name.
    """

    run_id: UUID
    pipeline: str
    name: str
    tags: tuple[str, ...] = ()
    parameters: dict[str, msgspec.Raw] = {}
    config: dict[str, Any] = {}
    environment: str | None = None
    code: dict[str, Any] = {}
    graph: tuple[tuple[str, tuple[str, ...]], ...] = ()
    orchestrator: str = "local"
    process: Process | None = None
    model_version_id: UUID | None = None


class FinishRun(_Command, frozen=True, kw_only=True):
    """A run ended. Said again, the word that is applied later holds."""

    run_id: UUID
    status: Status
    failure: Failure | None = None


class StartStep(_Command, frozen=True, kw_only=True):
    """A step of a run began. Its run belongs to its model version, where it has one.

    `inputs` may be of another project.
    """

    step_run_id: UUID
    run_id: UUID
    name: str
    step: str
    attempt: int = 1
    upstream: tuple[str, ...] = ()
    inputs: dict[str, tuple[UUID, ...]] = {}
    parameters: dict[str, msgspec.Raw] = {}
    config: dict[str, Any] = {}
    cache_key: CacheKey | None = None
    cache_explanation: str = ""
    code_hash: str = ""
    source: str | None = None
    docstring: str = ""
    model_version_id: UUID | None = None


class FinishStep(_Command, frozen=True, kw_only=True):
    """A step ended. Said again, the word that is applied later holds.

    Entries about outputs that are not in `outputs` become ordinary entries of the step run.

    `cached` names the step run whose outputs are taken over, which has completed or was itself
    cached. With them come the entries that were published by the step run which produced the
    outputs: those on the original, on its run and on its model version come to this step run,
    run and model version.
    """

    step_run_id: UUID
    status: Status
    outputs: dict[str, tuple[UUID, ...]] = {}
    original_step_run_id: UUID | None = None
    logs: str | None = None
    usage: dict[str, float] = {}
    failure: Failure | None = None


class RecordArtifact(_Command, frozen=True, kw_only=True):
    """A value is stored: a new version of `artifact`, which comes to be if it does not exist.

    Without `version` the store gives the next number. `facts` become entries of the version,
    and entries logged about this `output` of the producing step are linked to it; a fact gives
    way to such an entry of its key. `producer_run_id` may be left to the store.
    Refused where the version exists.
    """

    artifact_version_id: UUID
    artifact: str
    version: str | None = None
    type: ArtifactType
    data_type: str
    materializer: str
    uri: str
    size_bytes: int
    sha256: str
    safe: bool = True
    save_type: SaveType = SaveType.MANUAL
    tags: tuple[str, ...] = ()
    artifact_tags: tuple[str, ...] = ()
    previews: tuple[Preview, ...] = ()
    producer_step_run_id: UUID | None = None
    producer_run_id: UUID | None = None
    output: str | None = None
    facts: tuple[NewEntry, ...] = ()


class DefineModel(_Command, frozen=True, kw_only=True):
    """There is a model of this name; details given replace those it had, tags are added."""

    name: str
    details: ModelDetails = ModelDetails()
    tags: tuple[str, ...] = ()


class CreateModelVersion(_Command, frozen=True, kw_only=True):
    """A new version of `model`, which comes to be if it does not exist.

    The store gives the number; without `name` that is the name, too.
    Refused where the name exists, is a number or a stage.
    """

    model_version_id: UUID
    model: str
    name: str | None = None
    description: str = ""
    tags: tuple[str, ...] = ()


class LinkToModel(_Command, frozen=True, kw_only=True):
    """Artifact versions and runs belong to a model version; linking again changes nothing."""

    model_version_id: UUID
    artifact_version_ids: tuple[UUID, ...] = ()
    run_ids: tuple[UUID, ...] = ()
    remove: bool = False


class PromoteModel(_Command, frozen=True, kw_only=True):
    """A model version stands in `stage`; `Stage.NONE` takes it out of any.

    Refused where another version of the model holds `staging` or `production`, unless `force`:
    then that one becomes archived.
    """

    model_version_id: UUID
    stage: Stage
    force: bool = False


class LogMetadata(_Command, frozen=True, kw_only=True):
    """Entries, each linked to all of `targets`; a key stands in one command once.

    With `output`, the only target is a step run and the entries are about that output of it,
    which does not exist yet: they come to it when it does. If the step run has ended already,
    they come to what became of the output, or to the step run where nothing did.
    """

    targets: tuple[Target, ...]
    entries: tuple[NewEntry, ...]
    index: float | None = None
    publisher: UUID | None = None
    output: str | None = None


class ChangeTags(_Command, frozen=True, kw_only=True):
    """Tags added to and removed from each target. Step runs have none."""

    targets: tuple[Target, ...]
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


class Update(_Command, frozen=True, kw_only=True):
    """Words people chose for `target` are changed; None leaves them.

    `name` renames an artifact, a model or one of their versions (an artifact version's name is its
    `version`); refused where the name is taken. `description` is for kinds that have one
    (a model's is in its details), `details` for models.
    """

    target: Target
    name: str | None = None
    description: str | None = None
    details: ModelDetails | None = None


class Delete(_Command, frozen=True, kw_only=True):
    """`target` is gone, with what only exists within it.

    A pipeline's runs, a run's step runs, an artifact's and a model's versions go with it.
    The journal keeps that they were.
    """

    target: Target


Command = (
    RecordDocument
    | DefinePipeline
    | StartRun
    | FinishRun
    | StartStep
    | FinishStep
    | RecordArtifact
    | DefineModel
    | CreateModelVersion
    | LinkToModel
    | PromoteModel
    | LogMetadata
    | ChangeTags
    | Update
    | Delete
)
"""Every command there is."""

_ENCODER = msgspec.json.Encoder()
_DECODER: msgspec.json.Decoder[Command] = msgspec.json.Decoder(Command)


def encode_command(command: Command) -> bytes:
    """`command` as JSON, the form journals, spools and requests carry.

    Raises `InvalidArgumentError` where it holds something that JSON cannot.
    """
    try:
        return _ENCODER.encode(command)
    except UnicodeEncodeError as error:
        text = error.object if len(error.object) <= 40 else error.object[:40] + "..."
        raise InvalidArgumentError(
            f"The text {text!a} has a lone surrogate in it, which UTF-8 cannot hold; remove it.",
            given=error.object,
        ) from error
    except (TypeError, ValueError) as error:
        raise InvalidArgumentError(
            f"This {type(command).__name__} cannot be written as JSON: {error}."
        ) from error


def decode_command(data: bytes) -> Command:
    """The command that `data` is the JSON of; `msgspec.ValidationError` where it is none."""
    return _DECODER.decode(data)


__all__ = [
    "ChangeTags",
    "Command",
    "CreateModelVersion",
    "DefineModel",
    "DefinePipeline",
    "Delete",
    "FinishRun",
    "FinishStep",
    "LinkToModel",
    "LogMetadata",
    "PromoteModel",
    "RecordArtifact",
    "RecordDocument",
    "StartRun",
    "StartStep",
    "Update",
    "decode_command",
    "encode_command",
]
