"""Values of other types become what metadata holds, or say why not."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from types import SimpleNamespace
from typing import Any, ClassVar

import msgspec
import numpy as np
import pydantic
import pytest
from hypothesis import given
from tests.unit.values.same import same
from tests.unit.values.strategies import values

from tallystick.errors import InvalidValueError
from tallystick.values import Uri, encode, normalize


@given(values)
def test_normalizing_twice_is_normalizing_once(value: Any) -> None:
    """What comes back is canonical."""
    once = normalize(value)

    assert same(normalize(once), once)


class Optimizer(msgspec.Struct):
    name: str
    rates: tuple[float, ...]


@dataclasses.dataclass
class Training:
    version: ClassVar[int] = 3
    optimizer: Optimizer
    source: Uri


def test_records_become_dicts_of_their_fields_at_every_depth() -> None:
    """A dataclass that holds a struct; what is no field stays away."""
    training = Training(Optimizer("adam", (0.1, 0.01)), Uri("s3://b"))

    assert same(
        normalize(training),
        {"optimizer": {"name": "adam", "rates": (0.1, 0.01)}, "source": Uri("s3://b")},
    )


def test_attrs_classes_become_dicts_of_their_fields() -> None:
    """They are recognised by what attrs leaves on the class."""

    class Params:
        __attrs_attrs__ = (SimpleNamespace(name="depth"), SimpleNamespace(name="_seed"))
        depth = 4
        _seed = np.int64(7)
        other = 1

    assert same(normalize(Params()), {"depth": 4, "_seed": 7})


class Base(pydantic.BaseModel):
    rate: float
    secret: pydantic.SecretStr | None = None
    hidden: int = pydantic.Field(default=1, exclude=True)


def test_pydantic_models_become_what_they_dump() -> None:
    """Excluded fields stay away, and a root model is its root."""
    root = pydantic.RootModel[list[int]]([1, 2])

    assert same(normalize(Base(rate=0.5)), {"rate": 0.5, "secret": None})
    assert same(normalize([root]), [[1, 2]])


def test_secrets_are_refused() -> None:
    """Metadata is kept for ever."""
    with pytest.raises(InvalidValueError) as caught:
        normalize(Base(rate=0.5, secret=pydantic.SecretStr("s3cret")), path="params")

    assert caught.value.path == "params.secret"
    assert "s3cret" not in str(caught.value)


@pytest.mark.filterwarnings("ignore:Core Pydantic V1:UserWarning")
def test_models_of_the_first_pydantic_are_models_too() -> None:
    """Many libraries still define theirs so."""
    v1 = pytest.importorskip("pydantic.v1")

    class Old(v1.BaseModel):
        rate: float = 0.5

    assert same(normalize(Old()), {"rate": 0.5})


def test_code_that_fails_while_a_value_is_read_is_a_refusal_with_its_place() -> None:
    """The user's error is the cause."""

    class Broken(pydantic.BaseModel):
        @pydantic.model_serializer
        def dump(self) -> dict[str, int]:
            raise LookupError("no such thing")

    with pytest.raises(InvalidValueError, match=r"cannot be read: .*no such thing") as caught:
        normalize({"a": [Broken()]}, path="k")

    assert caught.value.path == "k.a[0]"
    assert isinstance(caught.value.__cause__, Exception)


def test_an_incomplete_record_is_refused() -> None:
    """A field that was never set cannot be read."""

    @dataclasses.dataclass
    class Lazy:
        later: int = dataclasses.field(init=False)

    with pytest.raises(InvalidValueError, match="later"):
        normalize(Lazy())


def test_classes_are_recognised_by_where_they_are_from_and_not_by_their_name_alone() -> None:
    """Somebody else's `BaseModel` is no model."""

    class BaseModel:
        def model_dump(self) -> dict[str, int]:
            return {}

    with pytest.raises(InvalidValueError):
        normalize(BaseModel())


def test_a_class_is_no_instance() -> None:
    """Passing the dataclass itself is a mistake."""
    with pytest.raises(InvalidValueError, match="of type type"):
        normalize(Training)


def test_subclasses_are_read_as_what_they_hold_and_not_as_they_show_themselves() -> None:
    """A `__str__` of their own is not the text."""

    class Loud(str):
        __slots__ = ()

        def __str__(self) -> str:
            return self.upper() + "!"

    class Odd(int):
        def __int__(self) -> int:
            return 0

    assert same(normalize([Loud("a"), Odd(5)]), ["a", 5])


def test_arrays_of_a_thousand_elements_are_the_limit() -> None:
    """Whatever their shape."""
    assert len(normalize(np.zeros(1000))) == 1000  # type: ignore[arg-type]

    with pytest.raises(InvalidValueError, match=r"array of 1,001 .* Save it as an artifact"):
        normalize(np.zeros((7, 11, 13)))


def test_values_are_recognised_without_importing_where_they_might_be_from() -> None:
    """The core stays light, also when a value is refused."""
    code = (
        "import sys, enum\n"
        "from tallystick.values import encode, fetched, display\n"
        "try: encode([{'a': object()}])\n"
        "except TypeError: pass\n"
        "heavy = {'numpy', 'pandas', 'pydantic', 'attr', 'dataclasses', 'pathlib'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )

    # Without site, whose hooks for editable installs import pathlib.
    path = f"import sys; sys.path[:0] = {sys.path!r}\n"
    output = subprocess.run(
        [sys.executable, "-S", "-c", path + code], capture_output=True, text=True, check=True
    ).stdout

    assert output == "[]\n"


def test_equal_values_from_different_libraries_have_equal_bytes() -> None:
    """Cache keys and histories see no difference between a float and NumPy's."""
    assert encode({"a": np.float64(0.1)}) == encode({"a": 0.1})
    assert encode(np.array([1, 2])) == encode([1, 2])
