"""The special types are what they are made of, and say what they mean."""

from __future__ import annotations

import pickle  # noqa: TID251  # values travel between processes

import pytest

from tallystick.values import DType, MetadataTypeEnum, Path, StorageSize, Uri

SPECIAL = [
    (Uri("s3://b"), "s3://b", "Uri('s3://b')"),
    (Path("/a"), "/a", "Path('/a')"),
    (DType("int8"), "int8", "DType('int8')"),
    (StorageSize(1500), 1500, "StorageSize(1500)"),
]


@pytest.mark.parametrize(("special", "plain", "shown"), SPECIAL)
def test_special_values_equal_plain_ones_and_show_what_they_are(
    special: str | int, plain: str | int, shown: str
) -> None:
    """Equality and hash as the base, a repr of their own, the base's text."""
    assert special == plain
    assert hash(special) == hash(plain)
    assert repr(special) == shown
    assert str(special) == f"{special}" == str(plain)


@pytest.mark.parametrize(("special", "plain", "shown"), SPECIAL)
def test_special_values_keep_their_type_when_they_are_pickled(
    special: str | int, plain: str | int, shown: str
) -> None:
    """As an argument of a process pool, for one."""
    again = pickle.loads(pickle.dumps(special))

    assert again == plain
    assert type(again) is type(special)


def test_type_names_are_stable() -> None:
    """They are recorded with every entry."""
    assert [kind.value for kind in MetadataTypeEnum] == [
        "str",
        "int",
        "float",
        "bool",
        "list",
        "dict",
        "tuple",
        "set",
        "Uri",
        "Path",
        "DType",
        "StorageSize",
        "datetime",
        "date",
        "timedelta",
        "UUID",
        "frozenset",
        "None",
    ]
    assert MetadataTypeEnum.STORAGE_SIZE == "StorageSize"
