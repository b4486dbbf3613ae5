"""Parameters are of the types that functions are annotated with, or made so without loss."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, NewType, Optional, Protocol, TypedDict, TypeVar, Union
from uuid import UUID

import numpy as np
import pydantic
import pytest
from tests.pipelining import of_steps, ran

from tallystick import ExternalArtifact, pipeline, step
from tallystick.client.session import Session
from tallystick.errors import WrongTypeError
from tallystick.pipelines.annotations import UNRESOLVED
from tallystick.pipelines.fitting import fitted
from tallystick.query.query import Query
from tallystick.records.targets import Kind


class Optimizer(Enum):
    ADAM = "adam"
    SGD = 2


class Mode(StrEnum):
    FAST = "fast"


@dataclass
class Head:
    width: int
    rates: list[float] = field(default_factory=list)


@dataclass
class Net:
    head: Head
    name: str = "net"

    def __post_init__(self) -> None:
        if not self.name:
            raise ValueError("a net has a name")


class Settings(pydantic.BaseModel):
    depth: int
    rate: float = 0.1


class Shape(TypedDict):
    width: int


class Sized(Protocol):
    def __len__(self) -> int: ...


class Base: ...


class Derived(Base): ...


T = TypeVar("T")
Celsius = NewType("Celsius", float)
derived = Derived()
array = np.arange(3)
BOTH = (False, True)
INTEGER = np.int64(3)
REAL = np.float32(0.5)


def fit(value: object, annotation: object, *, as_text: bool = False) -> object:
    return fitted("step 'train'", "x", value, annotation, as_text=as_text)


@pytest.mark.parametrize("as_text", BOTH)
@pytest.mark.parametrize(
    ("value", "annotation"),
    [
        (3, int),
        (True, int),
        (3, float),
        (3, complex),
        (INTEGER, int),
        (INTEGER, float),
        (REAL, float),
        (np.bool_(True), bool),
        (Decimal(1), float),
        (bytearray(b"x"), bytes),
        ("x", str),
        (None, None),
        (None, int | None),
        (3, Optional[int]),  # noqa: UP045  as older programs write it
        ("x", Union[int, str]),  # noqa: UP007  as older programs write it
        ("5", int | str),
        (Optimizer.ADAM, Optimizer),
        ("a", Literal["a", 1]),
        ([1, 2], list[int]),
        ([1, "a"], list),
        ([1, 2.5], Sequence[float]),
        ({"a": [1]}, dict[str, list[int]]),
        ({"a": 1}, Mapping[str, int]),
        ((1, "a"), tuple[int, str]),
        ((1, 2, 3), tuple[int, ...]),
        ((), tuple[()]),
        ({1}, set[int]),
        ({"width": "any"}, Shape),
        (Settings(depth=3), Settings),
        (Net(Head(1)), Net),
        (derived, Base),
        ([1], Sized),
        (len, Callable[[Any], int]),
        (array, np.ndarray),
        (array, np.typing.NDArray[np.float64]),
        ("anything", Any),
        ("anything", object),
        ("anything", T),
        ("anything", "Forward"),
        ("anything", UNRESOLVED),
        (["anything"], list["Forward"]),  # noqa: F821  nobody knows it
        (1.5, Celsius),
        (3, Annotated[int, "noted"]),
        (int, type[int]),
    ],
    ids=itertools.count(),
)
def test_what_fits_is_the_same_object(value: object, annotation: object, as_text: bool) -> None:
    assert fit(value, annotation, as_text=as_text) is value


@pytest.mark.parametrize("as_text", BOTH)
@pytest.mark.parametrize(
    ("value", "annotation", "made"),
    [
        (3.0, int, 3),
        (1, bool, True),
        (0, bool, False),
        ("data/x.csv", Path, Path("data/x.csv")),
        ("adam", Optimizer, Optimizer.ADAM),
        (2, Optimizer, Optimizer.SGD),
        ("fast", Mode, Mode.FAST),
        ([1, 2], tuple[int, int], (1, 2)),
        ((1, 2.0), list[int], [1, 2]),
        ([1, 2], set[int], {1, 2}),
        ({"a": "x/y"}, dict[str, Path], {"a": Path("x/y")}),
        ({"depth": 3}, Settings, Settings(depth=3)),
        ([{"depth": 3}], list[Settings], [Settings(depth=3)]),
        ({"depth": 3}, Settings | None, Settings(depth=3)),
        ({"head": {"width": 2.0}, "name": "n"}, Net, Net(Head(2), "n")),
    ],
    ids=itertools.count(),
)
def test_what_loses_nothing_is_converted(
    value: object, annotation: object, made: object, as_text: bool
) -> None:
    before = repr(value)

    found = fit(value, annotation, as_text=as_text)

    assert found == made
    assert type(found) is type(made)
    assert repr(value) == before, "what was given stays as it is"


AT = datetime(2026, 1, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "annotation", "made"),
    [
        ("5", int, 5),
        (" -5 ", int, -5),
        ("1e-3", float, 0.001),
        ("true", bool, True),
        ("No", bool, False),
        ("2026-01-31", date, date(2026, 1, 31)),
        ("2026-01-31T12:00:00+00:00", datetime, AT),
        (date(2026, 1, 31), datetime, datetime(2026, 1, 31)),  # noqa: DTZ001  as YAML says it
        ("1.10", Decimal, Decimal("1.10")),
        ("12345678123456781234567812345678", UUID, UUID("12345678" * 4)),
        ("SGD", Optimizer, Optimizer.SGD),
        ("2", Optimizer, Optimizer.SGD),
        ("1", Literal["a", 1], 1),
        (["1", "2"], list[int], [1, 2]),
        ({"head": {"width": "2", "rates": ["0.5"]}}, Net, Net(Head(2, [0.5]))),
        ("5", int | None, 5),
    ],
    ids=itertools.count(),
)
def test_texts_are_read_where_all_is_text(value: object, annotation: object, made: object) -> None:
    assert fit(value, annotation, as_text=True) == made
    with pytest.raises(WrongTypeError):
        fit(value, annotation)


@pytest.mark.parametrize(
    ("value", "annotation", "said"),
    [
        ("5", int, "'x' of step 'train' is annotated as int; got str '5'."),
        (2.5, int, "is annotated as int; got float 2.5."),
        (float("nan"), int, "got float nan."),
        (float("inf"), int, "got float inf."),
        (None, int, "got None."),
        (2, bool, "is annotated as bool; got int 2."),
        ("yes", bool, "got str 'yes'."),
        (3, str, "is annotated as str; got int 3."),
        ("abc", list[str], "is annotated as list[str]; got str 'abc'."),
        ("x", int | None, "is annotated as int or None; got str 'x'."),
        (2.5, int | str, "is annotated as int or str; got float 2.5."),
        ("b", Literal["a", 1], "is annotated as 'a' or 1; got str 'b'."),
        (True, Literal["a", 1], "got bool True."),
        ("rmsprop", Optimizer, "It is one of 'adam', 2."),
        ([1, "a"], list[int], "Parameter x[1] of step 'train' is annotated as int; got str 'a'."),
        ({"lr": ["a"]}, dict[str, list[float]], "Parameter x['lr'][0] of step"),
        ({1: 1}, dict[str, int], "Parameter x[1] of step 'train' is annotated as str; got int 1."),
        ((1, 2, 3), tuple[int, int], "is annotated as tuple[int, int]; got tuple (1, 2, 3)."),
        ([1, 1], set[int], "is annotated as set[int]; got list [1, 1]."),
        ([[1]], set[list[int]], "got list [[1]]."),
        (array, list, "is annotated as list; got numpy.ndarray."),
        (array, float, "is annotated as float; got numpy.ndarray."),
        (Base(), Derived, ".Derived; got "),
        ({"depth": "deep"}, Settings, "depth: Input should be a valid integer"),
        ({"head": {"width": "a"}}, Net, "Parameter x.head.width of step 'train' is annotated as"),
        ({"head": {"widht": 1}}, Net, "Did you mean 'width'?"),
        ({"head": {}}, Net, "missing 1 required positional argument: 'width'."),
        ({"head": Head(1), "name": ""}, Net, "a net has a name."),
        ({"a": 1}, Base, ".Base; got dict {'a': 1}."),
        ("x" * 100, int, "is annotated as int; got str."),
    ],
    ids=itertools.count(),
)
def test_what_does_not_fit_is_named(value: object, annotation: object, said: str) -> None:
    with pytest.raises(WrongTypeError) as raised:
        fit(value, annotation)

    assert said in str(raised.value)
    assert isinstance(raised.value, TypeError)
    assert isinstance(raised.value, ValueError)
    assert raised.value.facts["parameter"] == "x"


def test_numbers_for_texts_are_to_be_quoted() -> None:
    """They may have been written in another way, such as 1.10."""
    with pytest.raises(WrongTypeError, match=r"got float 1\.1\. Put it in quotes\."):
        fit(1.1, str, as_text=True)


@step
def train(depth: int, rate: float = 0.5, path: Path | None = None, tag: str = None) -> int:  # type: ignore[assignment]  # noqa: RUF013  as people write it
    assert isinstance(depth, int)
    return depth


def runs(session: Session) -> int:
    return session.store.find(Query(kind=Kind.RUN)).total


def test_steps_are_not_begun_with_what_does_not_fit(session: Session) -> None:
    for wrong in (lambda: train("5"), lambda: train(5, rate="fast"), lambda: train(5, tag=3)):
        with pytest.raises(WrongTypeError, match="of step 'train' is annotated as"):
            of_steps(wrong)()
        with pytest.raises(WrongTypeError, match="of step 'train' is annotated as"):
            wrong()

    assert runs(session) == 0


def test_what_fits_is_recorded_as_it_was_converted() -> None:
    made = ran(of_steps(lambda: train(5.0, rate=1, path="x/y", tag=None)))

    assert bytes(made.steps["train"].parameters["depth"]) == b"5"
    assert bytes(made.steps["train"].parameters["rate"]) == b"1"


def test_pipelines_and_configurations(session: Session, tmp_path: Path) -> None:
    @pipeline
    def training(depth: int, modes: list[Mode] | None = None) -> None:
        assert modes is None or all(isinstance(mode, Mode) for mode in modes)
        train(depth)

    with pytest.raises(WrongTypeError, match="'depth' of pipeline 'training' is annotated as int"):
        training("3")
    (tmp_path / "right.yaml").write_text("parameters: {depth: '3', modes: [fast]}")
    (tmp_path / "wrong.yaml").write_text("steps: {train: {parameters: {rate: fast}}}")

    made = ran(training.with_options(config_path=tmp_path / "right.yaml"))
    with pytest.raises(WrongTypeError, match="'rate' of step 'train' is annotated as float"):
        training.with_options(config_path=tmp_path / "wrong.yaml")(3)

    assert made.value("train") == 3
    assert runs(session) == 1
    # What is said twice is compared after it was read.
    twice = training.with_options(config_path=tmp_path / "right.yaml")
    assert ran(twice, 3).value("train") == 3


def test_outputs_and_artifacts_are_left_to_the_step() -> None:
    @step
    def texts() -> str:
        return "a"

    @step
    def count(values: list[int], one: int, many: dict[str, int] | None = None) -> int:
        return len(values)

    @pipeline
    def inner(depth: int) -> None:
        count([depth], depth)

    def body() -> None:
        inner(texts())
        count([texts(id="again"), 1], ExternalArtifact(value="text"))

    assert ran(pipeline(name="outer")(body)).value("count_2") == 2


def test_steps_called_within_a_step_are_plain_functions() -> None:
    @step
    def outer() -> int:
        return len(str(train.entrypoint)) and 1

    assert ran(of_steps(outer)).value("outer") == 1


def test_pydantic_is_not_loaded_for_it() -> None:
    """Only programs that use it pay for it."""
    program = """
import sys
from tallystick.pipelines.fitting import fitted
class Mine: ...
try:
    fitted("step", "x", {"a": 1}, Mine)
except TypeError:
    assert "pydantic" not in sys.modules
    print("refused")
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )

    assert done.stdout == "refused\n", done.stderr
