"""From what a person logs to entries."""

from __future__ import annotations

from collections import OrderedDict
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

import pytest

from tallystick.errors import InvalidArgumentError
from tallystick.tracking.entries import check_index, new_entries
from tallystick.values import decode


@pytest.mark.parametrize("mapping", [dict, OrderedDict, lambda m: MappingProxyType(dict(m))])
def test_any_mapping_is_metadata_in_its_order(mapping):
    entries = new_entries(mapping([("b", 1), ("a", 2)]))

    assert [(entry.key, decode(entry.value)) for entry in entries] == [("b", 1), ("a", 2)]


@pytest.mark.parametrize("index", [1, 1.5, Decimal("1.5"), Fraction(1, 2)], ids=repr)
def test_every_real_number_is_an_index(index):
    assert check_index(index) == float(index)


def test_numpy_numbers_are_indices():
    numpy = pytest.importorskip("numpy")

    assert check_index(numpy.int32(3)) == check_index(numpy.float32(3)) == 3.0


def test_no_index_is_none():
    assert check_index(None) is None


@pytest.mark.parametrize("index", [object, 1j, "", [], {}], ids=repr)
def test_what_is_no_number_is_no_index(index):
    with pytest.raises(InvalidArgumentError, match="a finite number; got") as raised:
        check_index(index)
    assert raised.value.given is index
