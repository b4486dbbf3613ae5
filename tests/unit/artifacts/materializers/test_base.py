"""Materializers that users write, as they write them for ZenML too."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tallystick.artifacts import (
    ArtifactType,
    BaseMaterializer,
    VisualizationType,
    open_storage,
    save,
)
from tallystick.artifacts.materializers import registered
from tallystick.artifacts.materializers.builtin import BuiltInMaterializer
from tallystick.artifacts.storage import Storage
from tallystick.errors import MaterializerError, UnsafeArtifactError
from tallystick.testing.materializer_contract import MaterializerContract, load_saved


class Person:
    def __init__(self, name: str) -> None:
        self.name = name


@dataclasses.dataclass
class Point:
    x: int


class PersonMaterializer(BaseMaterializer):
    """Written by the older habit, with `super()` calls and the store's own file functions."""

    ASSOCIATED_TYPES = (Person,)
    ASSOCIATED_ARTIFACT_TYPE = ArtifactType.SCHEMA

    def load(self, data_type: type[Any]) -> Any:
        super().load(data_type)
        with self.artifact_store.open(f"{self.uri}/data.txt", "r") as file:
            return data_type(file.read())

    def save(self, data: Any) -> None:
        super().save(data)
        with self.artifact_store.open(f"{self.uri}/data.txt", "w") as file:
            file.write(data.name)

    def save_visualizations(self, data: Any) -> dict[str, VisualizationType]:
        page = f"{self.uri}/page.html"
        with self.artifact_store.open(page, "w") as file:
            file.write(f"<b>{data.name}</b>")
        return {page: VisualizationType.HTML}

    def extract_metadata(self, data: Any) -> dict[str, Any]:
        return {"letters": len(data.name)}


@pytest.fixture(autouse=True)
def own_registry() -> Iterator[None]:
    """What a test registers is forgotten after it."""
    before = dict(registered.by_type)
    yield
    registered.by_type.clear()
    registered.by_type.update(before)
    registered.found.clear()


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return open_storage(tmp_path / "artifacts")


class TestPersonMaterializer(MaterializerContract):
    materializer = PersonMaterializer

    @pytest.fixture(params=["Ada", ""])
    def value(self, request: pytest.FixtureRequest) -> Any:
        return Person(request.param)

    def equal(self, loaded: Any, value: Any) -> bool:
        return type(loaded) is Person and loaded.name == value.name


def test_everything_it_says_is_recorded(storage: Storage) -> None:
    """Sort, facts and previews are its own."""
    saved = save(storage, "v", Person("Ada"))

    assert saved.artifact_type is ArtifactType.SCHEMA
    assert saved.facts == {"storage_size": saved.size_bytes, "letters": 3}
    assert [(preview.name, preview.type, preview.path) for preview in saved.previews] == [
        ("page", "html", "page.html")
    ]


def test_it_is_unsafe_unless_it_says_otherwise(storage: Storage) -> None:
    """Nobody knows what its `load` does."""
    saved = save(storage, "v", Person("Ada"))

    assert not saved.safe
    with pytest.raises(UnsafeArtifactError, match="PersonMaterializer"):
        load_saved(storage, saved, allow_unsafe=False)


def test_a_promise_of_safety_counts(storage: Storage) -> None:
    """Then it loads anywhere."""

    class Careful(PersonMaterializer):
        SAFE = True

    saved = save(storage, "v", Person("Ada"), materializer=Careful)

    assert saved.safe
    assert load_saved(storage, saved, allow_unsafe=False) is not None


def test_the_promise_is_not_inherited_by_another_load() -> None:
    """Who writes another `load` has promised nothing."""

    class Other(BuiltInMaterializer):
        def load(self, data_type: type[Any]) -> Any:
            return data_type

    class Same(BuiltInMaterializer):
        pass

    assert not Other.SAFE
    assert Same.SAFE


def test_it_serves_within_containers(storage: Storage) -> None:
    """A list of persons is saved by it, one by one."""
    saved = save(storage, "v", {"team": [Person("Ada"), Person("Bob")]})
    loaded = load_saved(storage, saved)

    assert [person.name for person in loaded["team"]] == ["Ada", "Bob"]
    assert not saved.safe


def test_it_comes_before_the_fields_of_a_dataclass(storage: Storage) -> None:
    """Within containers too."""

    class PointMaterializer(BaseMaterializer):
        ASSOCIATED_TYPES = (Point,)

        def save(self, data: Any) -> None:
            Path(self.uri, "point.txt").write_text(str(data.x))

        def load(self, data_type: type[Any]) -> Any:
            return Point(int(Path(self.uri, "point.txt").read_text()))

    saved = save(storage, "v", [Point(3)])

    assert "items/0/point.txt" in dict(saved.files)
    assert load_saved(storage, saved) == [Point(3)]


def test_wrote_nothing_is_an_error(storage: Storage) -> None:
    """A materializer without `save` would lose every value."""

    class Forgetful(BaseMaterializer):
        SKIP_REGISTRATION = True

    with pytest.raises(MaterializerError, match="no file was written"):
        save(storage, "v", Person("Ada"), materializer=Forgetful)

    assert not storage.exists("v")


def test_what_it_raises_is_the_cause(storage: Storage) -> None:
    """The error names type and materializer, and nothing is stored."""

    class Failing(BaseMaterializer):
        SKIP_REGISTRATION = True

        def save(self, data: Any) -> None:
            Path(self.uri, "half").write_text("x")
            raise LookupError("no such thing")

    with pytest.raises(MaterializerError, match=r"Person.*Failing.*no such thing") as caught:
        save(storage, "v", Person("Ada"), materializer=Failing)

    assert isinstance(caught.value.__cause__, LookupError)
    assert not storage.exists("v")


def test_facts_and_previews_that_fail_cost_nothing(storage: Storage) -> None:
    """They are reported, and the value is saved."""

    class Careless(PersonMaterializer):
        SKIP_REGISTRATION = True

        def extract_metadata(self, data: Any) -> dict[str, Any]:
            raise ZeroDivisionError("facts")

        def save_visualizations(self, data: Any) -> dict[str, Any]:
            html = VisualizationType.HTML
            return {"/etc/passwd": html, "../x": html, "gone.html": html, "data.txt": "film"}

    saved = save(storage, "v", Person("Ada"), materializer=Careless)

    assert saved.facts == {"storage_size": 3}
    assert saved.previews == ()
    assert len(saved.problems) == 5
    assert "ZeroDivisionError: facts" in saved.problems[0]
    assert load_saved(storage, saved).name == "Ada"


def test_a_panic_is_a_failure(storage: Storage) -> None:
    """Libraries written in Rust raise what is no ordinary exception."""

    class PanicException(BaseException):  # as PyO3 names it
        pass

    class Panicking(PersonMaterializer):
        SKIP_REGISTRATION = True

        def extract_metadata(self, data: Any) -> dict[str, Any]:
            raise PanicException("facts")

        def load(self, data_type: type[Any]) -> Any:
            raise PanicException("load")

    saved = save(storage, "v", Person("Ada"), materializer=Panicking)

    assert "PanicException: facts" in saved.problems[0]
    with pytest.raises(MaterializerError, match="PanicException: load"):
        load_saved(storage, saved)


def test_the_files_have_the_calls_of_an_artifact_store(tmp_path: Path) -> None:
    """All of them, on local files."""
    worker = PersonMaterializer(str(tmp_path))
    files = worker.artifact_store
    place = str(tmp_path / "a/b")

    files.makedirs(place)
    with files.open(f"{place}/x.json", "w") as file:
        json.dump([1], file)
    files.copyfile(f"{place}/x.json", f"{place}/y.json")
    files.rename(f"{place}/y.json", f"{place}/z.json")

    assert files.exists(f"{place}/z.json")
    assert not files.exists(f"{place}/y.json")
    assert files.isdir(place)
    assert sorted(files.listdir(place)) == ["x.json", "z.json"]
    assert sorted(files.glob(f"{place}/*.json")) == [f"{place}/x.json", f"{place}/z.json"]
    assert files.size(f"{place}/x.json") == files.stat(f"{place}/x.json").st_size == 3
    assert [sorted(names) for _, _, names in files.walk(place)] == [["x.json", "z.json"]]
    with pytest.raises(FileExistsError):
        files.copyfile(f"{place}/x.json", f"{place}/z.json")
    files.copyfile(f"{place}/x.json", f"{place}/z.json", overwrite=True)
    files.remove(f"{place}/x.json")
    files.mkdir(f"{place}/c")
    files.rmtree(place)
    assert not files.exists(place)


def test_a_temporary_directory_ends_with_its_block(tmp_path: Path) -> None:
    """Unless it is to be kept."""
    worker = PersonMaterializer(str(tmp_path))

    with worker.get_temporary_directory() as folder:
        assert Path(folder).is_dir()
    with worker.get_temporary_directory(delete_at_exit=False) as kept:
        pass

    assert not Path(folder).exists()
    assert Path(kept).is_dir()
    Path(kept).rmdir()
