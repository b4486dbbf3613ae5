"""Histories of several things, whole and thinned."""

from __future__ import annotations

import math
import random
from typing import Any

import pytest

from tallystick.errors import InvalidArgumentError, NotFoundError
from tallystick.query.history import HistoryQuery
from tallystick.records.commands import LogMetadata
from tallystick.records.reading import History
from tallystick.records.runs import Status
from tallystick.store.base import Store
from tallystick.store.thinning import thinned
from tallystick.testing.commands import (
    Thing,
    Things,
    a_run,
    a_step,
    delete,
    finish,
    log,
    moment,
    target,
)
from tallystick.testing.contract import Contract
from tallystick.testing.store_contract.refused import refused
from tallystick.values import decode, encode

NAN = float("nan")


def series(
    things: Things, values: list[Any], key: str = "loss", **fields: Any
) -> list[LogMetadata]:
    """Each value is logged a second after the one before."""
    return [
        log(things, {key: value}, **{"index": place, "at": moment(place), **fields})
        for place, value in enumerate(values)
    ]


def history(store: Store, thing: Thing, key: str = "loss", points: int | None = None) -> History:
    """The history of a key on one thing."""
    (found,) = store.histories(HistoryQuery(targets=(target(thing),), key=key, points=points))
    return found


def places(found: History) -> list[float | None]:
    """Where in its series each shown entry is."""
    return [entry.index for entry in found.entries]


def check_rule(store: Store, thing: Thing, key: str = "loss", path: str = "loss") -> None:
    """However few points are asked for, the rule says which they are."""
    whole = store.history(target(thing), key)
    for points in (5, 6, 7, 12, 40, 41, 100, 333, 2_000, 100_000):
        found = history(store, thing, path, points)
        assert (found.entries, found.total, found.bucket) == thinned(whole, path, points)
        assert len(found.entries) <= max(points, 0)


class HistoryRules(Contract):
    """A long history is shown by its extremes, the same in every store."""

    def test_entries_one_after_the_other(self, store: Store) -> None:
        """Those of the history, in order of arrival; what arrives meanwhile may be among them."""
        run, other = a_run(), a_run()
        store.apply(run, other)
        for place in range(40):
            store.apply(
                log(run, {"loss": place, "other": 0}, at=moment(-place if place % 3 else 0))
            )

        entries = store.entries(target(run), "loss")
        store.apply(log(run, {"loss": 40}))

        found = list(entries)[:40]
        whole = store.history(target(run), "loss")
        assert [decode(entry.value) for entry in found] == list(range(40))
        assert found == sorted(whole, key=lambda entry: entry.sequence)[:40]
        assert list(store.entries(target(run), "loss", after=found[9].sequence))[:30] == found[10:]
        assert list(store.entries(target(run), "loss", after=10**9)) == []
        assert list(store.entries(target(run), "missing")) == []
        assert list(store.entries(target(other), "loss")) == []

    def test_entries_of_the_past_and_of_nothing(self, store: Store) -> None:
        """As of then; an unknown thing is an error before anything is iterated."""
        run, unknown = a_run(), a_run()
        *_, then = store.apply(run, *series(run, [3, 1, 2]))
        store.apply(log(run, {"loss": 4}))

        past = store.entries(target(run), "loss", as_of=then)

        assert [decode(entry.value) for entry in past] == [3, 1, 2]
        rest = store.entries(target(run), "loss", after=1, as_of=then)
        assert [decode(entry.value) for entry in rest] == [1, 2]
        with refused(store, NotFoundError, str(unknown.run_id)):
            store.entries(target(unknown), "loss")
        with refused(store, InvalidArgumentError, "surrogate"):
            store.entries(target(run), "\ud800")

    def test_entries_of_what_is_deleted_meanwhile_come_to_an_end(self, store: Store) -> None:
        """Without an error."""
        run = a_run()
        store.apply(run, *series(run, [1, 2, 3]))

        entries = store.entries(target(run), "loss")
        store.apply(delete(run))

        assert len(list(entries)) in (0, 3)

    def test_a_history_without_limit_is_whole(self, store: Store) -> None:
        """Every entry is there, and said to be."""
        run = a_run()
        store.apply(run, *series(run, [3, 1, 2]))

        found = history(store, run)

        assert found.entries == store.history(target(run), "loss")
        assert (found.target, found.key, found.path) == (target(run), "loss", "loss")
        assert (found.total, found.bucket) == (3, 1)

    def test_a_history_that_fits_is_whole(self, store: Store) -> None:
        """Nothing is left out as long as everything fits."""
        run = a_run()
        store.apply(run, *series(run, [5, 4, 3, 2, 1]))

        assert places(history(store, run, points=5)) == [0, 1, 2, 3, 4]

    def test_each_bucket_keeps_its_least_and_its_greatest(self, store: Store) -> None:
        """And the first and last entry stay."""
        run = a_run()
        values = [5, 9, 7, 1, 5, 5, 5, 5, 8, 2, 5, 5]
        store.apply(run, *series(run, values))

        found = history(store, run, points=6)

        assert found.bucket == 6
        assert places(found) == [0, 1, 3, 8, 9, 11]
        assert found.total == 12

    def test_of_equal_extremes_the_first_is_kept(self, store: Store) -> None:
        """Numbers of different types are equal where they compare so."""
        run = a_run()
        store.apply(run, *series(run, [5, 1, 1.0, 9.0, 9, 1, 9, 5]))

        assert places(history(store, run, points=5)) == [0, 1, 3, 7]

    def test_what_has_no_number_is_seen(self, store: Store) -> None:
        """The first of each bucket that is NaN, text, nothing or a truth value is kept."""
        run = a_run()
        values: list[Any] = [1, 2, NAN, 0, 3, 3, "x", None, 7, True, -math.inf, 3, {"x": 1}, 8, 8]
        store.apply(run, *series(run, values))

        found = history(store, run, points=8)

        assert found.bucket == 8
        assert places(found) == [0, 2, 3, 4, 9, 10, 13, 14]

    def test_a_history_without_numbers_shows_the_first_of_each_bucket(self, store: Store) -> None:
        """Also the last one, as always."""
        run = a_run()
        store.apply(run, *series(run, list("abcdefghijkl")))

        assert places(history(store, run, points=8)) == [0, 4, 8, 11]

    def test_buckets_are_of_entries_in_the_order_of_arrival(self, store: Store) -> None:
        """What is shown is in the order of time all the same, and so are the ends."""
        run = a_run()
        late = series(run, [1, 9, 5, 5, 5, 5], at=moment(1))
        early = series(run, [2, 8, 5, 5, 5, 5], at=moment(0))
        store.apply(run, *late, *early)

        found = history(store, run, points=6)

        assert [decode(entry.value) for entry in found.entries] == [2, 8, 1, 9, 5]
        assert [entry.sequence for entry in found.entries] == [7, 8, 1, 2, 6]

    @pytest.mark.parametrize("count", [15, 16, 17, 63, 64, 65, 255, 256, 257, 300, 1_100, 4_200])
    def test_long_histories_follow_the_rule(self, store: Store, count: int) -> None:
        """Around the sizes of blocks, and where several sizes of them meet."""
        chosen = random.Random(count)  # noqa: S311  # the same on every run
        run = a_run()
        store.apply(run, *series(run, [chosen.gauss(0, 1) for _ in range(count)]))

        check_rule(store, run)

    def test_long_histories_of_anything_follow_the_rule(self, store: Store) -> None:
        """Equal numbers, huge ones, and what is none."""
        chosen = random.Random(0)  # noqa: S311  # the same on every run
        pool = [1, 1.0, 2, 2**53 + 1, 2**53, 10**400, NAN, math.inf, "x", None, {"y": 1}, [1]]
        run = a_run()
        store.apply(run, *series(run, chosen.choices(pool, k=700)))

        check_rule(store, run)

    def test_a_few_points_without_numbers_take_little_room(self, store: Store) -> None:
        """Only if there are many are buckets made for three points each."""
        chosen = random.Random(6)  # noqa: S311  # the same on every run
        numbers: list[Any] = [chosen.random() for _ in range(3_000)]
        run, many = a_run(), a_run()
        mixed = [NAN if place % 3 == 0 else number for place, number in enumerate(numbers)]
        numbers[1_234] = NAN
        store.apply(run, many, *series(run, numbers), *series(many, mixed))

        assert 180 < len(history(store, run, points=200).entries) <= 200
        assert 180 < len(history(store, many, points=200).entries) <= 200
        assert 1_234 in places(history(store, run, points=200))

    def test_as_many_points_are_shown_as_fit(self, store: Store) -> None:
        """Rounding to whole blocks leaves a fifth of the room empty at the most."""
        chosen = random.Random(1)  # noqa: S311  # the same on every run
        run = a_run()
        store.apply(run, *series(run, [chosen.random() for _ in range(3_000)]))

        for points in (10, 50, 100, 150, 200, 400, 1_000):
            assert 0.7 * points <= len(history(store, run, points=points).entries) <= points

    def test_a_path_has_a_history_of_its_own(self, store: Store) -> None:
        """Its points are the entries with a leaf there; they come whole."""
        run = a_run()
        values = [{"m": {"x": 1}}, {"m": 1}, 3, {"m": {"x": "a"}}, {"m": {"x": {"y": 1}}}]
        store.apply(run, *series(run, values, "deep"))

        found = history(store, run, "deep.m.x")

        assert (found.key, found.path, found.total) == ("deep", "deep.m.x", 2)
        assert [decode(entry.value) for entry in found.entries] == [values[0], values[3]]
        assert places(history(store, run, "deep")) == [0, 1, 2, 3, 4]

    def test_long_histories_of_paths_follow_the_rule(self, store: Store) -> None:
        """Paths that come and go, are numbers now and texts then, and rare ones."""
        chosen = random.Random(2)  # noqa: S311  # the same on every run
        run = a_run()
        values = [
            {
                "always": {"x": chosen.gauss(0, 1)},
                **({"often": chosen.random()} if chosen.random() < 0.7 else {}),
                **({"rare": place} if place in (70, 700) else {}),
                "mixed": chosen.choice([1, 2.5, "x", NAN, {"y": 1}]),
            }
            for place in range(900)
        ]
        store.apply(run, *series(run, values, "deep"))

        paths = ["deep", "deep.always.x", "deep.often", "deep.rare", "deep.mixed", "deep.mixed.y"]
        for path in [*paths, "deep.always", "deep.never"]:
            check_rule(store, run, "deep", path)

    def test_a_key_comes_before_a_path(self, store: Store) -> None:
        """Quotes tell them apart where both are there."""
        run = a_run()
        store.apply(run, *series(run, [{"x": 1}], "deep"), *series(run, [2, 3], "deep.x"))

        assert history(store, run, "deep.x").total == 2
        assert history(store, run, '"deep.x"').key == "deep.x"
        assert history(store, run, 'deep."x"').total == 1

    def test_several_things_are_asked_at_once(self, store: Store) -> None:
        """In the order asked for; where the key was never logged nothing is there."""
        runs = [a_run(), a_run(), a_run()]
        first, second, bare = runs
        store.apply(*runs, *series(first, list(range(20))), *series(second, [{"x": 1}], "a"))

        asked = HistoryQuery(
            targets=(target(bare), target(second), target(first)), key="loss", points=10
        )
        found = store.histories(asked)

        assert [one.target for one in found] == list(asked.targets)
        assert [one.total for one in found] == [0, 0, 20]
        assert found[0].entries == ()
        assert store.histories(HistoryQuery(targets=(), key="loss")) == ()

    def test_things_keep_their_own_blocks(self, store: Store) -> None:
        """One entry of several things counts on each of them among its own."""
        run = a_run()
        step = a_step(run)
        chosen = random.Random(3)  # noqa: S311  # the same on every run
        store.apply(run, step)
        choices: list[Things] = [run, step, (run, step), (step, run)]
        for number in range(200):
            things = chosen.choice(choices)
            store.apply(log(things, {"loss": chosen.random(), "other": number}, index=number))

        for thing in (run, step):
            check_rule(store, thing)
            check_rule(store, thing, "other", "other")

    def test_entries_that_are_linked_late_count_where_they_arrived(self, store: Store) -> None:
        """What was logged about an output that never came to be is among the step's own."""
        chosen = random.Random(4)  # noqa: S311  # the same on every run
        step = a_step(run := a_run())
        store.apply(run, step)
        for _ in range(150):
            output = chosen.choice([None, None, "model"])
            store.apply(log(step, {"loss": chosen.random()}, output=output))
        before = history(store, step).total

        store.apply(finish(step, Status.FAILED))

        assert history(store, step).total == 150 > before
        check_rule(store, step)
        store.apply(*series(step, [chosen.random() for _ in range(100)]))
        check_rule(store, step)

    def test_a_cached_step_has_the_long_history_of_its_original(self, store: Store) -> None:
        """Taken over again it is there once."""
        chosen = random.Random(5)  # noqa: S311  # the same on every run
        step, again = a_step(run := a_run()), a_step(other := a_run())
        store.apply(run, step, other, again)
        store.apply(*series(other, [chosen.random() for _ in range(40)]))
        numbers = [chosen.random() for _ in range(100)]
        store.apply(*series((step, run), numbers, publisher=step.step_run_id))
        store.apply(*series(other, [chosen.random() for _ in range(40)]))
        store.apply(finish(step))

        for _ in range(2):
            cached = finish(again, Status.CACHED, original_step_run_id=step.step_run_id)
            store.apply(cached)

            assert history(store, again).total == 100
            assert history(store, other).total == 180
            check_rule(store, again)
            check_rule(store, other)

    def test_a_deleted_history_leaves_those_of_others(self, store: Store) -> None:
        """Also where they are of the same entries."""
        step = a_step(run := a_run())
        store.apply(run, step, *series((run, step), [0.5 * place for place in range(100)]))

        store.apply(delete(step))

        with refused(store, NotFoundError, str(step.step_run_id)):
            history(store, step)
        check_rule(store, run)

    @pytest.mark.parametrize("points", [4, 0, -1])
    def test_too_few_points_are_refused(self, store: Store, points: int) -> None:
        """The extremes would not fit."""
        run = a_run()
        store.apply(run, *series(run, [1]))

        with refused(store, InvalidArgumentError, "5 points", str(points)):
            history(store, run, points=points)

    def test_histories_of_unknown_things_are_refused(self, store: Store) -> None:
        """Known ones beside them do not help."""
        run, unknown = a_run(), a_run()
        store.apply(run)

        with refused(store, NotFoundError, str(unknown.run_id)):
            store.histories(HistoryQuery(targets=(target(run), target(unknown)), key="a"))

    @pytest.mark.parametrize("key", ["", "a..b", '"', "a b", encode("x").decode(), "x" * 5_000])
    def test_what_is_no_key_and_no_path_has_no_history(self, store: Store, key: str) -> None:
        """It was never logged."""
        run = a_run()
        store.apply(run, *series(run, [{"x": 1}], "a"))

        assert history(store, run, key, 5).total == 0

    def test_histories_of_text_that_utf_8_cannot_hold_are_refused(self, store: Store) -> None:
        """Nothing was logged under it."""
        run = a_run()
        store.apply(run)

        with refused(store, InvalidArgumentError, "surrogate"):
            history(store, run, "\ud800")
