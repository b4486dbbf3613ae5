"""What every command must have, whatever it says."""

from __future__ import annotations

from datetime import datetime

import pytest
from msgspec.structs import replace

from tallystick.errors import InvalidArgumentError
from tallystick.records.commands import Command
from tallystick.records.models import Stage
from tallystick.store.base import Store
from tallystick.testing.commands import (
    a_document,
    a_model,
    a_model_version,
    a_pipeline,
    a_run,
    a_step,
    an_artifact,
    delete,
    finish,
    link,
    log,
    promote,
    tag,
    update,
)
from tallystick.testing.contract import Contract
from tallystick.testing.store_contract.refused import refused

RUN, VERSION, MODEL_VERSION = a_run(), an_artifact(), a_model_version()
STEP = a_step(RUN)

ONE_OF_EACH = [
    a_document(),
    a_pipeline(),
    a_run(),
    finish(RUN),
    a_step(RUN),
    finish(STEP),
    an_artifact(),
    a_model(),
    a_model_version(),
    link(MODEL_VERSION, RUN),
    promote(MODEL_VERSION, Stage.STAGING),
    log(RUN, {"a": 1}),
    tag(RUN, "a"),
    update(VERSION, name="a"),
    delete(RUN),
]


class RefusalRules(Contract):
    """A command that makes no sense changes nothing, and the error says why."""

    @pytest.mark.parametrize("command", ONE_OF_EACH, ids=lambda command: type(command).__name__)
    def test_every_command_makes_sense_as_it_is(self, store: Store, command: Command) -> None:
        """So that what follows is refused for its own reason."""
        store.apply(RUN, VERSION, MODEL_VERSION, STEP)

        assert store.apply(command) == (5,)

    @pytest.mark.parametrize("command", ONE_OF_EACH, ids=lambda command: type(command).__name__)
    def test_the_time_of_a_command_has_a_zone(self, store: Store, command: Command) -> None:
        """A time without one is a different moment in every place."""
        store.apply(RUN, VERSION, MODEL_VERSION, STEP)
        naive = datetime(2026, 1, 31, 12)  # noqa: DTZ001  # the point of it

        with refused(store, InvalidArgumentError, "time zone", "2026-01-31T12:00:00"):
            store.apply(replace(command, at=naive))

    @pytest.mark.parametrize("command", ONE_OF_EACH, ids=lambda command: type(command).__name__)
    def test_a_command_is_for_a_project(self, store: Store, command: Command) -> None:
        """Which has a name."""
        store.apply(RUN, VERSION, MODEL_VERSION, STEP)

        with refused(store, InvalidArgumentError, "project name"):
            store.apply(replace(command, project=""))
