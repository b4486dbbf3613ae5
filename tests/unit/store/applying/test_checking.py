"""What can be said of a command without any store."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from msgspec import Raw
from msgspec.structs import replace

from tallystick.errors import InvalidArgumentError, InvalidValueError
from tallystick.records.commands import decode_command
from tallystick.records.metadata import NewEntry
from tallystick.store.applying.checking import as_written, check_command
from tallystick.testing.commands import a_pipeline, a_run, a_step, an_artifact, finish, log
from tallystick.testing.store_contract.journal import a_history_of_everything

RUN = a_run()


def test_commands_that_make_sense_pass():
    for command in a_history_of_everything():
        check_command(command)


@pytest.mark.parametrize("project", ["", "x" * 256, "\0"])
def test_a_project_has_a_name(project):
    with pytest.raises(InvalidArgumentError, match="project name"):
        check_command(a_pipeline(project=project))


def test_a_time_has_a_zone_which_may_be_any():
    at = datetime(2026, 1, 31, 12, tzinfo=timezone(timedelta(hours=5)))
    check_command(a_pipeline(at=at))

    with pytest.raises(InvalidArgumentError, match=r"2026-01-31T12:00:00 without one.*now\(UTC\)"):
        check_command(a_pipeline(at=at.replace(tzinfo=None)))


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_numbers_are_finite(number):
    with pytest.raises(InvalidArgumentError, match="The index of an entry is a finite number"):
        check_command(log(RUN, {"a": 1}, index=number))
    with pytest.raises(InvalidArgumentError, match="The usage 'cpu_s' is a finite number"):
        check_command(finish(a_step(RUN), usage={"cpu_s": number}))


def test_a_command_is_taken_as_others_will_read_it():
    config = {"a": (1, 2)}

    command, body = as_written(a_run(config=config))
    config["b"] = 3

    assert command.config == {"a": [1, 2]}
    assert decode_command(body) == command


@pytest.mark.parametrize("wire", [b"", b"nope", b'{"$foo":1}', b'1},{"key":"b","value":2'])
def test_values_are_in_wire_form(wire):
    entries = (NewEntry("a", Raw(wire)),)
    said = r"The value of 'a' is not in wire form; make it with encode\(\)"

    for command in (
        log(RUN, {}, entries=entries),
        replace(an_artifact(), facts=entries),
        a_run(parameters={"a": Raw(wire)}),
        a_step(RUN, parameters={"a": Raw(wire)}),
    ):
        with pytest.raises(InvalidValueError, match=said) as caught:
            check_command(command)
        assert caught.value.path == "a"
