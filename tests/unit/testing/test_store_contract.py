"""The store contract is found, catches what it should, and asks for nothing when unused."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tallystick.store.memory import MemoryStore
from tallystick.store.memory.entries import MemoryEntries
from tallystick.testing import store_contract
from tallystick.testing.commands import a_run, log, moment
from tallystick.testing.contents import contents
from tallystick.testing.store_contract import StoreContract
from tallystick.testing.store_contract.journal import a_history_of_everything


def test_every_part_of_the_contract_is_in_it():
    parts = {base.__module__.rpartition(".")[2] for base in StoreContract.__bases__}
    files = {path.stem for path in Path(store_contract.__file__).parent.glob("*.py")}

    assert files - parts == {"__init__", "refused"}


def test_every_rule_says_what_it_is_in_one_sentence():
    for name in dir(StoreContract):
        if name.startswith("test_"):
            text = getattr(StoreContract, name).__doc__
            assert text, name
            assert "\n" not in text.strip(), name
            assert text.endswith("."), name


def test_a_suite_without_a_store_says_what_is_missing():
    class TestMine(StoreContract):
        pass

    with pytest.raises(NotImplementedError, match=r"TestMine must provide the fixture `store`"):
        TestMine.store.__wrapped__(TestMine())


def test_importing_the_package_needs_no_test_tools():
    code = (
        "import sys, tallystick.testing, tallystick.testing.commands, tallystick.testing.reading, "
        "tallystick.testing.contents, tallystick.testing.contract;"
        "print([name for name in ('pytest', 'hypothesis') if name in sys.modules])"
    )

    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert answer.stdout == "[]\n"


def test_equal_stores_have_equal_contents():
    one, other = MemoryStore(), MemoryStore()
    commands = a_history_of_everything()

    one.apply(*commands)
    for command in commands:
        other.apply(command)

    assert contents(one) == contents(other)


def test_a_store_with_one_change_more_has_other_contents():
    commands = a_history_of_everything()
    for number in range(1, len(commands)):
        one, other = MemoryStore(), MemoryStore()
        one.apply(*commands[:number])
        other.apply(*commands[: number - 1])

        assert contents(one) != contents(other)


def test_a_store_that_answers_wrongly_has_other_contents(monkeypatch):
    run = a_run()
    late = log(run, {"a": 0}, at=moment(-1))
    store = MemoryStore()
    store.apply(run, log(run, {"a": 1}), late)
    before = contents(store)

    monkeypatch.setattr(MemoryEntries, "current", lambda self, target: ())

    assert contents(store)["changes"] == before["changes"]
    assert contents(store) != before
