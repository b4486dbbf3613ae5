"""From types to materializers, and from recorded names to classes."""

from __future__ import annotations

import importlib.metadata
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tallystick.artifacts import (
    BaseMaterializer,
    find_materializer,
    load_materializer,
    register_materializer,
)
from tallystick.artifacts.materializers import registered, registry
from tallystick.artifacts.materializers.builtin import BuiltInMaterializer
from tallystick.artifacts.materializers.cloudpickle import CloudpickleMaterializer
from tallystick.artifacts.materializers.table import (
    EXACT,
    FALLBACK,
    FAMILIES,
    RECORDS,
    REGISTERED,
)
from tallystick.errors import MaterializerError, MissingDependencyError, UnsafeArtifactError


class Base:
    pass


class Derived(Base):
    pass


class Listed(list[int]):
    pass


@pytest.fixture(autouse=True)
def own_registry() -> Iterator[None]:
    """What a test registers is forgotten after it."""
    before = dict(registered.by_type), dict(registered.by_name)
    yield
    for table, old in zip((registered.by_type, registered.by_name), before, strict=True):
        table.clear()
        table.update(old)
    registered.found.clear()
    registry._plug_ins.cache_clear()
    registry._plug_in_names.cache_clear()


def a_materializer(*types: type, **attributes: Any) -> type[BaseMaterializer]:
    """A class that registers itself for these types."""
    return type("Mine", (BaseMaterializer,), {"ASSOCIATED_TYPES": types, **attributes})


def test_defining_a_class_registers_it() -> None:
    """For its types and their subclasses."""
    mine = a_materializer(Base)

    assert find_materializer(Base) is mine
    assert find_materializer(Derived) is mine


def test_the_nearest_base_decides() -> None:
    """Whatever was registered first."""
    derived = a_materializer(Derived)
    base = a_materializer(Base)

    assert find_materializer(Derived) is derived
    assert find_materializer(Base) is base


def test_the_newest_registration_wins() -> None:
    """As when a cell of a notebook runs again."""
    a_materializer(Base)
    newer = a_materializer(Base)

    assert find_materializer(Base) is newer


def test_registration_can_be_skipped() -> None:
    """A class for one output need not take over its types; its subclasses register again."""
    private = a_materializer(Base, SKIP_REGISTRATION=True)

    assert find_materializer(Base) is CloudpickleMaterializer
    public = type("Public", (private,), {})
    assert find_materializer(Base) is public


def test_what_the_program_registers_comes_first() -> None:
    """Before what this package has for the type."""
    mine = a_materializer(dict)

    assert find_materializer(dict) is mine
    assert find_materializer(list) is BuiltInMaterializer


def test_a_subclass_of_a_plain_type_is_not_that_type() -> None:
    """It would come back as its base."""
    assert find_materializer(Listed) is CloudpickleMaterializer


def test_a_class_can_be_registered_for_other_types() -> None:
    """Without defining another one."""
    mine = a_materializer(Base, SKIP_REGISTRATION=True)

    register_materializer(mine, Listed)

    assert find_materializer(Listed) is mine
    assert find_materializer(Base) is CloudpickleMaterializer


def test_one_type_may_be_named_alone() -> None:
    """The comma of a tuple is easily forgotten."""
    mine = type("Mine", (BaseMaterializer,), {"ASSOCIATED_TYPES": Base})

    assert find_materializer(Derived) is mine
    assert (Base,) == mine.ASSOCIATED_TYPES


@pytest.mark.parametrize("wrong", ["text", None, list[int]])
def test_only_types_can_be_associated(wrong: Any) -> None:
    """The error shows what is not one and how to do it."""
    with pytest.raises(MaterializerError, match=r"ASSOCIATED_TYPES = \(MyType,\)"):
        a_materializer(wrong)


def test_an_override_is_taken_as_it_is() -> None:
    """As a class or by name."""
    mine = a_materializer(Base, SKIP_REGISTRATION=True)

    assert find_materializer(int, mine) is mine
    assert find_materializer(int, FALLBACK) is CloudpickleMaterializer


def test_the_fitting_one_of_several_overrides_is_taken() -> None:
    """By type, and the first if none fits."""
    first = a_materializer(Base, SKIP_REGISTRATION=True)
    second = a_materializer(dict, SKIP_REGISTRATION=True)

    assert find_materializer(Derived, [second, first]) is first
    assert find_materializer(int, [second, first]) is second
    assert find_materializer(int, []) is BuiltInMaterializer


@pytest.mark.parametrize("wrong", [int, "builtins.int", 5])
def test_an_override_must_be_a_materializer(wrong: Any) -> None:
    """The error names what was given."""
    with pytest.raises(MaterializerError, match=r"int|5"):
        find_materializer(int, [wrong])


def test_every_name_of_ours_can_be_loaded() -> None:
    """The names are in records for ever."""
    for dotted in {*EXACT.values(), *FAMILIES.values(), *RECORDS.values(), FALLBACK, REGISTERED}:
        assert issubclass(load_materializer(dotted, importing=False), BaseMaterializer)


def test_classes_of_functions_are_found_while_they_live() -> None:
    """A notebook loads what it has just saved."""
    mine = a_materializer(Base)

    assert load_materializer(f"{__name__}.Mine", importing=False) is mine


@pytest.mark.parametrize(
    "dotted", ["nowhere.Materializer", "json.nothing", "json.decoder.Nothing", "NoModule"]
)
def test_a_name_that_is_gone_is_named(dotted: str) -> None:
    """The error says what to do."""
    with pytest.raises(MaterializerError, match=rf"{dotted}.*materializer=\.\.\."):
        load_materializer(dotted)


@pytest.mark.parametrize("dotted", ["subprocess.Popen", "json.dumps"])
def test_a_record_cannot_name_other_classes(dotted: str) -> None:
    """What is named must be a materializer."""
    with pytest.raises(MaterializerError, match="not a subclass"):
        load_materializer(dotted)


def test_no_module_is_imported_without_allowance(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A record of a shared store must not choose which module's code runs."""
    (tmp_path / "theirs_to_run.py").write_text("raise SystemExit('executed')\n")
    monkeypatch.syspath_prepend(str(tmp_path))

    with pytest.raises(UnsafeArtifactError, match=r"theirs_to_run\.Materializer"):
        load_materializer("theirs_to_run.Materializer", importing=False)

    assert "theirs_to_run" not in sys.modules


def test_a_missing_package_names_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that one command makes it work."""
    module = "tallystick.artifacts.materializers.polars"
    monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.setitem(sys.modules, "polars", None)
    registered.by_name.pop(f"{module}.PolarsMaterializer", None)

    with pytest.raises(MissingDependencyError, match=r'pip install "tallystick\[polars\]"'):
        load_materializer(f"{module}.PolarsMaterializer")


def test_a_plug_in_is_found_by_the_name_of_its_type(monkeypatch: pytest.MonkeyPatch) -> None:
    """And is trusted, since it was installed."""
    mine = a_materializer(Base, SKIP_REGISTRATION=True)
    mine.__module__ = __name__
    monkeypatch.setattr(sys.modules[__name__], "Mine", mine, raising=False)
    point = importlib.metadata.EntryPoint(
        f"{__name__}.Base", f"{__name__}:Mine", registry.ENTRY_POINTS
    )
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda group: [point])
    registry._plug_ins.cache_clear()

    assert find_materializer(Derived) is mine
    assert find_materializer(Listed) is CloudpickleMaterializer
    assert load_materializer(f"{__name__}.Mine", importing=False) is mine
