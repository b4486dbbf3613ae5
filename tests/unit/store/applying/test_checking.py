"""What can be said of a command without any store."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from tallystick.errors import InvalidArgumentError
from tallystick.store.applying import check_command
from tallystick.testing.commands import a_pipeline, a_run, a_step, finish, log
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
