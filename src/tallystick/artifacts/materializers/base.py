"""The interface of materializers: how values of a type become files and values again.

Code written against ZenML's `BaseMaterializer` works as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar

from tallystick.artifacts.materializers.registered import register_materializer, remember
from tallystick.artifacts.types import ArtifactType, VisualizationType

if TYPE_CHECKING:
    from tallystick.artifacts.files import Files


class BaseMaterializer:
    """Saves values of `ASSOCIATED_TYPES` into the local folder `self.uri`, and loads them from it.

    class PersonMaterializer(BaseMaterializer):
        ASSOCIATED_TYPES = (Person,)

        def save(self, data):
            pathlib.Path(self.uri, "person.txt").write_text(data.name)

        def load(self, data_type):
            return Person(pathlib.Path(self.uri, "person.txt").read_text())

    Defining a subclass registers it for its types, unless it sets `SKIP_REGISTRATION = True`.
    `save` and `load` may raise anything; callers see `MaterializerError` with it as the cause.
    """

    ASSOCIATED_TYPES: ClassVar[tuple[type[Any], ...]] = ()
    ASSOCIATED_ARTIFACT_TYPE: ClassVar[ArtifactType] = ArtifactType.DATA
    SKIP_REGISTRATION: ClassVar[bool] = False

    # True promises that `load` never executes code that it finds in the files.
    # An instance may set it to False for what it has just saved.
    SAFE: bool = False

    # Whether `load` may execute code from the files; set by the caller before it loads.
    allow_unsafe: bool = False

    def __init__(self, uri: str, artifact_store: object = None) -> None:
        self.uri = str(uri)
        # Sentences for the person who saved: what they should know about this file format.
        self.notes: list[str] = []

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        # Who writes another `load` has not thereby promised that it is safe.
        if "load" in cls.__dict__ and "SAFE" not in cls.__dict__:
            cls.SAFE = False
        # Not inherited, so that a subclass of a private materializer can be public.
        if "SKIP_REGISTRATION" not in cls.__dict__:
            cls.SKIP_REGISTRATION = False
        remember(cls)
        given: Any = cls.ASSOCIATED_TYPES
        if isinstance(given, type):
            cls.ASSOCIATED_TYPES = (given,)
        if cls.ASSOCIATED_TYPES and not cls.SKIP_REGISTRATION:
            register_materializer(cls)

    @property
    def artifact_store(self) -> Files:
        """Files below `self.uri` by the calls that ZenML's artifact stores have."""
        from tallystick.artifacts.files import Files

        return Files()

    def save(self, data: Any) -> None:
        """Write `data` into files below `self.uri`."""

    def load(self, data_type: type[Any]) -> Any:
        """The value that `save` wrote; `data_type` is the type it had, `object` if unknown."""

    def save_visualizations(self, data: Any) -> dict[str, VisualizationType]:
        """Write small files below `self.uri` that show `data`; their paths and sorts.

        A file that `save` wrote may be named too.
        """
        return {}

    def extract_metadata(self, data: Any) -> dict[str, Any]:
        """Facts about `data` to log on the artifact version."""
        return {}

    @contextmanager
    def get_temporary_directory(
        self,
        delete_at_exit: bool = True,
        delete_after_step: bool = False,
    ) -> Iterator[str]:
        """A folder for working files, removed afterwards unless `delete_at_exit` is false."""
        import shutil
        import tempfile

        folder = tempfile.mkdtemp(prefix="tallystick-")
        try:
            yield folder
        finally:
            if delete_at_exit:
                shutil.rmtree(folder, ignore_errors=True)
