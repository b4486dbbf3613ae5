"""Runs and step runs."""

from __future__ import annotations

import pytest

from tallystick.records.runs import Status
from tallystick.store.memory import MemoryStore
from tallystick.testing.commands import a_run, a_step, finish, moment
from tallystick.testing.reading import record_of

UNFINISHED = {"initializing", "provisioning", "running", "retrying", "stopping"}


@pytest.mark.parametrize("status", list(Status))
def test_a_status_equals_its_text(status):
    assert status == status.value
    assert f"{status}" == status.value


@pytest.mark.parametrize("status", list(Status))
def test_only_what_goes_on_is_not_finished(status):
    assert status.is_finished is (status not in UNFINISHED)


def test_what_goes_on_has_no_duration():
    store, run = MemoryStore(), a_run()
    step = a_step(run)
    store.apply(run, step)

    assert record_of(store, run).duration_s is None
    assert record_of(store, step).duration_s is None


def test_a_duration_is_in_seconds_to_the_microsecond():
    store, run = MemoryStore(), a_run(at=moment(1))
    step = a_step(run, at=moment(1))
    store.apply(run, step, finish(step, at=moment(3.000001)), finish(run, at=moment(61)))

    assert record_of(store, run).duration_s == 60
    assert record_of(store, step).duration_s == 2.000001
