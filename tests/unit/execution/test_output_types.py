"""Outputs are of the types that steps are annotated to return."""

from __future__ import annotations

import collections
import itertools
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, Protocol, TypeVar

import numpy as np
import pandas as pd
import pytest
from tests.pipelining import failed, of_steps, ran, stored_files

from tallystick import ArtifactConfig, step
from tallystick.client.session import Session
from tallystick.errors import MaterializerError, PipelineFailedError, WrongTypeError
from tallystick.query.query import Query
from tallystick.records.targets import Kind

T = TypeVar("T")


class Walks(Protocol):
    def walk(self) -> None: ...


class Base: ...


class Derived(Base): ...


def again() -> type[Base]:
    """The class as a cell of a notebook defines it that is run again."""
    return type("Base", (), {"__module__": Base.__module__, "__qualname__": "Base"})


def returning(value: Any, annotation: Any) -> Any:
    def made() -> Any:
        return value

    made.__annotations__["return"] = annotation
    return step(name="made", enable_cache=False)(made)


@pytest.mark.parametrize(
    ("value", "annotation"),
    [
        (1, int),
        (1, float),
        (True, int),
        (np.float64(1), float),
        (np.float32(1), float),
        (np.int64(1), float),
        (np.int64(1), int),
        (np.bool_(True), bool),
        (np.str_("a"), str),
        (Decimal(1), float),
        (np.array(1.5), float),
        (Derived(), Base),
        (again()(), Base),
        (collections.OrderedDict(a=1), dict),
        ({"a": "text"}, dict[str, int]),
        (["text"], list[int]),
        ({"a": 1}, Mapping[str, int]),
        (1, "Unknown"),
        (1, Any),
        (1, Walks),
        (1, T),
        (None, int | None),
        ("b", Literal["a", "b"]),
        (pd.DataFrame({"a": [1]}), pd.DataFrame),
        (pd.Timestamp("2026-01-31"), "datetime"),
        (1, Annotated[int, "named"]),
        (1, Annotated[float, ArtifactConfig(name="named")]),
    ],
    ids=itertools.count(),
)
def test_what_is_right_or_may_be(value: object, annotation: object) -> None:
    made = ran(of_steps(returning(value, annotation)))

    assert made.statuses == {"made": "completed"}


@pytest.mark.parametrize(
    ("value", "annotation", "said"),
    [
        ("0.9", float, "returned str '0.9' as output 'output', which is annotated as float."),
        (None, int, "returned None as output 'output', which is annotated as int."),
        (1.5, int, "returned float 1.5 as"),
        (1, bool, "which is annotated as bool."),
        (1, str, "which is annotated as str."),
        ((1, 2), list, "returned tuple (1, 2) as"),
        ([1, 2], np.ndarray, "returned list [1, 2] as output 'output', which is annotated as "),
        (pd.Series([1]), pd.DataFrame, "annotated as pandas.DataFrame"),
        (pd.Series([1]), float, "annotated as float"),
        (Base(), Derived, ".Derived. Return that, or change the annotation."),
        ("x", Path, "returned str 'x' as output 'output', which is annotated as pathlib.Path."),
        ([1], Iterator[int], "annotated as Iterator[int]"),
        ("x", int | None, "annotated as int or None"),
        ("c", Literal["a", "b"], "annotated as 'a' or 'b'"),
        (1, Annotated[str, "named"], "as output 'named', which is annotated as str"),
    ],
    ids=itertools.count(),
)
def test_what_is_certainly_wrong_fails_the_step(
    home: Path, value: object, annotation: object, said: str
) -> None:
    lost = failed(of_steps(returning(value, annotation)))

    assert lost.error is not None
    cause = lost.error.__cause__
    assert isinstance(cause, WrongTypeError)
    assert str(cause).startswith("Step 'made' returned ")
    assert said in str(cause).replace("pandas.core.frame", "pandas")
    assert lost.statuses == {"made": "failed"}
    assert stored_files(home) == []


def test_of_several_outputs_the_wrong_one_is_named(session: Session, home: Path) -> None:
    @step
    def several() -> tuple[Annotated[int, "rows"], Annotated[str, "name"]]:
        return "name", 3  # type: ignore[return-value]  # what is looked for

    lost = failed(of_steps(several))

    cause = lost.error.__cause__ if lost.error else None
    assert isinstance(cause, WrongTypeError)
    assert "str 'name' as output 'rows', which is annotated as int" in str(cause)
    assert cause.facts == {"step": "several", "output": "rows", "expected": int, "got": str}
    assert stored_files(home) == []
    assert session.store.find(Query(kind=Kind.ARTIFACT_VERSION)).total == 0


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ("nowhere.Materializer", r"nowhere\.Materializer .* cannot be found"),
        ("json.JSONDecoder", r"json\.JSONDecoder is not a subclass of BaseMaterializer"),
        (Base, r"Base'> is not a subclass of BaseMaterializer"),
        ({"output": ["nowhere.Materializer"]}, r"cannot be found"),
    ],
    ids=range(4),
)
def test_what_is_no_materializer_fails_the_step_before_any_work(
    home: Path, chosen: Any, said: str
) -> None:
    executed = []

    @step(output_materializers=chosen)
    def made() -> int:
        executed.append(1)
        return 1

    lost = failed(of_steps(made))

    assert not executed
    assert isinstance(lost.error, PipelineFailedError)
    assert isinstance(lost.error.__cause__, MaterializerError)
    assert re.search(said, str(lost.error))
    assert not lost.steps["made"].outputs
    assert not stored_files(home)
