"""The corpus beside the reference, and the tables in it, hold."""

from __future__ import annotations

import collections
import dataclasses
import datetime as dt
import decimal
import enum
import fractions
import json
import math
import pathlib
import re
import uuid
from typing import Any

import numpy as np
import pandas as pd
import pydantic
import pytest
from tests.unit.values.same import same

import tallystick.values
from tallystick.errors import InvalidValueError, StoreCorruptError
from tallystick.values import decode, encode, normalize, parse_path, type_name, wire_type

REFERENCE = pathlib.Path(__file__).parents[3] / "docs" / "reference"
CORPUS = json.loads((REFERENCE / "values-corpus.json").read_text(encoding="utf-8"))
PAGE = (REFERENCE / "values.md").read_text(encoding="utf-8")

NAMES: dict[str, Any] = {
    **{name: getattr(tallystick.values, name) for name in tallystick.values.__all__},
    **vars(dt),
    "UUID": uuid.UUID,
    **{m.__name__: m for m in (collections, dataclasses, decimal, enum, fractions, math, pathlib)},
    "numpy": np,
    "pandas": pd,
    "pydantic": pydantic,
    # The module of classes that examples make, where Python looks for one.
    "__name__": "types",
}


def evaluate(expression: str) -> Any:
    return eval(expression, dict(NAMES))


def examples(kind: str, name: str) -> Any:
    return pytest.mark.parametrize("example", CORPUS[kind], ids=lambda each: each[name])


@examples("accepted", "python")
def test_accepted_values_have_the_wire_form_and_type_of_the_corpus(example: dict[str, str]) -> None:
    """Wire form, type name by value and by bytes, and what comes back, for each example."""
    value = evaluate(example["python"])

    wire = encode(value)

    assert wire == example["wire"].encode()
    assert same(decode(wire), value)
    assert type_name(value) == type_name(wire) == wire_type(wire) == example["type"]


@examples("converted", "python")
def test_converted_values_come_back_as_the_corpus_says(example: dict[str, str]) -> None:
    """What is logged as one type and read as another."""
    canonical = evaluate(example["value"])

    converted = normalize(evaluate(example["python"]))

    assert same(converted, canonical)
    assert encode(evaluate(example["python"])) == encode(canonical)


@examples("rejected", "python")
def test_rejected_values_say_where_what_and_how(example: dict[str, str]) -> None:
    """The error has path and type, and its message both the path and a remedy."""
    value = evaluate(example["python"])

    with pytest.raises(InvalidValueError) as caught:
        encode(value, path="k")

    assert (caught.value.path, caught.value.type) == (example["path"], example["type"])
    assert str(caught.value).startswith(example["path"] + " ")
    assert example["says"] in str(caught.value)


@examples("damaged", "wire")
def test_damaged_wire_forms_are_refused(example: dict[str, str]) -> None:
    """Reading takes them for nothing else."""
    with pytest.raises(StoreCorruptError):
        decode(example["wire"].encode())


def rows(heading: str) -> list[list[str]]:
    """The code in the cells of a table, by row, for the tables under a heading."""
    section = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| `")]
    return [
        [re.findall(r"`([^`]*)`", cell) for cell in line.strip("| ").split(" | ")] for line in lines
    ]


@pytest.mark.parametrize("row", rows("The wire form"), ids=lambda row: row[0][0])
def test_wire_forms_on_the_page_are_right(row: list[list[str]]) -> None:
    """The tables of the section on the wire form."""
    (expression,), (wire,), *_ = row

    assert encode(evaluate(expression)) == wire.encode()


@pytest.mark.parametrize("row", rows("Paths"), ids=lambda row: row[1][0])
def test_paths_on_the_page_are_right(row: list[list[str]]) -> None:
    """The table of the section on paths."""
    segments, (path,) = row

    assert tallystick.values.format_path(segments) == path
    assert parse_path(path) == tuple(segments)


def test_the_page_names_every_type_and_tag() -> None:
    """A type that is added is described."""
    from tallystick.values._lift import TAGS

    names = [f"`{kind.value}`" for kind in tallystick.values.MetadataTypeEnum]

    assert [name for name in names if name not in PAGE] == []
    assert [tag for tag in TAGS if f'{{"{tag}":' not in PAGE] == []
