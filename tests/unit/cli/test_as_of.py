"""`--as-of`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tallystick import log_metadata
from tallystick.cli.as_of import parse_as_of
from tallystick.errors import InvalidArgumentError


@pytest.fixture
def then(client, world):
    """The number of the journal after a first run."""
    world.trained("first", depth=1)
    number = sum(1 for _ in client.session.store.changes())
    log_metadata({"loss": 7}, run_id_name_or_prefix="first")
    world.trained("second", depth=2)
    return str(number)


@pytest.mark.parametrize("noun", ["runs", "steps", "artifacts", "models"])
def test_lists_of_the_past_are_shorter(tally, then, noun):
    count = len(tally(noun, "list").lines)

    assert 1 < len(tally(noun, "list", "--as-of", then).lines) < count
    assert tally(noun, "list", "--as-of", "-1d", "--json").json["items"] == []
    assert len(tally(noun, "list", "--as-of", "now").lines) == count


def test_one_thing_as_it_was(tally, then):
    assert tally("runs", "show", "--as-of", then, "--json").json["name"] == "first"
    words = ("history", "loss", "--run", "first", "--json")
    past, now = (tally(*words, *when).json["entries"] for when in (["--as-of", then], []))
    assert 7 not in [entry["value"] for entry in past]
    assert 7 in [entry["value"] for entry in now]
    assert tally("models", "show", "churn", "--as-of", then, "--json").json["number"] == 1
    assert tally("runs", "show", "second", "--as-of", then).code == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tomorrow", "got 'tomorrow'"),
        ("", "got ''"),
        ("-1", "got '-1'"),
        ("2026-02-30", "got '2026-02-30'"),
        ("0", "as_of=0"),
        ("9999", "as_of=9999"),
        ("+1d", "is in the future"),
        ("-9999999999d", "got '-9999999999d'"),
    ],
)
def test_what_is_no_time_or_number_is_refused(tally, then, text, said):
    answer = tally("runs", "list", "--as-of", text)

    assert answer.code == 2
    assert said in answer.err


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("17", 17),
        ("2026-01-31", datetime(2026, 1, 31, tzinfo=UTC)),
        ("2026-01-31T12:00", datetime(2026, 1, 31, 12, tzinfo=UTC)),
        ("2026-01-31 12:00:30.5+01:00", datetime(2026, 1, 31, 11, 0, 30, 500_000, tzinfo=UTC)),
    ],
)
def test_times_and_numbers(text, meant):
    assert parse_as_of(text) == meant


def test_times_before_now():
    now = datetime.now(UTC)

    assert abs(now - timedelta(days=2) - parse_as_of("-2d")) < timedelta(minutes=1)
    with pytest.raises(InvalidArgumentError, match="yesterday-ish"):
        parse_as_of("yesterday-ish")
