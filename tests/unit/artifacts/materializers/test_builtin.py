"""Python's own types come back exactly."""

from __future__ import annotations

import dataclasses
import enum
import json
import math
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick import values
from tallystick.artifacts import open_storage, save
from tallystick.artifacts.materializers.builtin import BuiltInMaterializer, BytesMaterializer
from tallystick.artifacts.materializers.scalars import INLINE_BYTES
from tallystick.artifacts.materializers.tree import from_json, to_json
from tallystick.errors import MaterializerError, UnsafeArtifactError
from tallystick.testing.materializer_contract import MaterializerContract, load_saved


class Colour(enum.Enum):
    RED = "red"
    ALIAS = "red"  # noqa: PIE796  # a second name for a member


class Bits(enum.Flag):
    A = 1
    B = 2


class Level(enum.IntEnum):
    LOW = 1


@dataclasses.dataclass
class Config:
    depth: int
    names: tuple[str, ...] = ()
    inner: Config | None = None
    derived: int = dataclasses.field(init=False, default=0)

    def __post_init__(self) -> None:
        self.derived = self.depth * 2


@dataclasses.dataclass(frozen=True, slots=True)
class Frozen:
    at: datetime
    sizes: set[int]


class Point(NamedTuple):
    x: float
    y: float = 0.0


OldPoint = namedtuple("OldPoint", "x y")  # noqa: PYI024  # the older form is a form too


class Struct(msgspec.Struct):
    name: str
    scores: dict[str, float]


ZURICH = ZoneInfo("Europe/Zurich")
SCALARS: list[Any] = [
    None,
    True,
    0,
    -(2**53) - 1,
    10**5000,
    0.1,
    -0.0,
    5e-324,
    math.inf,
    -math.inf,
    math.nan,
    1 + 2j,
    complex(math.nan, -math.inf),
    "",
    "ünï\n\0",
    "\ud800",
    "\ud83d\ude00",
    date(2026, 1, 31),
    datetime(2026, 1, 31, 12, 30, 15, 999_999),  # noqa: DTZ001  # naive times come back too
    datetime(2026, 1, 31, 12, tzinfo=UTC),
    datetime(2026, 1, 31, 12, tzinfo=timezone(-timedelta(hours=3, minutes=30))),
    datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=ZURICH),
    datetime.min,  # noqa: DTZ901  # as above
    time(1, 2, 3, 4),
    time(1, 2, tzinfo=ZURICH),
    timedelta(days=-1, microseconds=1),
    timedelta.max,
    Decimal("1.10"),
    Fraction(1, 3),
    UUID(int=5),
    ...,
    range(3, 9, 2),
    PurePosixPath("/a/b"),
    PureWindowsPath("c:/x"),
    values.Uri("s3://bucket"),
    values.Path("/data"),
    values.DType("int64"),
    values.StorageSize(2**60),
    Colour.RED,
    Colour.ALIAS,
    Bits.A | Bits.B,
    Level.LOW,
]
CONTAINERS: list[Any] = [
    [],
    (),
    {},
    set(),
    frozenset(),
    [[], [()], {"": {}}],
    [1, True, 1.0, None],
    (1, (2, [3, {4, 5}])),
    {"a": 1, "$tuple": [1]},
    {"$tuple": [1]},
    {"b": 1, "a": 2},
    {1: "int", "1": "text", 1.5: "float", None: "none", (1, 2): "tuple", b"x": "bytes"},
    {frozenset({1, 2}), (1, 2), "x"},
    OrderedDict([("b", 1), ("a", 2)]),
    Counter("hello"),
    defaultdict(list, {"a": [1]}),
    defaultdict(None, {"a": 1}),
    deque([1, 2], maxlen=3),
    deque(),
    [b"short", bytearray(b"x")],
    {"long": bytes(INLINE_BYTES + 1)},
    Config(3, ("a",), Config(1)),
    Frozen(datetime(2026, 1, 1, tzinfo=UTC), {1, 2}),
    Point(1.5),
    OldPoint(1, "y"),
    Struct("s", {"a": math.inf}),
    {"nested": [Point(0), Colour.RED, {UUID(int=1): Struct("x", {})}]},
    [*range(1000), math.nan],
    {"accuracy": np.float64(0.1), "n": [np.int8(3), np.float32(math.nan), np.bool_(True)]},
    [np.datetime64("2026-01-31"), np.timedelta64(5, "h"), np.complex64(1j), np.str_("x")],
    [pd.Timestamp("2026-01-31T12:00:00.123456789"), pd.Timestamp("1000-01-01"), pd.NaT, pd.NA],
    [pd.Timestamp("2026-10-25 02:30").tz_localize("Europe/Zurich", ambiguous=False)],
    [pd.Timestamp("2026-01-31", tz="UTC"), pd.Timedelta("1h"), pd.Timedelta(days=10**7)],
]


def same(loaded: Any, value: Any) -> bool:
    """Equal and of equal types at every depth; NaN equals NaN."""
    if type(loaded) is not type(value):
        return False
    if isinstance(value, np.generic) or value is pd.NaT or value is pd.NA:
        return repr(loaded) == repr(value)
    if isinstance(value, float):
        if math.isnan(value):
            return math.isnan(loaded)
        return loaded == value and math.copysign(1, loaded) == math.copysign(1, value)
    if isinstance(value, complex):
        return same(loaded.real, value.real) and same(loaded.imag, value.imag)
    if isinstance(value, dict):
        return same(list(loaded), list(value)) and same(list(loaded.values()), list(value.values()))
    if isinstance(value, list | tuple | deque):
        return len(loaded) == len(value) and all(map(same, loaded, value))
    if isinstance(value, datetime | time):
        zones = type(loaded.tzinfo) is type(value.tzinfo) and loaded.fold == value.fold
        return bool(loaded == value) and zones
    if isinstance(value, pd.Timestamp | pd.Timedelta):
        return repr(loaded) == repr(value) and bool(loaded.unit == value.unit)
    return bool(loaded == value)


TYPICAL: dict[str, Any] = {
    "none": None,
    "long int": 10**5000,
    "nan": math.nan,
    "half a surrogate": "\ud800",
    "zoned": datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=ZURICH),
    "enum": Colour.RED,
    "nothing": [],
    "odd keys": {1: "int", "$a": {2, (3, b"x")}},
    "dataclass": Config(3, ("a",), Config(1)),
    "parts": {"long": bytes(INLINE_BYTES + 1), "scalar": np.float64(0.1)},
}


class TestBuiltIn(MaterializerContract):
    materializer = BuiltInMaterializer

    @pytest.fixture(params=TYPICAL)
    def value(self, request: pytest.FixtureRequest) -> Any:
        return TYPICAL[request.param]

    def equal(self, loaded: Any, value: Any) -> bool:
        return same(loaded, value)


@pytest.mark.parametrize("place", range(len(SCALARS + CONTAINERS)))
def test_every_type_comes_back(tmp_path: Path, place: int) -> None:
    """Safely, and found by its type."""
    value = (SCALARS + CONTAINERS)[place]
    storage = open_storage(tmp_path)

    saved = save(storage, "v", value)

    assert saved.materializer.endswith("BuiltInMaterializer")
    assert saved.problems == ()
    assert same(load_saved(storage, saved, allow_unsafe=False), value)


class TestBytes(MaterializerContract):
    materializer = BytesMaterializer

    @pytest.fixture(
        params=[b"", b"\0\xff", bytearray(b"x"), bytes(1 << 20)],
        ids=["empty", "short", "bytearray", "long"],
    )
    def value(self, request: pytest.FixtureRequest) -> Any:
        return request.param


def a_leaf() -> st.SearchStrategy[Any]:
    zones = st.sampled_from([None, UTC, ZURICH, timezone(timedelta(minutes=-7))])
    return (
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.text(st.characters())
        | st.binary(max_size=20)
        | st.complex_numbers()
        | st.dates()
        | st.times()
        | st.timedeltas()
        | st.datetimes(timezones=zones)
        | st.decimals(allow_nan=False)
        | st.fractions()
        | st.uuids()
    )


def a_key() -> st.SearchStrategy[Any]:
    simple = st.none() | st.integers() | st.text(max_size=5) | st.booleans() | st.binary(max_size=3)
    return simple | st.tuples(simple, simple) | st.frozensets(simple, max_size=3)


def a_tree() -> st.SearchStrategy[Any]:
    return st.recursive(
        a_leaf(),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.lists(inner, max_size=3).map(tuple)
            | st.dictionaries(a_key() | st.just("$dict"), inner, max_size=4)
            | st.sets(a_key(), max_size=4)
            | st.dictionaries(st.text(max_size=3), inner, max_size=3).map(OrderedDict)
        ),
        max_leaves=20,
    )


def refuse(value: Any) -> Any:
    raise AssertionError(f"{value!r} was not held by JSON")


@given(a_tree())
def test_any_tree_comes_back(value: Any) -> None:
    """Whatever is built from Python's own types is JSON and comes back exactly."""
    data = to_json(value, refuse)

    assert same(from_json(data, refuse, importing=False), value)


@given(a_tree())
def test_equal_trees_are_equal_bytes(value: Any) -> None:
    """Sets too, whatever their order."""
    data = to_json(value, refuse)

    assert to_json(from_json(data, refuse, importing=False), refuse) == data


def test_plain_values_are_plain_json(tmp_path: Path) -> None:
    """Other programs can read what has nothing special in it."""
    value = {"a": [1, 2.5, "x", None, True], "b": {"c": []}}

    saved = save(open_storage(tmp_path), "v", value)

    assert json.loads((tmp_path / saved.path / "value.json").read_text()) == value


@pytest.mark.parametrize(
    "value", [{"a": (1, 2)}, [values.Uri("x")], {1}, math.nan, 2**80, date.min, UUID(int=3)]
)
def test_tags_mean_what_they_mean_in_metadata(value: Any) -> None:
    """The wire form of metadata is read alike."""
    assert same(from_json(values.encode(value), refuse, importing=False), value)


def test_shared_and_odd_objects_are_in_one_pickle(tmp_path: Path) -> None:
    """Objects without a materializer keep referring to each other."""

    class Odd:
        pass

    odd = Odd()
    storage = open_storage(tmp_path)

    saved = save(storage, "v", {"a": [odd, odd], "b": 1})
    loaded = load_saved(storage, saved)

    assert loaded["a"][0] is loaded["a"][1]
    assert not saved.safe
    assert len(saved.notes) == 1
    assert "Odd" in saved.notes[0]


def test_classes_are_not_imported_without_allowance(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file must not choose which module's code runs."""
    (tmp_path / "plan_of_theirs.py").write_text(
        "import dataclasses\n@dataclasses.dataclass\nclass Theirs:\n    x: int\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    import plan_of_theirs  # type: ignore[import-not-found]  # written above

    storage = open_storage(tmp_path / "artifacts")
    saved = save(storage, "v", [plan_of_theirs.Theirs(1)])
    monkeypatch.delitem(__import__("sys").modules, "plan_of_theirs")

    with pytest.raises(UnsafeArtifactError, match=r"plan_of_theirs\.Theirs"):
        load_saved(storage, saved, allow_unsafe=False)
    assert load_saved(storage, saved)[0].x == 1


@pytest.mark.parametrize("name", ["subprocess.Popen", "builtins.exec", "os.system", "os.path"])
def test_only_described_classes_are_built(name: str) -> None:
    """A crafted file cannot have other things called."""
    crafted = json.dumps({"$object": ["dataclass", name, [["args", "x"]]]}).encode()

    with pytest.raises(MaterializerError, match=name):
        from_json(crafted, refuse, importing=True)


def test_items_stay_inside_the_payload(tmp_path: Path) -> None:
    """A crafted file cannot have other folders loaded."""
    storage = open_storage(tmp_path)
    saved = save(storage, "v", [1])
    crafted = {"$item": ["../other", saved.materializer, saved.data_type]}
    (tmp_path / "v/value.json").write_text(json.dumps(crafted))

    with pytest.raises(ValueError, match=r"\.\./other"):
        load_saved(storage, saved, checked=False)


def test_a_value_within_itself_is_refused(tmp_path: Path) -> None:
    """JSON cannot hold it; nothing is stored."""
    value: list[Any] = [1]
    value.append(value)
    storage = open_storage(tmp_path)

    with pytest.raises(MaterializerError, match="contains itself"):
        save(storage, "v", value)

    assert not storage.exists("v")


def test_a_new_field_takes_its_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Classes may grow while their values are stored."""
    storage = open_storage(tmp_path)
    saved = save(storage, "v", Config(1))
    fields = Config.__dataclass_fields__
    added = dataclasses.field(default=7)
    added.name = "added"
    added._field_type = fields["depth"]._field_type  # type: ignore[attr-defined]  # as the decorator does
    monkeypatch.setitem(fields, "added", added)

    assert load_saved(storage, saved).added == 7


def test_a_field_without_default_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says which class changed and how."""
    storage = open_storage(tmp_path)
    saved = save(storage, "v", Struct("a", {}))
    payload = tmp_path / "v/value.json"
    payload.write_text(payload.read_text().replace('"scores"', '"points"'))

    with pytest.raises(MaterializerError, match=r"Struct has changed .*points"):
        load_saved(storage, saved, checked=False)
