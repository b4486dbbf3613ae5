"""The last resort keeps any object, and says what that costs."""

from __future__ import annotations

import pickle  # noqa: TID251  # makes a file that only an allowance may load
from pathlib import Path
from typing import Any

import pytest

from tallystick.artifacts import open_storage, save
from tallystick.artifacts.materializers.cloudpickle import CloudpickleMaterializer
from tallystick.errors import MaterializerError
from tallystick.testing.materializer_contract import MaterializerContract, load_saved


class Odd:
    def __init__(self, size: int) -> None:
        self.size = size

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Odd) and self.size == other.size

    __hash__ = None  # type: ignore[assignment]  # it is not for dicts


VALUES: dict[str, Any] = {"object": Odd(3), "function": len, "class": Odd, "module": pickle}


class TestCloudpickle(MaterializerContract):
    materializer = CloudpickleMaterializer

    @pytest.fixture(params=VALUES)
    def value(self, request: pytest.FixtureRequest) -> Any:
        return VALUES[request.param]

    def equal(self, loaded: Any, value: Any) -> bool:
        return type(loaded) is type(value) and loaded == value

    @pytest.fixture(autouse=True)
    def copied(self, monkeypatch: pytest.MonkeyPatch) -> None:
        # Modules cannot be copied; they are compared with themselves.
        monkeypatch.setattr("copy.deepcopy", lambda value: value)


def test_functions_of_functions_come_back(tmp_path: Path) -> None:
    """With what they remember."""
    storage = open_storage(tmp_path)
    size = 5

    loaded = load_saved(storage, save(storage, "v", lambda x: x + size))

    assert loaded(1) == 6


def test_there_is_one_note(tmp_path: Path) -> None:
    """It names the type, the danger and the remedy, and nothing is printed."""
    saved = save(open_storage(tmp_path), "v", Odd(3))

    (note,) = saved.notes
    assert "Odd" in note
    assert "execute code" in note
    assert "materializer for the type" in note


def test_what_cannot_be_pickled_is_named(tmp_path: Path) -> None:
    """The error names the type and what to do; nothing is stored."""
    storage = open_storage(tmp_path)

    with pytest.raises(MaterializerError, match=r"generator.*write a materializer"):
        save(storage, "v", (x for x in ()))

    assert not storage.exists("v")


def test_what_cannot_be_loaded_says_what_it_was_made_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The versions of then and now are in the error."""
    storage = open_storage(tmp_path)
    saved = save(storage, "v", Odd(3))
    monkeypatch.delattr(f"{__name__}.Odd")

    with pytest.raises(MaterializerError, match=r"made with Python 3.*this is Python 3"):
        load_saved(storage, saved)
