"""Pydantic models come back with their state, without validating it again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, field_validator

from tallystick.artifacts import open_storage, save
from tallystick.artifacts.materializers import registered
from tallystick.artifacts.materializers.base import BaseMaterializer
from tallystick.artifacts.materializers.builtin import BuiltInMaterializer
from tallystick.artifacts.materializers.pydantic import PydanticMaterializer
from tallystick.artifacts.types import VisualizationType
from tallystick.testing.materializer_contract import MaterializerContract, load_saved


class Limits(BaseModel):
    low: float
    high: float = 1.0


class Settings(BaseModel):
    model_config = ConfigDict(extra="allow")

    name: str = Field(alias="Name")
    at: datetime
    limits: tuple[Limits, ...] = ()
    _seen: set[int] = PrivateAttr(default_factory=set)

    @field_validator("name")
    @classmethod
    def marked(cls, name: str) -> str:
        return name + "!"


def with_private() -> Settings:
    settings = Settings(Name="a", at=datetime(2026, 1, 31, tzinfo=UTC), more=(1, 2))
    settings._seen.add(3)
    return settings


MODELS = [Limits(low=0), with_private(), Settings(Name="b", at=0, limits=[Limits(low=1)])]


class TestModels(MaterializerContract):
    materializer = PydanticMaterializer

    @pytest.fixture(params=range(len(MODELS)))
    def value(self, request: pytest.FixtureRequest) -> Any:
        return MODELS[request.param]

    def equal(self, loaded: Any, value: Any) -> bool:
        assert loaded.model_fields_set == value.model_fields_set
        assert loaded.__pydantic_private__ == value.__pydantic_private__
        return type(loaded) is type(value) and bool(loaded == value)


def test_the_schema_is_a_fact(tmp_path: Path) -> None:
    """As JSON schema."""
    facts = save(open_storage(tmp_path), "v", MODELS[0]).facts

    assert facts["schema"]["required"] == ["low"]


def test_models_in_containers_come_back(tmp_path: Path) -> None:
    """They need no folder of their own."""
    storage = open_storage(tmp_path)

    saved = save(storage, "v", {"models": MODELS})

    assert [name for name, _ in saved.files] == ["value.json"]
    assert load_saved(storage, saved, allow_unsafe=False) == {"models": MODELS}


def test_a_local_model_is_pickled(tmp_path: Path) -> None:
    """A class that no import finds would be lost by its name."""

    class Local(BaseModel):
        x: int

    storage = open_storage(tmp_path)

    saved = save(storage, "v", Local(x=1))

    assert not saved.safe
    assert load_saved(storage, saved).x == 1


@pytest.fixture
def shown() -> Iterator[type[BaseMaterializer]]:
    """A materializer of the program's own for `Limits`, forgotten after the test."""

    class ShownLimits(PydanticMaterializer):
        ASSOCIATED_TYPES = (Limits,)

        def save_visualizations(self, data: Limits) -> dict[str, VisualizationType]:
            path = Path(self.uri, "limits.md")
            path.write_text(f"{data.low} to {data.high}")
            return {str(path): VisualizationType.MARKDOWN}

    yield ShownLimits
    del registered.by_type[Limits]
    registered.found.clear()


def test_a_class_for_models_of_ones_own_saves_as_its_base_does(
    tmp_path: Path, shown: type[BaseMaterializer]
) -> None:
    """Although it is registered for the type itself, within containers, too."""
    storage = open_storage(tmp_path)

    alone = save(storage, "alone", MODELS[0])
    several = save(storage, "several", {"a": [MODELS[0]]})

    assert alone.materializer.endswith("ShownLimits")
    assert [preview.type for preview in alone.previews] == [VisualizationType.MARKDOWN]
    assert load_saved(storage, alone, allow_unsafe=False) == MODELS[0]
    assert load_saved(storage, several, allow_unsafe=True) == {"a": [MODELS[0]]}


def test_what_json_cannot_hold_is_pickled_by_such_a_class_too(tmp_path: Path) -> None:
    """Instead of being handed to itself for ever."""

    class Local:
        def __init__(self) -> None:
            self.x = 3

    class OwnMaterializer(BuiltInMaterializer):
        SKIP_REGISTRATION = True

    registered.register_materializer(OwnMaterializer, Local)
    storage = open_storage(tmp_path)

    saved = save(storage, "v", Local())

    assert not saved.safe
    assert load_saved(storage, saved, allow_unsafe=True).x == 3
