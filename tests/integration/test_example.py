"""The example on breast-cancer data runs in an empty home, and again from the cache."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "breast_cancer.py"
BIN = Path(sys.executable).parent


README = (ROOT / "README.md").read_text()
REFERENCE = (ROOT / "docs" / "reference" / "cli.md").read_text()
# What a server says, and what waits for one, is not about the store of the example.
PICTURES = re.findall(
    r"^```text\n\$ (tally (?!up|sync).*?)\n(.*?)^```", REFERENCE, re.MULTILINE | re.DOTALL
)


def steady(text: str) -> str:
    """The text without what differs from call to call."""
    for pattern, word in {
        r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]{21}": "ID",
        r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC": "TIME",
        r"-\d{4}_\d\d_\d\d-\d\d_\d\d_\d\d_\d{6}": "-TIME",
        # A list of names that was too long.
        r"-\d{4}_[\d_-]*… \(\+\d+\)": "-TIMES",
        r"\b[0-9a-f]{12}\b": "HASH",
        r"\b\d+(\.\d+)? (µs|ms|s)\b": "DURATION",
        r"\b\d+\.\d\d KiB( \([+-]\d+ %\))?": "SIZE",
        r" +": " ",
    }.items():
        text = re.sub(pattern, word, text)
    return text


class Call(NamedTuple):
    """What a call of the example printed."""

    out: str

    @property
    def table(self) -> list[list[str]]:
        """The rows of the table of results."""
        return [line.split() for line in self.out.split("\n\n")[1].splitlines()[1:]]

    @property
    def commands(self) -> list[str]:
        """What it says to try next."""
        return re.findall(r"^  (\S*tally .*)$", self.out, re.MULTILINE)


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    home = tmp_path_factory.mktemp("example") / "home"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TALLYSTICK_")}
    return kept | {"TALLYSTICK_HOME": str(home), "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}


@pytest.fixture(scope="module")
def calls(environment: dict[str, str]) -> tuple[Call, Call]:
    """What the first and the second call printed."""
    finished = [
        subprocess.run(
            [sys.executable, "-W", "error", EXAMPLE],
            env=environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        for _ in range(2)
    ]
    for one in finished:
        assert one.returncode == 0, one.stderr
        # Where nobody looks, there is no progress to see.
        assert one.stderr == ""
    first, second = (Call("\n" + one.stdout) for one in finished)
    return first, second


@pytest.fixture
def tally(environment, calls):
    """What a command answers in JSON."""

    def run(*words: str):
        finished = subprocess.run(
            [BIN / "tally", *words, "--json"],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return json.loads(finished.stdout)

    return run


pytestmark = pytest.mark.xdist_group("example")


def test_eight_configurations_are_compared_best_first(calls):
    table = calls[0].table

    assert len(table) == 8
    metrics = [float(row[1]) for row in table]
    assert metrics == sorted(metrics, reverse=True)
    assert {row[0].split("-")[0] for row in table} == {"forest", "logistic"}


def test_the_second_call_takes_everything_from_the_cache_and_says_so(calls):
    first, second = calls

    assert "21 of 40 steps came from the cache." in first.out
    assert "40 of 40 steps came from the cache." in second.out
    assert first.table == second.table


def test_the_best_version_is_in_production(calls, tally):
    best = calls[1].table[0][0]

    assert f"Version {best} of model breast_cancer is in production." in calls[1].out
    listed = tally("models", "list", "--stage", "production", "--columns", "name")
    assert listed["items"] == [{"name": best}]


def test_a_second_call_makes_no_second_version(tally):
    assert tally("models", "list")["total"] == 8


def test_the_commands_it_suggests_work(calls, environment):
    assert len(calls[1].commands) == 6
    for command in calls[1].commands:
        finished = subprocess.run(
            shlex.split(command),
            env=environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert finished.returncode == 0, finished.stderr
        assert finished.stdout


def test_the_readme_shows_how_it_ends(calls):
    (shown,) = re.findall(r"^```text\n(model version.*?)^```", README, re.MULTILINE | re.DOTALL)

    assert shown in calls[0].out


@pytest.mark.parametrize("picture", PICTURES, ids=[one[0] for one in PICTURES])
def test_the_reference_shows_what_is_there_after_two_calls(picture, environment, calls):
    command, shown = picture

    answer = subprocess.run(
        shlex.split(command), env=environment, capture_output=True, text=True, check=True
    )

    assert steady(answer.stdout + answer.stderr) == steady(shown)


def test_metadata_is_on_artifacts_steps_runs_and_models(tally):
    data = tally("artifacts", "show", "tumours")["metadata"]
    assert data["source"].startswith("https://")
    assert data["row_count"] == 569
    assert data["column_types"]["malignant"] == "bool"

    step = tally("steps", "show", "profile")["metadata"]
    assert step["classes"] == {"malignant": 212, "benign": 357}

    run = tally("runs", "list", "--pipeline", "training", "--limit", "1")["items"][0]["metadata"]
    assert run["evaluation_metrics"]["roc_auc"] > 0.9

    model = tally("models", "show", "breast_cancer", "production")
    assert model["metadata"]["evaluation_metrics"]["roc_auc"] > 0.99
    assert model["metadata"]["mistakes"]["missed"] < 5
    assert len(model["metadata"]["importance"]) == 5
    assert {one["artifact"] for one in model["artifact_versions"]} >= {"tumours", "classifier"}


def test_special_types_are_kept(environment, calls):
    code = (
        "from tallystick import Client\n"
        "data = Client().get_artifact_version('tumours').run_metadata\n"
        "print(*(data[key].type for key in ('source', 'file', 'in_memory')),"
        " type(data['column_types']['malignant']).__name__)"
    )

    finished = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )

    assert finished.stdout.split() == ["Uri", "Path", "StorageSize", "DType"]


def test_a_forest_logs_a_series(tally):
    run = tally("runs", "list", "--filter", "out_of_bag_accuracy:isnotnull", "--limit", "1")
    points = tally("history", "out_of_bag_accuracy", "--run", run["items"][0]["id"])["entries"]

    assert [point["index"] for point in points] == list(range(25, 301, 25))
