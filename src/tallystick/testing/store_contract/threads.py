"""Several threads at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tallystick.errors import EntityExistsError
from tallystick.store.base import Store
from tallystick.testing.commands import a_run, an_artifact, log
from tallystick.testing.contract import Contract
from tallystick.testing.reading import current_values, journal, past_values, record_of

THREADS = 8


def at_once(work: Callable[[int], object]) -> list[object]:
    """What `work` returned or raised in each of several threads that began together."""
    together = Barrier(THREADS)

    def begin(number: int) -> object:
        together.wait()
        try:
            return work(number)
        except Exception as error:  # noqa: BLE001  # errors of threads are results here
            return error

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(begin, range(THREADS)))


class ThreadRules(Contract):
    """A store is safe to use from several threads."""

    def test_threads_write_at_once_and_lose_nothing(self, store: Store) -> None:
        """Numbers have no gaps, and each thread's commands are in its order."""
        run = a_run()
        store.apply(run)
        calls = 25
        commands = [
            [log(run, {f"thread {thread}": number}) for number in range(calls)]
            for thread in range(THREADS)
        ]

        results = at_once(lambda thread: [store.apply(each) for each in commands[thread]])

        assert not [result for result in results if isinstance(result, Exception)]
        changes = journal(store)
        assert [number for number, _ in changes] == list(range(1, 2 + THREADS * calls))
        for thread in range(THREADS):
            assert past_values(store, run, f"thread {thread}") == list(range(calls))
            assert [c for _, c in changes if c in commands[thread]] == commands[thread]

    def test_a_command_sent_by_all_threads_is_applied_once(self, store: Store) -> None:
        """They get the same number."""
        run = a_run()
        store.apply(run)
        command = log(run, {"a": 1})

        results = at_once(lambda _: store.apply(command))

        assert results == [(2,)] * THREADS
        assert past_values(store, run, "a") == [1]

    def test_threads_get_different_version_numbers(self, store: Store) -> None:
        """Each number once."""
        versions = [an_artifact() for _ in range(THREADS)]

        at_once(lambda thread: store.apply(versions[thread]))

        numbers = [record_of(store, version).number for version in versions]
        assert sorted(numbers) == list(range(1, THREADS + 1))

    def test_of_threads_that_take_one_name_one_gets_it(self, store: Store) -> None:
        """The others are told that it is taken."""
        runs = [a_run("nightly") for _ in range(THREADS)]

        results = at_once(lambda thread: store.apply(runs[thread]))

        refusals = [type(result) for result in results if result != (1,)]
        assert refusals == [EntityExistsError] * (THREADS - 1)
        assert len(journal(store)) == 1

    def test_a_thread_sees_what_it_wrote(self, store: Store) -> None:
        """At once, while others are writing."""
        run = a_run()
        store.apply(run)

        def write_and_read(thread: int) -> bool:
            seen = True
            for number in range(10):
                store.apply(log(run, {f"thread {thread}": number}))
                seen = seen and current_values(store, run)[f"thread {thread}"] == number
            return seen

        assert at_once(write_and_read) == [True] * THREADS

    def test_a_reader_sees_all_of_a_call_or_none(self, store: Store) -> None:
        """Never half of a transaction."""
        run, other = a_run(), a_run()
        store.apply(run, other, log((run, other), {"a": 0, "b": 0}))

        def work(thread: int) -> bool:
            if thread == 0:
                for number in range(1, 30):
                    store.apply(log(run, {"a": number}), log(run, {"b": number}))
                return True
            seen = [current_values(store, run) for _ in range(30)]
            return all(values["a"] == values["b"] for values in seen)

        assert at_once(work) == [True] * THREADS

    def test_all_threads_may_close(self, store: Store) -> None:
        """The first of them does."""
        store.apply(a_run())

        results = at_once(lambda _: store.close())

        assert results == [None] * THREADS
