"""Python's own types: JSON, with folders beside it for what JSON cannot hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tallystick.artifacts.materializers.base import BaseMaterializer
from tallystick.artifacts.materializers.folders import load_from, save_into
from tallystick.artifacts.materializers.names import dotted_name
from tallystick.artifacts.materializers.registry import find_materializer
from tallystick.artifacts.materializers.structured import sort_of
from tallystick.artifacts.materializers.table import FALLBACK
from tallystick.artifacts.materializers.tree import from_json, to_json
from tallystick.artifacts.storage.paths import check_name
from tallystick.artifacts.types import ArtifactType, VisualizationType
from tallystick.errors import MaterializerError

VALUE = "value.json"
PREVIEW_BYTES = 1 << 16
TEXT_CHARACTERS = 1000


class BuiltInMaterializer(BaseMaterializer):
    """Scalars, containers and types that are their fields, in `value.json`.

    What is in them and has a materializer of its own, a DataFrame in a dict say, is kept by it in
    a folder below `items`.
    """

    ASSOCIATED_ARTIFACT_TYPE = ArtifactType.DATA
    SKIP_REGISTRATION = True
    SAFE = True

    def save(self, data: Any) -> None:
        items = _Items(Path(self.uri))
        Path(self.uri, VALUE).write_bytes(to_json(data, items.store))
        self.SAFE = items.safe
        self.notes += items.notes

    def load(self, data_type: type[Any]) -> Any:  # noqa: ARG002
        items = _Items(Path(self.uri), allow_unsafe=self.allow_unsafe)
        data = Path(self.uri, VALUE).read_bytes()
        return from_json(data, items.fetch, importing=self.allow_unsafe)

    def save_visualizations(self, data: Any) -> dict[str, VisualizationType]:
        file = Path(self.uri, VALUE)
        if _is_nested(data) and file.stat().st_size <= PREVIEW_BYTES:
            return {str(file): VisualizationType.JSON}
        return {}

    def extract_metadata(self, data: Any) -> dict[str, Any]:
        if hasattr(data, "__len__") and not isinstance(data, str):
            return {"length": len(data)}
        if data is None or isinstance(data, str) or _is_nested(data):
            return {}
        # Python refuses to write very long ints in decimal.
        long = isinstance(data, int) and data.bit_length() > 4 * TEXT_CHARACTERS
        return {"string_representation": (hex(data) if long else str(data))[:TEXT_CHARACTERS]}


def _is_nested(data: Any) -> bool:
    if hasattr(data, "__len__"):
        return not isinstance(data, str)
    return sort_of(type(data)) not in (None, "enum")


class BytesMaterializer(BaseMaterializer):
    """`bytes` and `bytearray`, as they are in `value.bin`."""

    ASSOCIATED_ARTIFACT_TYPE = ArtifactType.DATA
    SKIP_REGISTRATION = True
    SAFE = True

    def save(self, data: bytes | bytearray) -> None:
        Path(self.uri, "value.bin").write_bytes(data)

    def load(self, data_type: type[Any]) -> bytes | bytearray:
        data = Path(self.uri, "value.bin").read_bytes()
        return bytearray(data) if data_type is bytearray else data


class _Items:
    """The parts of a value that are kept in folders of their own."""

    def __init__(self, folder: Path, *, allow_unsafe: bool = False) -> None:
        self.safe = True
        self.notes: list[str] = []
        self._folder = folder
        self._allow_unsafe = allow_unsafe
        self._count = 0

    def store(self, value: Any) -> Any:
        name = f"items/{self._count}"
        self._count += 1
        folder = self._folder / name
        folder.mkdir(parents=True)
        # What is usually JSON and could not be goes to the last resort, or it would come back here.
        back_here = issubclass(find_materializer(type(value)), BuiltInMaterializer)
        worker = save_into(folder, value, FALLBACK if back_here else None)
        self.safe = self.safe and worker.SAFE
        self.notes += [note for note in worker.notes if note not in self.notes]
        return {"$item": [name, dotted_name(type(worker)), dotted_name(type(value))]}

    def fetch(self, reference: dict[str, Any]) -> Any:
        if "$item" not in reference:
            tag = next(iter(reference))
            raise MaterializerError(
                f"The stored value has {tag!r}, which this version cannot read."
            )
        name, materializer, data_type = reference["$item"]
        return load_from(
            self._folder / check_name(name),
            materializer=materializer,
            data_type=data_type,
            allow_unsafe=self._allow_unsafe,
        )
