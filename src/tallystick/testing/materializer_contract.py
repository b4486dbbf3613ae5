"""The rules that every materializer keeps, as a suite of tests.

from tallystick.testing.materializer_contract import MaterializerContract

class TestPersonMaterializer(MaterializerContract):
    materializer = PersonMaterializer

    @pytest.fixture(params=[Person("Ada"), Person("")], ids=str)
    def value(self, request):
        return request.param

    def equal(self, loaded, value):
        return loaded.name == value.name
"""

from __future__ import annotations

import contextlib
import copy
from pathlib import Path
from typing import Any, ClassVar

import pytest

from tallystick.artifacts import BaseMaterializer, Saved, find_materializer, load, save
from tallystick.artifacts.materializers.names import dotted_name
from tallystick.artifacts.storage import Storage, open_storage
from tallystick.errors import ArtifactCorruptError, TallystickError, UnsafeArtifactError
from tallystick.testing.contract import Contract
from tallystick.values import check_key, decode, encode

LARGEST_PREVIEW_BYTES = 1 << 20


class MaterializerContract(Contract):
    """What is saved comes back, with facts that are metadata and previews that are files."""

    materializer: ClassVar[type[BaseMaterializer]]
    # Whether values are to be saved by this materializer without naming it.
    is_found_by_type: ClassVar[bool] = True
    # Whether the same value gives the same bytes; some formats write the time.
    is_reproducible: ClassVar[bool] = True

    @pytest.fixture
    def value(self) -> Any:
        """A value to save; parametrize it over the odd ones."""
        raise NotImplementedError

    @pytest.fixture
    def storage(self, tmp_path: Path) -> Storage:
        """An empty storage."""
        return open_storage(tmp_path / "artifacts")

    @pytest.fixture
    def saved(self, storage: Storage, value: Any) -> Saved:
        """The value, saved."""
        return save(storage, "value/1", value, materializer=self.materializer)

    def equal(self, loaded: Any, value: Any) -> bool:
        """Whether what was loaded is what was saved."""
        return type(loaded) is type(value) and bool(loaded == value)

    def test_the_value_comes_back(self, storage: Storage, saved: Saved, value: Any) -> None:
        """Loading gives what was saved, as often as it is asked for."""
        assert self.equal(load_saved(storage, saved), value)
        assert self.equal(load_saved(storage, saved), value)

    def test_saving_leaves_the_value_as_it_was(self, storage: Storage, value: Any) -> None:
        """The step after may go on with it."""
        before = copy.deepcopy(value)

        save(storage, "value/1", value, materializer=self.materializer)

        assert self.equal(value, before)

    def test_equal_values_are_equal_files(self, storage: Storage, saved: Saved, value: Any) -> None:
        """So that a checksum says whether two versions are the same."""
        again = save(storage, "value/2", value, materializer=self.materializer)

        assert not self.is_reproducible or again.sha256 == saved.sha256

    def test_nothing_is_missing(self, saved: Saved) -> None:
        """No fact and no preview failed."""
        assert saved.problems == ()

    def test_facts_are_metadata(self, saved: Saved) -> None:
        """Every fact can be logged, and reads back as it is."""
        assert saved.facts["storage_size"] == saved.size_bytes
        for key, fact in saved.facts.items():
            check_key(key)
            assert repr(decode(encode(fact))) == repr(fact)

    def test_previews_are_small_files_of_the_payload(self, storage: Storage, saved: Saved) -> None:
        """The checksum covers them, and a page can show them."""
        sizes = dict(saved.files)
        for preview in saved.previews:
            # A file that is its own preview may be as large as it is.
            is_extra = preview.path.startswith(".previews/")
            assert sizes[preview.path] <= LARGEST_PREVIEW_BYTES or not is_extra
            with storage.open(saved.path, preview.path) as file:
                assert file.read(1) or sizes[preview.path] == 0

    def test_facts_and_previews_can_be_left_out(
        self, storage: Storage, saved: Saved, value: Any
    ) -> None:
        """The value comes back without them too."""
        bare = save(
            storage,
            "value/2",
            value,
            materializer=self.materializer,
            extract_metadata=False,
            previews=False,
        )

        assert bare.facts == {}
        assert bare.previews == ()
        assert len(bare.files) <= len(saved.files)
        assert self.equal(load_saved(storage, bare), value)

    def test_type_and_record_find_it(self, saved: Saved, value: Any) -> None:
        """A step's output needs no materializer named, and its record names the classes."""
        assert not self.is_found_by_type or find_materializer(type(value)) is self.materializer
        assert saved.materializer == dotted_name(self.materializer)
        assert saved.data_type == dotted_name(type(value))

    def test_what_is_safe_needs_no_allowance(
        self, storage: Storage, saved: Saved, value: Any
    ) -> None:
        """Safe artifacts load anywhere; unsafe ones are refused with what to do about it."""
        if saved.safe:
            assert self.equal(load_saved(storage, saved, allow_unsafe=False), value)
        else:
            with pytest.raises(UnsafeArtifactError, match="allow_unsafe"):
                load_saved(storage, saved, allow_unsafe=False)

    def test_damaged_files_are_found(self, storage: Storage, saved: Saved) -> None:
        """No wrong value is loaded, whichever file was cut."""
        for name, content in contents(storage, saved).items():
            file = Path(storage.url, saved.path, name)
            file.write_bytes(content[: len(content) // 2] or b"?")
            with pytest.raises(ArtifactCorruptError):
                load_saved(storage, saved)
            file.write_bytes(content)

    def test_unreadable_files_are_an_error_of_ours(self, storage: Storage, saved: Saved) -> None:
        """Where bytes are as recorded but cannot be understood, the error says what failed."""
        for name, content in contents(storage, saved).items():
            file = Path(storage.url, saved.path, name)
            file.write_bytes(content[: len(content) // 2])
            with contextlib.suppress(TallystickError):
                load_saved(storage, saved, checked=False)
            file.write_bytes(content)


def load_saved(
    storage: Storage, saved: Saved, *, allow_unsafe: bool = True, checked: bool = True
) -> Any:
    """What was saved, loaded by its record alone; unless `checked`, without its checksum."""
    return load(
        storage,
        saved.path,
        sha256=saved.sha256 if checked else None,
        materializer=saved.materializer,
        data_type=saved.data_type,
        allow_unsafe=allow_unsafe,
    )


def contents(storage: Storage, saved: Saved) -> dict[str, bytes]:
    """What is in the files of a payload, by name."""
    return {name: Path(storage.url, saved.path, name).read_bytes() for name, _ in saved.files}
