"""Facts that every run has without asking, and what must not be among them."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from importlib import metadata
from pathlib import Path

import pytest
from tests.pipelining import of_steps, ran

from tallystick import log_metadata, pipeline, step
from tallystick.client.session import Session
from tallystick.errors import EntityExistsError, TallystickError
from tallystick.execution import environment
from tallystick.execution.code_state import CodeState
from tallystick.execution.documents import apply_with
from tallystick.execution.redaction import redact, redact_arguments, redact_variables
from tallystick.execution.usage import Usage
from tallystick.records import clock
from tallystick.records.commands import RecordDocument, StartRun
from tallystick.records.documents import document
from tallystick.records.ids import new_id

Git = Callable[..., None]


@step
def one() -> int:
    return 1


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    """Git in a new repository, in which the program was started."""
    folder = tmp_path / "repository"
    folder.mkdir()
    (folder / "train.py").write_text("1")
    monkeypatch.setattr(sys, "argv", [str(folder / "train.py"), "--depth", "3"])

    def git(*arguments: str) -> None:
        identity = ["-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)

    git("init", "--initial-branch=main")
    return git


def test_the_state_of_the_code(repository: Git, tmp_path: Path) -> None:
    repository("add", "train.py")
    repository("commit", "-m", "first")
    repository("remote", "add", "origin", "https://me:secret@example.org/repo.git")

    clean = ran(of_steps(one)).run.code
    (tmp_path / "repository/untracked.py").write_text("2")
    with_untracked = CodeState().collect()
    (tmp_path / "repository/train.py").write_text("2")
    dirty = CodeState().collect()

    assert clean["entrypoint"].endswith("train.py")
    assert clean["arguments"] == ["--depth", "3"]
    assert len(clean["commit"]) == 40
    assert clean["branch"] == "main"
    assert clean["remote"] == "https://[redacted]@example.org/repo.git"
    assert (clean["dirty"], with_untracked["dirty"], dirty["dirty"]) == (False, False, True)


def test_a_repository_without_commits(repository: Git) -> None:
    state = CodeState().collect()

    assert (state["commit"], state["branch"], state["remote"]) == (None, "main", None)


def test_a_work_tree_of_its_own(
    repository: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository("add", "train.py")
    repository("commit", "-m", "first")
    repository("remote", "add", "origin", "git@example.org:a/b.git")
    repository("worktree", "add", "../tree", "-b", "other")
    monkeypatch.setattr(sys, "argv", [str(tmp_path / "tree/train.py")])

    state = CodeState().collect()

    assert (state["branch"], state["remote"]) == ("other", "git@example.org:a/b.git")


def test_without_git(tmp_path: Path, repository: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "commit" not in CodeState().collect()

    monkeypatch.setattr(sys, "argv", [str(tmp_path / "elsewhere.py")])
    monkeypatch.chdir(tmp_path)
    assert "commit" not in CodeState().collect()


def test_installed_commands_look_where_they_are_called(
    repository: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = Path(sys.prefix) / "bin" / "python"
    monkeypatch.setattr(sys, "argv", [str(script.parent / "pytest")])
    monkeypatch.chdir(tmp_path / "repository")

    assert CodeState().collect()["branch"] == "main"


def test_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    monkeypatch.setenv("SLURM_API_TOKEN", "hidden")
    monkeypatch.setenv("UNRELATED", "not recorded")

    made = ran(of_steps(one))

    assert made.run.environment is not None
    facts = json.loads(made.session.store.document(made.run.environment).text)
    assert facts["python"] == platform.python_version()
    assert facts["host"] == platform.node()
    assert facts["cpu_count"] == os.cpu_count()
    assert facts["memory_bytes"] > 2**20
    assert facts["packages"]["msgspec"] == metadata.version("msgspec")
    assert facts["variables"]["OMP_NUM_THREADS"] == "3"
    assert facts["variables"]["SLURM_API_TOKEN"] == "[redacted]"
    assert "UNRELATED" not in facts["variables"]
    assert "hidden" not in made.session.store.document(made.run.environment).text


def test_the_environment_is_one_document_as_long_as_it_stays_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second = ran(of_steps(one)), ran(of_steps(one))
    monkeypatch.setenv("OMP_NUM_THREADS", "17")
    third = ran(of_steps(one))

    assert first.run.environment == second.run.environment != third.run.environment
    kept = [c for c in first.session.store.changes() if isinstance(c.command, RecordDocument)]
    assert len(kept) == 3, "two environments and the step's source"


def test_packages_are_those_that_are_installed() -> None:
    found = environment._packages()
    known = {
        d.metadata["Name"].replace("_", "-").lower(): d.version for d in metadata.distributions()
    }

    assert {name: found.get(name) for name in known} == known


def test_the_source_and_docstring_of_each_step() -> None:
    @step
    def documented() -> int:
        """Words about it."""
        return 1

    step_run = ran(of_steps(documented)).steps["documented"]

    assert step_run.docstring == "Words about it."
    assert step_run.source is not None
    session = ran(of_steps(documented)).session
    assert session.store.document(step_run.source).text == documented.source


def test_usage() -> None:
    made = ran(of_steps(one))
    used = made.steps["one"].usage

    assert used["cpu_s"] >= 0
    assert used["peak_memory_bytes"] > 2**20
    assert made.steps["one"].duration_s is not None
    block = Usage()
    held = bytearray(64 * 2**20)
    assert block.so_far()["peak_memory_bytes"] > len(held)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://me:pass@host/a?b=c", "https://[redacted]@host/a?b=c"),
        ("postgresql://u:p@db:5432/x", "postgresql://[redacted]@db:5432/x"),
        ("https://host/a?X-Amz-Signature=abc&b=c", "https://host/a?X-Amz-Signature=[redacted]&b=c"),
        ("git@github.com:org/repo.git", "git@github.com:org/repo.git"),
        ("use hf_abcdefghijklmnopqrstuvwxyz now", "use [redacted] now"),
        ("AKIAABCDEFGHIJKLMNOP", "[redacted]"),
        ("nothing secret", "nothing secret"),
    ],
)
def test_secrets_in_texts(text: str, shown: str) -> None:
    assert redact(text) == shown


def test_secrets_in_variables_and_arguments() -> None:
    variables = {"MY_PASSWORD": "a", "ApiKey": "b", "AUTHOR": "me", "TOKENIZERS": "fast"}
    assert redact_variables(variables) == {
        "MY_PASSWORD": "[redacted]",
        "ApiKey": "[redacted]",
        "AUTHOR": "me",
        "TOKENIZERS": "fast",
    }
    given = ["--hf-token", "x", "--max-tokens", "5", "--secret=y", "--author", "me", "a=b"]
    assert redact_arguments(given) == [
        *("--hf-token", "[redacted]", "--max-tokens", "5", "--secret=[redacted]"),
        *("--author", "me", "a=b"),
    ]


def test_documents_are_said_once_to_each_store(monkeypatch: pytest.MonkeyPatch) -> None:
    from tallystick.config import load_settings
    from tallystick.store.memory import MemoryStore

    text = document("large facts")
    for _ in range(3):
        # Each new store may have the address of the one before.
        session = Session(load_settings(), store=MemoryStore())
        apply_with(session, [text])
        apply_with(session, [text])
        assert session.store.document(text.sha256).text == "large facts"
        assert len(list(session.store.changes())) == 1
        del session


def test_a_document_that_was_refused_with_its_command_is_said_again(session: Session) -> None:
    def start() -> StartRun:
        return session.command(StartRun, run_id=new_id(), pipeline="p", name="taken")

    session.store.apply(start())
    text = document("facts of a run that cannot begin")
    with pytest.raises(EntityExistsError):
        apply_with(session, [text], start())
    with pytest.raises(TallystickError):
        session.store.document(text.sha256)

    apply_with(session, [text])

    assert session.store.document(text.sha256).text.startswith("facts")


def test_two_runs_that_begin_in_one_microsecond(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tallystick.execution.running.default_run_name", lambda *_: "same")

    first, second = ran(of_steps(one)), ran(of_steps(one))

    assert first.run.name == "same"
    assert second.run.name == f"same-{second.id.hex[-6:]}"


def test_run_names_are_filled_in() -> None:
    named = pipeline(name="named", substitutions={"kind": "rf"})(one.__call__)

    made = ran(named.with_options(run_name="{kind}-{date}-{time}"))

    assert made.run.name == f"rf-{made.run.started_at:%Y_%m_%d-%H_%M_%S_%f}"
    assert ran(named).run.name.startswith("named-20")


def test_times_go_forward_where_the_clock_is_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is logged last is what holds, and nothing takes less than no time."""

    class SetBack(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return datetime.now(tz) - timedelta(hours=1)

    @step
    def train() -> int:
        log_metadata({"loss": 0.9})
        monkeypatch.setattr(clock, "datetime", SetBack)
        log_metadata({"loss": 0.5})
        return 1

    @pipeline
    def training() -> None:
        train()

    run = training()

    assert run.run_metadata["loss"] == 0.5
    assert [entry.value for entry in run.run_metadata.history("loss")] == [0.9, 0.5]
    assert run.duration_s is not None
    assert 0 <= run.duration_s < 60
    assert 0 <= run.steps["train"].duration_s < 60
