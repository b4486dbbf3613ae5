from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from tallystick import DType, Path, StorageSize, Uri
from tallystick.cli.printing.plain import plain, print_json
from tallystick.values import fetched


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (3, 3),
        (2**70, 2**70),
        (0.5, 0.5),
        (float("nan"), {"$float": "nan"}),
        (float("-inf"), {"$float": "-inf"}),
        ("text", "text"),
        (Uri("s3://x"), "s3://x"),
        (Path("/data"), "/data"),
        (DType("int8"), "int8"),
        (StorageSize(7), 7),
        (datetime(2026, 1, 31, 12, tzinfo=UTC), "2026-01-31T12:00:00+00:00"),
        (date(2026, 1, 31), "2026-01-31"),
        (timedelta(seconds=90), 90.0),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        ((1, (2,)), [1, [2]]),
        ({"b", "a"}, ["a", "b"]),
        (frozenset({2, 10}), [10, 2]),
        ({"a": {"b": float("inf")}}, {"a": {"b": {"$float": "inf"}}}),
    ],
)
def test_values_in_plain_json(value, expected):
    made = plain(value)

    assert made == expected
    assert type(made) is type(expected)
    assert plain(fetched(value, logged_at=datetime.now(UTC))) == expected


def test_json_is_one_document_of_readable_text(capsys):
    print_json({"a": "größe", "n": plain([float("nan")])})

    out = capsys.readouterr().out
    assert "größe" in out
    assert out.endswith("}\n")
    assert json.loads(out) == {"a": "größe", "n": [{"$float": "nan"}]}
