"""Files and folders as values."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path
from typing import Any

from tallystick.artifacts.materializers.base import BaseMaterializer
from tallystick.artifacts.types import ArtifactType

CONTENT = "content"
TEXT = "path.txt"


class PathMaterializer(BaseMaterializer):
    """What a `pathlib.Path` points at, copied; loading gives the path of a copy to work with.

    The copy is removed when the program ends.
    A path to nothing is kept as its text.
    """

    ASSOCIATED_TYPES = (Path,)
    ASSOCIATED_ARTIFACT_TYPE = ArtifactType.DATA
    SKIP_REGISTRATION = True
    SAFE = True

    def save(self, data: Path) -> None:
        content = Path(self.uri, CONTENT)
        if data.is_dir():
            shutil.copytree(data, content / (data.resolve().name or "folder"))
            if not any(each.is_file() for each in content.rglob("*")):
                raise ValueError(f"the folder {data} has no files")
        elif data.is_file():
            content.mkdir()
            shutil.copyfile(data, content / data.name)
        else:
            Path(self.uri, TEXT).write_text(str(data), encoding="utf-8")

    def load(self, data_type: type[Any]) -> Path:
        text = Path(self.uri, TEXT)
        if text.exists():
            return Path(text.read_text(encoding="utf-8"))
        (kept,) = Path(self.uri, CONTENT).iterdir()
        return working_copy(kept)

    def extract_metadata(self, data: Path) -> dict[str, Any]:
        facts: dict[str, Any] = {"string_representation": str(data)}
        if Path(self.uri, CONTENT).exists():
            facts["file_count"] = sum(each.is_file() for each in Path(self.uri).rglob("*"))
        return facts


class ExistingFilesMaterializer(BaseMaterializer):
    """Files that were registered where they are; loading gives their path."""

    ASSOCIATED_ARTIFACT_TYPE = ArtifactType.DATA
    SKIP_REGISTRATION = True
    SAFE = True

    def save(self, data: Any) -> None:
        raise TypeError("files that exist are registered, not saved")

    def load(self, data_type: type[Any]) -> Path:
        return Path(self.uri)


def working_copy(kept: Path) -> Path:
    """A copy of a file or folder that lasts until the program ends."""
    folder = tempfile.mkdtemp(prefix="tallystick-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    copy = Path(folder, kept.name)
    return Path(shutil.copytree(kept, copy) if kept.is_dir() else shutil.copyfile(kept, copy))
