from __future__ import annotations

import io

import pytest
from rich.console import Console

from tallystick import log_metadata
from tallystick.cli.printing.cards import print_facts, print_metadata


@pytest.fixture
def metadata(world):
    """Metadata of a run with these entries."""

    def logged(**entries):
        world.trained("carded", depth=1)
        for key, value in entries.items():
            log_metadata({key: value}, model_name="churn", model_version="carded")
        return world.client.get_model_version("churn", "carded").run_metadata

    return logged


def printed(metadata, *, terminal=False, width=80, full=False):
    console = Console(file=io.StringIO(), force_terminal=terminal, width=width, color_system=None)
    print_metadata(console, metadata, full=full)
    return console.file.getvalue()


def test_a_dict_is_a_card_and_all_else_one_before_them(metadata):
    text = printed(metadata(group={"b": 1, "nested": {"c": 2}}, alone="x", empty={}))

    assert text == (
        "\nmetadata\n  alone  x\n"
        "\nevaluation_metrics\n  accuracy  0.1\n  size      2.00 KiB\n"
        "\ngroup\n  b       1\n  nested\n    c     2\n"
        "\nempty\n  (empty)\n"
    )


def test_a_card_that_was_logged_again_says_so(metadata):
    log = metadata(group={"a": 1})
    log_metadata({"group": {"a": 2}}, model_name="churn", model_version="carded")

    assert "\ngroup  (2 entries)\n  a  1\n" in printed(log)


def test_on_a_terminal_cards_are_boxes_side_by_side(metadata):
    entries = metadata(one={"a": 1}, two={"b": 2})

    wide, narrow = (
        printed(entries, terminal=True, width=80),
        printed(entries, terminal=True, width=18),
    )

    assert any("─ one" in line and "─ two" in line for line in wide.splitlines())
    assert not any("─ one" in line and "─ two" in line for line in narrow.splitlines())
    assert all(len(line) <= 18 for line in narrow.splitlines())


def test_an_empty_card_is_a_small_box(metadata):
    text = printed(metadata(none={}), terminal=True, width=30)

    assert text.endswith("╭─ none ──╮\n│ (empty) │\n╰─────────╯\n")


def test_nothing_logged_is_said(world):
    world.trained("plain")
    empty = world.client.get_artifact_version("classifier").artifact.run_metadata

    assert printed(empty) == "\nno metadata\n"


def test_facts_that_are_empty_are_left_out():
    console = Console(file=io.StringIO(), width=80)

    print_facts(console, {"a": "1", "none": None, "empty": "", "long name": "2"})

    assert console.file.getvalue() == "  a          1\n  long name  2\n"
