"""What an entry belongs to."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

import msgspec


class Kind(StrEnum):
    """The kinds of things a store holds; the same words in SQL, REST and the command line."""

    PIPELINE = "pipeline"
    RUN = "run"
    STEP_RUN = "step_run"
    ARTIFACT = "artifact"
    ARTIFACT_VERSION = "artifact_version"
    MODEL = "model"
    MODEL_VERSION = "model_version"

    @property
    def words(self) -> str:
        """The kind as people write it: `artifact version`."""
        return self.value.replace("_", " ")

    @property
    def one(self) -> str:
        """One of the kind: `an artifact version`."""
        return f"{'an' if self.value[0] in 'aeiou' else 'a'} {self.words}"


class Target(msgspec.Struct, frozen=True, order=True):
    """One thing of a store: its kind and its id."""

    kind: Kind
    id: UUID

    def __str__(self) -> str:
        return f"{self.kind.words} {self.id}"
