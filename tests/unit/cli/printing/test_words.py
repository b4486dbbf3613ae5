from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tallystick.cli.printing.words import ago, fact, status

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (timedelta(0), "just now"),
        (timedelta(seconds=-5), "just now"),
        (timedelta(seconds=12), "12 s ago"),
        (timedelta(seconds=60), "1 min ago"),
        (timedelta(hours=3, minutes=59), "3 h ago"),
        (timedelta(days=5), "5 d ago"),
        (timedelta(days=400), "2024-12-27"),
        (timedelta(days=-1), "2026-02-01 12:00:00 UTC"),
    ],
)
def test_how_long_ago(age, said):
    assert ago(NOW - age, NOW) == said


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("status", "completed", "completed"),
        ("stage", "none", "-"),
        ("stage", "production", "production"),
        ("created_at", NOW, "2026-01-31 12:00:00 UTC"),
        ("duration_s", 75.0, "1 min 15 s"),
        ("duration_s", None, "-"),
        ("size_bytes", 2048, "2.00 KiB"),
        ("tags", ("a", "b"), "a, b"),
        ("tags", (), "-"),
        ("number", 3, "3"),
        ("author", "ada", "ada"),
    ],
)
def test_facts_by_their_name(name, value, said):
    assert fact(name, value, terminal=False).plain == said


def test_a_terminal_has_marks_and_ages():
    assert status("failed", terminal=True).plain == "✗ failed"
    assert fact("created_at", datetime.now(UTC), terminal=True).plain == "just now"
