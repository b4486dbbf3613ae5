"""Several processes on one store."""

from __future__ import annotations

import os
import subprocess
import sys

from tallystick.client.session import default_session
from tallystick.records.commands import DefineModel

ASK = """
import sys, time
from tallystick.client.session import default_session
from tallystick.plan.options import ModelSpec
from tallystick.tracking.model_versions import resolve_model

session = default_session()
session.store
print("ready", flush=True)
sys.stdin.readline()
for number in range(10):
    spec = ModelSpec(name="churn", version=f"v-{number}", license="MIT", tags=("t",))
    version = resolve_model(session, spec)
    print(version.id, version.number)
"""


def test_all_who_ask_for_a_new_model_version_at_once_get_the_same():
    session = default_session()
    session.store.apply(session.command(DefineModel, name="other"))
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", ASK],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ,
        )
        for _ in range(4)
    ]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()

    answers = [process.communicate(timeout=60)[0].splitlines() for process in processes]

    assert all(process.returncode == 0 for process in processes)
    assert len(answers[0]) == 10
    assert answers[1:] == answers[:1] * 3
    assert sorted(int(line.split()[1]) for line in answers[0]) == list(range(1, 11))
