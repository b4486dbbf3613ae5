"""Threads and pools log to the step they work for."""

from __future__ import annotations

import asyncio
import gc
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from multiprocessing.pool import ThreadPool

import pytest

from tallystick.errors import InvalidArgumentError
from tallystick.tracking.current import running_step
from tallystick.tracking.logging import log_metadata
from tallystick.tracking.threads import follow_into_threads


def test_a_thread_started_in_a_step_logs_to_it(world):
    step = world.step(outputs=("model",), model="churn")

    def work():
        log_metadata({"bare": 1})
        log_metadata({"output": 1}, infer_artifact=True)
        log_metadata({"model": 1}, infer_model=True)

    with world.inside(step):
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()

    id = world.finish(step, model=1)["model"]
    assert world.of_step(step) == world.of_run(step.run_id) == {"bare": 1}
    assert world.of_artifact(id) == {"output": 1}
    assert world.of_model(step.model_version_id) == {"model": 1}


def test_a_thread_of_a_thread_does_too(world):
    step = world.step()

    def work():
        inner = threading.Thread(target=log_metadata, args=({"k": 1},))
        inner.start()
        inner.join()

    with world.inside(step):
        outer = threading.Thread(target=work)
        outer.start()
        outer.join()

    assert world.of_step(step) == {"k": 1}


class Counting(threading.Thread):
    def run(self):
        log_metadata({"k": 1})


def test_a_subclass_with_its_own_run_does_too(world):
    step = world.step()

    with world.inside(step):
        thread = Counting()
        thread.start()
        thread.join()

    assert world.of_step(step) == {"k": 1}


def test_a_timer_does_too(world):
    step = world.step()

    with world.inside(step):
        timer = threading.Timer(0, log_metadata, args=({"k": 1},))
        timer.start()
        timer.join()

    assert world.of_step(step) == {"k": 1}


def test_a_thread_may_outlive_its_step(world):
    step, ended = world.step(), threading.Event()

    def work():
        ended.wait()
        log_metadata({"late": 1})

    with world.inside(step):
        thread = threading.Thread(target=work)
        thread.start()
    world.finish(step)
    ended.set()
    thread.join()

    assert world.of_step(step) == {"late": 1}


def test_a_thread_that_has_ended_holds_nothing(world):
    class Payload:
        pass

    payload = Payload()
    gone = weakref.ref(payload)
    gc.disable()
    try:
        with world.inside(world.step()):
            thread = threading.Thread(target=lambda given: None, args=(payload,))
            thread.start()
            thread.join()
            del payload, thread
        assert gone() is None
    finally:
        gc.enable()


def test_a_thread_outside_of_steps_is_in_none(world):
    with world.inside(world.step()):
        pass
    errors = []

    def work():
        with pytest.raises(InvalidArgumentError) as raised:
            log_metadata({"k": 1})
        errors.append(raised.value)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()

    assert errors


def test_steps_at_the_same_time_are_kept_apart(world):
    steps = [world.step(outputs=("model",)) for _ in range(4)]
    together = threading.Barrier(len(steps))

    def work(place):
        with world.inside(steps[place]):
            together.wait()
            with ThreadPoolExecutor(2) as pool:
                list(pool.map(lambda key: log_metadata({key: place}), "ab"))

    threads = [threading.Thread(target=work, args=(place,)) for place in range(len(steps))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    for place, step in enumerate(steps):
        assert world.of_step(step) == {"a": place, "b": place}


class TestPools:
    @pytest.mark.parametrize("kind", [ThreadPoolExecutor, ThreadPool])
    def test_one_made_in_a_step(self, world, kind):
        step = world.step()

        with world.inside(step), kind(2) as pool:
            list(pool.map(lambda key: log_metadata({key: 1}), "abc"))

        assert world.of_step(step) == {"a": 1, "b": 1, "c": 1}

    def test_one_that_serves_several_steps(self, world):
        """Its thread is started for the first step and works for the second, then for none."""
        first, second = world.step(), world.step()

        with ThreadPoolExecutor(1) as pool:
            for step in (first, second):
                with world.inside(step):
                    pool.submit(log_metadata, {"k": step.name}).result()
            assert pool.submit(running_step).result() is None

        assert world.of_step(first) == world.of_step(second) == {"k": "train"}
        assert len(world.store.history(first.step_target[0], "k")) == 1

    def test_one_made_before_any_step(self, world):
        step = world.step()

        with ThreadPoolExecutor(1) as pool:
            pool.submit(int).result()
            with world.inside(step):
                pool.submit(log_metadata, metadata={"k": 1}).result()

        assert world.of_step(step) == {"k": 1}

    def test_what_a_task_raises_and_returns_is_the_pools(self, world):
        with world.inside(world.step()), ThreadPoolExecutor(1) as pool:
            assert pool.submit(divmod, 7, 2).result() == (3, 1)
            with pytest.raises(ZeroDivisionError):
                pool.submit(divmod, 7, 0).result()


def test_tasks_of_an_event_loop(world):
    step = world.step()

    async def work():
        await asyncio.to_thread(log_metadata, {"thread": 1})
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, log_metadata, {"executor": 1})
        await asyncio.create_task(log())

    async def log():
        log_metadata({"task": 1})

    with world.inside(step):
        asyncio.run(work())

    assert world.of_step(step) == {"thread": 1, "executor": 1, "task": 1}


def test_following_twice_is_following_once():
    variable = ContextVar("variable", default=None)
    follow_into_threads(variable)
    start = threading.Thread.start

    follow_into_threads(variable)

    assert threading.Thread.start is start
