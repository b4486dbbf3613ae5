"""What comparing many runs costs, and explaining one by another, read from a store in a folder."""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable

import msgspec

from bench._figure import Figure
from tallystick.client.client import Client
from tallystick.records import commands
from tallystick.records.steps import CacheKey
from tallystick.store.base import Store
from tallystick.testing.commands import a_document, a_run, a_step, an_artifact, finish, log

RUNS = 200
KEYS = 100
STEPS = 3
CHAIN = 30
REPETITIONS = 15


def measure() -> Iterable[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        client = Client(folder)
        names = many_runs(client.session.store)
        yield Figure(
            name=f"comparison of {RUNS} runs with {KEYS} keys and {STEPS} steps each, median",
            value=median_ms(lambda: client.compare(names).differing),
            unit="ms",
            at_most=100,
        )
        yield Figure(
            name="the same as text",
            value=median_ms(lambda: str(client.compare(names)), repetitions=5),
            unit="ms",
            at_most=500,
        )
        two_chains(client.session.store)
        yield Figure(
            name=f"causes between two runs of {CHAIN} steps, median",
            value=median_ms(lambda: client.explain_difference("before", "after")),
            unit="ms",
            at_most=100,
        )


def median_ms(call: Callable[[], object], *, repetitions: int = REPETITIONS) -> float:
    call()
    return statistics.median(_seconds(call) for _ in range(repetitions)) * 1000


def _seconds(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def many_runs(store: Store) -> list[str]:
    """Runs of a pipeline; half of the keys are the same everywhere, environments are 20."""
    drawn = random.Random(7)
    environments = [an_environment(str(number)) for number in range(20)]
    store.apply(*environments)
    names = []
    for number in range(RUNS):
        run = a_run(f"run-{number}", environment=environments[number % 20].sha256)
        store.apply(run, *a_chain(run, STEPS, str(number)))
        metadata = {f"key_{k}": drawn.random() if k % 2 else k for k in range(KEYS)}
        store.apply(log(run, metadata), finish(run))
        names.append(run.name)
    return names


def two_chains(store: Store) -> None:
    """Two runs, each step of which reads what the one before made; the first one's code changed."""
    environment = an_environment("chain")
    store.apply(environment)
    for name in ("before", "after"):
        run = a_run(name, environment=environment.sha256)
        store.apply(run, *a_chain(run, CHAIN, name), finish(run))


def a_chain(run: commands.StartRun, length: int, mark: str) -> list[commands.Command]:
    """Steps one after the other, with what they made; the first one's code bears the mark."""
    made: list[commands.Command] = []
    last: commands.RecordArtifact | None = None
    for number in range(length):
        code = mark if number == 0 else "same"
        step = a_step(
            run,
            f"step_{number}",
            inputs={"data": (last.artifact_version_id,)} if last else {},
            cache_key=CacheKey(digest=f"{code}{number}", parts={"code": code}),
        )
        facts = {"rows": number, "mean": {f"column_{c}": float(c) for c in range(20)}}
        sha256 = f"{hash((number, mark)):064x}"[-64:]
        last = an_artifact(f"output_{number}", by=step, facts=facts, sha256=sha256)
        made += [step, last, log(step, {"loss": number}), finish(step, outputs={"data": last})]
    return made


def an_environment(host: str) -> commands.RecordDocument:
    packages = {f"package-{number}": f"1.{number}" for number in range(150)}
    facts = {"python": "3.12.1", "host": host, "cpu_count": 8, "packages": packages}
    return a_document(msgspec.json.encode(facts).decode())
