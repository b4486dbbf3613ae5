"""Runs begin and end."""

from __future__ import annotations

import pytest
from msgspec import Raw

from tallystick.errors import EntityExistsError, InvalidArgumentError, NotFoundError
from tallystick.records.runs import Failure, Process, Run, Status
from tallystick.store.base import Store
from tallystick.testing.commands import (
    a_model_version,
    a_pipeline,
    a_run,
    delete,
    fail,
    finish,
    moment,
    target,
)
from tallystick.testing.contract import Contract
from tallystick.testing.reading import is_there, record_of
from tallystick.testing.store_contract.refused import refused


class RunRules(Contract):
    """One execution of a pipeline."""

    def test_a_run_holds_what_its_start_said(self, store: Store) -> None:
        """Every fact comes back as it was given."""
        version = a_model_version()
        run = a_run(
            "nightly",
            author="ada",
            tags=("a", "b", "a"),
            parameters={"depth": Raw(b"3"), "path": Raw(b'{"$path":"/tmp"}')},
            config={"settings": {"cpus": 2}, "list": [1, None, 0.5]},
            environment="e" * 64,
            code={"commit": "c0ffee", "dirty": True},
            graph=(("load", ()), ("train", ("load",))),
            orchestrator="ray",
            process=Process(host="here", pid=7, started_at_ticks=123, boot_id="b"),
            model_version_id=version.model_version_id,
        )

        store.apply(version, run)

        assert record_of(store, run) == Run(
            id=run.run_id,
            project="default",
            pipeline_id=target(a_pipeline()).id,
            pipeline="training",
            name="nightly",
            status=Status.RUNNING,
            created_at=run.at,
            started_at=run.at,
            author="ada",
            tags=("a", "b"),
            parameters=run.parameters,
            config=run.config,
            environment="e" * 64,
            code=run.code,
            graph=run.graph,
            orchestrator="ray",
            process=run.process,
            model_version_id=version.model_version_id,
        )

    def test_a_finished_run_has_an_end(self, store: Store) -> None:
        """Its duration follows from both times."""
        run = a_run(at=moment(0))
        store.apply(run)

        store.apply(finish(run, at=moment(2.5)))

        record = record_of(store, run)
        assert (record.status, record.ended_at) == (Status.COMPLETED, moment(2.5))
        assert record.duration_s == 2.5

    def test_a_failed_run_keeps_its_failure(self, store: Store) -> None:
        """Type, message and traceback stay."""
        run = a_run()
        failure = Failure(type="KeyError", message="'x'", traceback="Traceback ...\n  line 1")

        store.apply(run, fail(run, failure=failure))

        assert record_of(store, run).failure == failure

    def test_the_later_word_about_the_end_of_a_run_holds(self, store: Store) -> None:
        """A run that was given up for dead may still end well."""
        run = a_run()
        store.apply(run, fail(run, at=moment(20)))

        store.apply(finish(run, at=moment(10)))

        record = record_of(store, run)
        assert (record.status, record.failure) == (Status.COMPLETED, None)
        assert record.ended_at == moment(10)

    @pytest.mark.parametrize("status", [Status.RUNNING, Status.INITIALIZING])
    def test_a_run_does_not_end_in_the_middle(self, store: Store, status: Status) -> None:
        """The statuses of what goes on are no ends."""
        run = a_run()
        store.apply(run)

        with refused(store, InvalidArgumentError, f"'{status}'", "'completed'"):
            store.apply(finish(run, status))

    def test_a_name_of_a_run_is_given_once(self, store: Store) -> None:
        """A second run of that name is refused, whatever its pipeline."""
        store.apply(a_run("nightly"))

        with refused(store, EntityExistsError, "nightly"):
            store.apply(a_run("nightly", pipeline="other"))

    def test_the_name_of_a_deleted_run_is_free(self, store: Store) -> None:
        """The journal knows the old one, the store only the new."""
        old, new = a_run("nightly"), a_run("nightly")

        store.apply(old, delete(old), new)

        assert record_of(store, new).name == "nightly"
        assert not is_there(store, old)

    def test_an_unknown_run_does_not_end(self, store: Store) -> None:
        """The error names its id."""
        run = a_run()

        with refused(store, NotFoundError, str(run.run_id)):
            store.apply(finish(run))

    def test_a_run_with_an_unknown_model_version_is_refused(self, store: Store) -> None:
        """Nor does its pipeline come to be."""
        version = a_model_version()

        with refused(store, NotFoundError, str(version.model_version_id)):
            store.apply(a_run(model_version_id=version.model_version_id))

    def test_a_configuration_that_json_cannot_hold_is_refused(self, store: Store) -> None:
        """A command must be writable, or the journal could not keep it."""
        with refused(store, InvalidArgumentError, "StartRun"):
            store.apply(a_run(config={"callback": print}))
