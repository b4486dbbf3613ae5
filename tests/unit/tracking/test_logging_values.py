"""`log_metadata`: what can be logged, and that a refusal stores nothing of the call."""

from __future__ import annotations

import math
import re

import pytest

from tallystick.errors import (
    InvalidArgumentError,
    InvalidValueError,
    ValueTooLargeError,
)
from tallystick.tracking.logging import log_metadata
from tallystick.values import StorageSize, Uri


class TestValues:
    @pytest.fixture(params=["bare", "output", "run"])
    def log(self, request, world):
        step = world.step(world.run("training-1"), outputs=("model",))
        forms = {
            "bare": {},
            "output": {"infer_artifact": True},
            "run": {"run_id_name_or_prefix": "training-1"},
        }
        with world.inside(step):
            yield lambda metadata, **more: log_metadata(metadata, **forms[request.param], **more)

    @pytest.mark.parametrize("metadata", [None, [1], "text", 3, {("a", 1)}])
    def test_what_is_no_mapping_says_how_to_write_it(self, log, refused, metadata):
        with refused(InvalidValueError, f"got {type(metadata).__name__}. Give the value a key"):
            log(metadata)

    def test_a_refused_value_names_its_path_and_stores_nothing(self, log, refused):
        with refused(InvalidValueError, re.escape("a.b[1]")) as raised:
            log({"fine": 1, "a": {"b": [0, object()]}})
        assert raised.value.path == "a.b[1]"

    def test_a_value_that_is_too_large_stores_nothing(self, log, refused):
        with refused(ValueTooLargeError, "artifact"):
            log({"fine": 1, "big": "x" * (2 << 20)})

    @pytest.mark.parametrize("key", ["", "a::b", "k" * 256])
    def test_a_key_that_cannot_be_one_stores_nothing(self, log, refused, key):
        with refused(InvalidArgumentError, "key"):
            log({"fine": 1, key: 1})

    def test_a_key_that_is_no_text_stores_nothing(self, log, refused):
        with refused(InvalidValueError, "Keys are text"):
            log({"fine": 1, 7: 1})

    def test_nothing_to_log_is_nothing_logged(self, log, world):
        before = world.changes()
        log({})
        assert world.changes() == before

    @pytest.mark.parametrize(
        "index", ["3", b"3", True, math.nan, math.inf, 10**400, [1]], ids=lambda i: repr(i)[:9]
    )
    def test_an_index_that_is_no_number_stores_nothing(self, log, refused, index):
        with refused(InvalidArgumentError, "index is the point's position"):
            log({"loss": 1}, index=index)

    def test_values_come_back_as_they_went_in(self, world):
        step = world.step()
        metadata = {
            "uri": Uri("s3://bucket"),
            "size": StorageSize(5),
            "none": None,
            "tuple": (1, "a"),
            "nan": [math.inf],
            "card": {"nested": {"set": {1, 2}}},
        }

        with world.inside(step):
            log_metadata(metadata)

        found = world.of_step(step)
        assert found == metadata
        assert list(found) == list(metadata)
        assert [type(value) for value in found.values()] == [
            type(value) for value in metadata.values()
        ]
