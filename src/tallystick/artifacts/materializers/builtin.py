"""Python's own types: JSON, with folders beside it for what JSON cannot hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tallystick.artifacts.materializers.base import BaseMaterializer
from tallystick.artifacts.materializers.bounds import PREVIEW_BYTES
from tallystick.artifacts.materializers.folders import load_from, save_into
from tallystick.artifacts.materializers.names import dotted_name
from tallystick.artifacts.materializers.registry import find_materializer
from tallystick.artifacts.materializers.structured import sort_of
from tallystick.artifacts.materializers.table import FALLBACK, RECORDS
from tallystick.artifacts.materializers.tree import from_json, to_json
from tallystick.artifacts.storage.paths import check_name
from tallystick.artifacts.types import ArtifactType, VisualizationType
from tallystick.errors import MaterializerError

VALUE = "value.json"
PICKLED = "pickled"
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
        items = _Items(Path(self.uri), of=data)
        Path(self.uri, VALUE).write_bytes(to_json(data, items.store))
        items.finish()
        self.SAFE = items.safe
        self.notes += items.notes

    def load(self, data_type: type[Any]) -> Any:
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
    """The parts of a value that JSON cannot hold.

    Each is kept by its own materializer in a folder of its own, but what only a pickle can hold
    is kept in one pickle, so that parts that refer to each other still do.
    """

    def __init__(self, folder: Path, *, of: Any = None, allow_unsafe: bool = False) -> None:
        self._whole = of
        self.safe = True
        self.notes: list[str] = []
        self._folder = folder
        self._allow_unsafe = allow_unsafe
        self._count = 0
        self._pickled: list[Any] = []
        self._loaded: list[Any] | None = None

    def store(self, value: Any) -> dict[str, Any]:
        """A JSON value that `fetch` finds `value` by."""
        chosen = find_materializer(type(value))
        # What is usually JSON and could not be would come back here, and so would the whole where
        # its materializer is a subclass.
        if value is self._whole or dotted_name(chosen) in {*RECORDS.values(), FALLBACK}:
            self._pickled.append(value)
            return {"$pickled": len(self._pickled) - 1}
        name = f"items/{self._count}"
        self._count += 1
        folder = self._folder / name
        folder.mkdir(parents=True)
        worker = save_into(folder, value, chosen)
        self.safe = self.safe and worker.SAFE
        self.notes += [note for note in worker.notes if note not in self.notes]
        return {"$item": [name, dotted_name(chosen), dotted_name(type(value))]}

    def finish(self) -> None:
        """Write the pickle, if there is something for it."""
        if not self._pickled:
            return
        from tallystick.artifacts.materializers.cloudpickle import pickle_note

        folder = self._folder / PICKLED
        folder.mkdir()
        save_into(folder, self._pickled, FALLBACK)
        self.safe = False
        types = {dotted_name(type(value)) for value in self._pickled}
        self.notes.append(pickle_note(", ".join(sorted(types))))

    def fetch(self, reference: dict[str, Any]) -> Any:
        """What `store` was given when it returned `reference`."""
        match reference:
            case {"$item": [name, materializer, data_type]}:
                folder = self._folder / check_name(name)
                return self._load(folder, materializer, data_type)
            case {"$pickled": place}:
                if self._loaded is None:
                    self._loaded = self._load(self._folder / PICKLED, FALLBACK, "builtins.list")
                return self._loaded[place]
        tag = next(iter(reference))
        raise MaterializerError(f"The stored value has {tag!r}, which this version cannot read.")

    def _load(self, folder: Path, materializer: str, data_type: str) -> Any:
        return load_from(
            folder,
            materializer=materializer,
            data_type=data_type,
            allow_unsafe=self._allow_unsafe,
        )
