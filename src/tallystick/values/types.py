"""The special types, and the names of all types a metadata value can have."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, TypeAlias
from uuid import UUID


class Uri(str):
    """A text that is an address: `Uri("s3://bucket/data.csv")`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"Uri({str.__repr__(self)})"


class Path(str):
    """A text that is a path in a file system: `Path("/data/train.csv")`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"Path({str.__repr__(self)})"


class DType(str):
    """A text that names a data type: `DType("float32")`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"DType({str.__repr__(self)})"


class StorageSize(int):
    """A number of bytes: `StorageSize(1_500_000)`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"StorageSize({int.__repr__(self)})"

    # Without this, `str` and f-strings would show the constructor.
    def __str__(self) -> str:
        return int.__repr__(self)


class MetadataTypeEnum(StrEnum):
    """The name of a value's type, as it is recorded with every entry."""

    STRING = "str"
    INT = "int"
    FLOAT = "float"
    BOOL = "bool"
    LIST = "list"
    DICT = "dict"
    TUPLE = "tuple"
    SET = "set"
    URI = "Uri"
    PATH = "Path"
    DTYPE = "DType"
    STORAGE_SIZE = "StorageSize"
    DATETIME = "datetime"
    DATE = "date"
    TIMEDELTA = "timedelta"
    UUID = "UUID"
    FROZENSET = "frozenset"
    NONE = "None"


# For annotations in pipelines, where the values of containers are not spelt out.
MetadataType: TypeAlias = (
    str
    | int
    | float
    | bool
    | list[Any]
    | dict[str, Any]
    | tuple[Any, ...]
    | set[Any]
    | frozenset[Any]
    | Uri
    | Path
    | DType
    | StorageSize
    | datetime
    | date
    | timedelta
    | UUID
    | None
)

# What `decode` and `normalize` return: these exact classes at every depth.
Value: TypeAlias = (
    bool
    | int
    | float
    | str
    | Uri
    | Path
    | DType
    | StorageSize
    | datetime
    | date
    | timedelta
    | UUID
    | list["Value"]
    | tuple["Value", ...]
    | set["Value"]
    | frozenset["Value"]
    | dict[str, "Value"]
    | None
)

# Every class a value may have, with its name.
TYPE_NAMES: dict[type, MetadataTypeEnum] = {
    type(None): MetadataTypeEnum.NONE,
    bool: MetadataTypeEnum.BOOL,
    int: MetadataTypeEnum.INT,
    float: MetadataTypeEnum.FLOAT,
    str: MetadataTypeEnum.STRING,
    Uri: MetadataTypeEnum.URI,
    Path: MetadataTypeEnum.PATH,
    DType: MetadataTypeEnum.DTYPE,
    StorageSize: MetadataTypeEnum.STORAGE_SIZE,
    datetime: MetadataTypeEnum.DATETIME,
    date: MetadataTypeEnum.DATE,
    timedelta: MetadataTypeEnum.TIMEDELTA,
    UUID: MetadataTypeEnum.UUID,
    list: MetadataTypeEnum.LIST,
    tuple: MetadataTypeEnum.TUPLE,
    set: MetadataTypeEnum.SET,
    frozenset: MetadataTypeEnum.FROZENSET,
    dict: MetadataTypeEnum.DICT,
}
