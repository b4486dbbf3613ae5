"""Entries are logged; the newest is the current value, and none is ever changed."""

from __future__ import annotations

from datetime import timedelta, timezone
from typing import Any

import pytest
from msgspec import Raw
from msgspec.structs import replace

from tallystick.errors import InvalidArgumentError, InvalidValueError, NotFoundError
from tallystick.query.query import Query
from tallystick.records.ids import new_id
from tallystick.records.metadata import Entry, NewEntry
from tallystick.records.reading import Snapshot
from tallystick.records.references import Ref
from tallystick.records.runs import Run
from tallystick.records.targets import Kind
from tallystick.store.base import Store
from tallystick.testing.commands import (
    Made,
    a_model,
    a_model_version,
    a_pipeline,
    a_run,
    a_step,
    an_artifact,
    artifact_of,
    log,
    moment,
    new_entries,
    target,
)
from tallystick.testing.contract import Contract
from tallystick.testing.reading import current_values, past_values, snapshot_of
from tallystick.testing.store_contract.refused import refused

VALUES: dict[str, Any] = {
    "none": None,
    "true": True,
    "int": 3,
    "large int": 2**70,
    "float": 0.1,
    "infinity": float("-inf"),
    "text": 'a "text" with \n, \0 and \N{SNOWMAN}',
    "tuple": (1, "a", None),
    "set": {1, 2},
    "time": moment(0.000001),
    "duration": timedelta(days=1, microseconds=1),
    "dict": {"b": {"c": [1, {"d": ()}]}, "a": {}, "$odd": 1, "": 2},
    "empty": [],
}

NO_WIRE = [
    b"",
    b"{",
    b"nope",
    b"1e999",
    b'"\\ud800"',
    b"\xff",
    b'{"$foo":1}',
    b'{"a":[{"$foo":1}]}',
    b'{"$datetime":"yesterday"}',
    b'{"$int":"1","b":2}',
    b'1},{"key":"b","value":2',
]

RUN = a_run()
FAR_EAST = timezone(timedelta(hours=14))


class EntryRules(Contract):
    """Typed values under keys, with their history."""

    def test_every_value_comes_back_as_it_was_logged(self, store: Store) -> None:
        """Of the same type at every depth, in the order of its keys."""
        run = a_run()

        store.apply(run, log(run, VALUES))

        found = current_values(store, run)
        assert found == VALUES
        assert list(found) == list(VALUES)
        assert list(found["dict"]) == list(VALUES["dict"])
        assert [type(value) for value in found.values()] == [*map(type, VALUES.values())]

    def test_an_entry_says_when_by_whom_and_where_in_a_series(self, store: Store) -> None:
        """All facts of an entry, as they are written."""
        run = a_run()
        publisher = new_id()
        command = log(run, {"loss": 0.5}, author="ada", index=7, publisher=publisher)

        store.apply(run, command)

        assert store.history(target(run), "loss") == (
            Entry(
                sequence=1,
                change=2,
                key="loss",
                type="float",
                value=command.entries[0].value,
                logged_at=command.at,
                author="ada",
                index=7.0,
                publisher=publisher,
                output=None,
            ),
        )

    @pytest.mark.parametrize(
        "thing",
        [a_pipeline(), RUN, a_step(RUN), an_artifact(), a_model(), a_model_version()],
        ids=lambda thing: target(thing).kind.value,
    )
    def test_things_of_every_kind_carry_metadata(self, store: Store, thing: Made) -> None:
        """Also those that only have names."""
        store.apply(RUN, thing, log(thing, {"a": 1}))

        assert current_values(store, thing) == {"a": 1}

    def test_an_artifact_carries_metadata_apart_from_its_versions(self, store: Store) -> None:
        """What holds of the artifact is not said of a version."""
        version = an_artifact()
        store.apply(version, log(artifact_of(version), {"owner": "ada"}))

        assert current_values(store, artifact_of(version)) == {"owner": "ada"}
        assert current_values(store, version) == {}

    def test_the_newest_entry_of_a_key_is_current(self, store: Store) -> None:
        """The others are its history."""
        run = a_run()

        store.apply(run, *(log(run, {"loss": value}) for value in (3, 2, 1)))

        assert current_values(store, run) == {"loss": 1}
        assert past_values(store, run, "loss") == [3, 2, 1]

    def test_an_older_entry_that_arrives_late_is_history(self, store: Store) -> None:
        """What counts is when an entry was logged, not when it was applied."""
        run = a_run()
        store.apply(run, log(run, {"loss": "new"}, at=moment(10)))

        store.apply(log(run, {"loss": "old"}, at=moment(5)))

        assert current_values(store, run) == {"loss": "new"}
        assert past_values(store, run, "loss") == ["old", "new"]

    def test_of_entries_of_one_moment_the_last_applied_is_current(self, store: Store) -> None:
        """Clocks are coarse; the order of application decides then."""
        run = a_run()

        store.apply(run, *(log(run, {"loss": value}, at=moment(5)) for value in (1, 2, 3)))

        assert current_values(store, run) == {"loss": 3}
        assert past_values(store, run, "loss") == [1, 2, 3]

    def test_moments_are_told_apart_to_the_microsecond(self, store: Store) -> None:
        """An entry that is a microsecond older is older."""
        run = a_run()
        newer, older = moment(5.000002), moment(5.000001)

        store.apply(run, log(run, {"a": "newer"}, at=newer), log(run, {"a": "older"}, at=older))

        assert current_values(store, run) == {"a": "newer"}

    def test_moments_in_other_time_zones_are_compared_as_moments(self, store: Store) -> None:
        """Noon in one zone may be before eleven in another."""
        run = a_run()
        store.apply(
            run,
            log(run, {"a": "later"}, at=moment(60)),
            log(run, {"a": "earlier"}, at=moment(0).astimezone(FAR_EAST)),
        )

        assert current_values(store, run) == {"a": "later"}

    def test_a_later_dict_replaces_an_earlier_one(self, store: Store) -> None:
        """Dicts are not merged."""
        run = a_run()

        store.apply(run, log(run, {"d": {"x": 1, "y": 2}}), log(run, {"d": {"z": 3}}))

        assert current_values(store, run) == {"d": {"z": 3}}

    def test_the_type_of_a_key_may_change(self, store: Store) -> None:
        """Each entry has the type of its own value."""
        run = a_run()

        store.apply(run, log(run, {"a": 1}), log(run, {"a": "one"}), log(run, {"a": None}))

        types = [entry.type for entry in store.history(target(run), "a")]
        assert types == ["int", "str", "None"]
        assert current_values(store, run) == {"a": None}

    def test_keys_are_in_the_order_in_which_they_were_first_logged(self, store: Store) -> None:
        """Logging a key again does not move it."""
        run = a_run()

        store.apply(run, log(run, {"b": 1, "a": 1}), log(run, {"c": 1}), log(run, {"a": 2, "b": 2}))

        assert list(current_values(store, run)) == ["b", "a", "c"]

    def test_a_late_entry_does_not_move_its_key(self, store: Store) -> None:
        """First is what was applied first, whenever it was logged."""
        run = a_run()
        store.apply(run, log(run, {"a": 1}, at=moment(10)))

        store.apply(log(run, {"b": 1, "a": 0}, at=moment(1)))

        assert current_values(store, run) == {"a": 1, "b": 1}
        assert list(current_values(store, run)) == ["a", "b"]

    def test_one_entry_belongs_to_several_things(self, store: Store) -> None:
        """It is the same entry on each of them."""
        run = a_run()
        step = a_step(run)

        store.apply(run, step, log((step, run), {"accuracy": 0.9}))

        (on_step,) = store.history(target(step), "accuracy")
        (on_run,) = store.history(target(run), "accuracy")
        assert on_step == on_run

    def test_things_have_their_own_history_of_shared_keys(self, store: Store) -> None:
        """A newer entry on one thing is not current on another."""
        run = a_run()
        step = a_step(run)
        store.apply(run, step, log((step, run), {"accuracy": 0.9}))

        store.apply(log(run, {"accuracy": 0.8}))

        assert current_values(store, step) == {"accuracy": 0.9}
        assert past_values(store, run, "accuracy") == [0.9, 0.8]

    def test_a_thing_named_twice_has_the_entry_once(self, store: Store) -> None:
        """Targets are a set."""
        run = a_run()

        store.apply(run, log((run, run), {"a": 1}))

        assert past_values(store, run, "a") == [1]

    def test_a_snapshot_may_leave_the_metadata_out(self, store: Store) -> None:
        """The record alone is faster to get."""
        run = a_run()
        store.apply(run, log(run, {"a": 1}))
        with_metadata = snapshot_of(store, run)

        got = store.get(Run, Ref.to(run.run_id), metadata=False)
        page = store.find(Query(kind=Kind.RUN, metadata=False))
        full_page = store.find(Query(kind=Kind.RUN))

        assert got == Snapshot(with_metadata.record)
        assert page.items == (got,)
        assert full_page.items == (with_metadata,)

    def test_the_history_of_a_key_that_was_never_logged_is_empty(self, store: Store) -> None:
        """So is that of a part of a value: keys have histories."""
        run = a_run()
        store.apply(run, log(run, {"d": {"x": 1}}))

        assert store.history(target(run), "other") == ()
        assert store.history(target(run), "d.x") == ()

    def test_the_history_of_text_that_utf_8_cannot_hold_is_refused(self, store: Store) -> None:
        """Nothing was logged under it."""
        run = a_run()
        store.apply(run)

        with refused(store, InvalidArgumentError, "surrogate"):
            store.history(target(run), "\ud800")

    def test_the_history_of_an_unknown_thing_is_an_error(self, store: Store) -> None:
        """The error names it."""
        run = a_run()

        with refused(store, NotFoundError, "run", str(run.run_id)):
            store.history(target(run), "a")

    @pytest.mark.parametrize("key", ["a.b", "a b", "ä", "'; --", '"', "%", "x" * 255, "$a", "\n"])
    def test_keys_may_be_any_text(self, store: Store, key: str) -> None:
        """Dots and quotes have no meaning in a key."""
        run = a_run()

        store.apply(run, log(run, {key: 1}), log(run, {key: 2}))

        assert current_values(store, run) == {key: 2}
        assert past_values(store, run, key) == [1, 2]

    def test_keys_heed_case(self, store: Store) -> None:
        """Two spellings are two keys."""
        run = a_run()

        store.apply(run, log(run, {"Key": 1, "key": 2}))

        assert current_values(store, run) == {"Key": 1, "key": 2}

    @pytest.mark.parametrize("key", ["", "x" * 256, "train::loss", "a\0b"])
    def test_keys_that_cannot_be_are_refused(self, store: Store, key: str) -> None:
        """The store is the last to check."""
        run = a_run()
        store.apply(run)

        with refused(store, InvalidArgumentError, "key"):
            store.apply(log(run, {"good": 1, key: 1}))

    def test_a_key_twice_in_one_command_is_refused(self, store: Store) -> None:
        """Which of them is current would be an accident."""
        run = a_run()
        store.apply(run)

        with refused(store, InvalidArgumentError, "'a'", "twice"):
            twice = new_entries({"a": 1}) + new_entries({"a": 2})
            store.apply(log(run, {}, entries=twice))

    @pytest.mark.parametrize("wire", NO_WIRE, ids=repr)
    def test_values_that_are_not_in_wire_form_are_refused(self, store: Store, wire: bytes) -> None:
        """At any depth, and where they would end their entry and begin another."""
        run = a_run()
        store.apply(run)
        entries = (NewEntry("good", Raw(b"1")), NewEntry("bad", Raw(wire)))

        with refused(store, InvalidValueError, "'bad'", "encode()"):
            store.apply(log(run, {}, entries=entries))
        with refused(store, InvalidValueError, "'bad'", "encode()"):
            store.apply(replace(an_artifact(), facts=entries))
        with refused(store, InvalidValueError, "'bad'", "encode()"):
            store.apply(a_run(parameters={"good": Raw(b"1"), "bad": Raw(wire)}))
        with refused(store, InvalidValueError, "'bad'", "encode()"):
            store.apply(a_step(run, parameters={"bad": Raw(wire)}))

    def test_metadata_on_an_unknown_thing_is_refused(self, store: Store) -> None:
        """Nothing is stored on the others that the call names."""
        run, unknown = a_run(), a_run()
        store.apply(run)

        with refused(store, NotFoundError, str(unknown.run_id)):
            store.apply(log((run, unknown), {"a": 1}))

    def test_metadata_on_nothing_is_refused(self, store: Store) -> None:
        """It would be stored where nobody finds it."""
        with refused(store, InvalidArgumentError, "target"):
            store.apply(log((), {"a": 1}))

    def test_no_metadata_is_refused(self, store: Store) -> None:
        """A command that says nothing is a mistake of its author."""
        run = a_run()
        store.apply(run)

        with refused(store, InvalidArgumentError, "no entry"):
            store.apply(log(run, {}))

    @pytest.mark.parametrize("index", [float("nan"), float("inf")])
    def test_an_index_is_finite(self, store: Store, index: float) -> None:
        """A place in a series can be drawn."""
        run = a_run()
        store.apply(run)

        with refused(store, InvalidArgumentError, "index"):
            store.apply(log(run, {"a": 1}, index=index))
