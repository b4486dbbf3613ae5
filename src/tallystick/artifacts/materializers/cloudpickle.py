"""The last resort: any Python object, as a pickle."""

from __future__ import annotations

import json
import platform
from pathlib import Path
from typing import Any

import cloudpickle

from tallystick.artifacts.materializers.base import BaseMaterializer
from tallystick.artifacts.materializers.names import dotted_name
from tallystick.artifacts.types import ArtifactType
from tallystick.errors import MaterializerError


class CloudpickleMaterializer(BaseMaterializer):
    """Objects that no other materializer takes; loading one executes what is in the file."""

    ASSOCIATED_ARTIFACT_TYPE = ArtifactType.DATA
    SKIP_REGISTRATION = True
    SAFE = False

    def save(self, data: Any) -> None:
        with Path(self.uri, "object.pkl").open("wb") as file:
            cloudpickle.dump(data, file)
        Path(self.uri, "made_with.json").write_text(json.dumps(_versions()))
        self.notes.append(pickle_note(dotted_name(type(data))))

    def load(self, data_type: type[Any]) -> Any:
        try:
            with Path(self.uri, "object.pkl").open("rb") as file:
                return cloudpickle.load(file)
        # Unpickling runs the code of other packages, which may raise anything.
        except Exception as error:
            made_with = json.loads(Path(self.uri, "made_with.json").read_text())
            raise MaterializerError(
                f"The pickle cannot be loaded: {type(error).__name__}: {error}. "
                f"It was made with {_text(made_with)}; this is {_text(_versions())}.",
                made_with=made_with,
            ) from error


def pickle_note(what: str) -> str:
    """What the person who saved should know about a pickle of these types."""
    return (
        f"{what} was saved by cloudpickle: other versions of Python and its packages may not load "
        "it, and loading it may execute code. A materializer for the type keeps it for longer."
    )


def _versions() -> dict[str, str]:
    return {"Python": platform.python_version(), "cloudpickle": cloudpickle.__version__}


def _text(versions: dict[str, str]) -> str:
    return ", ".join(f"{name} {version}" for name, version in versions.items())
