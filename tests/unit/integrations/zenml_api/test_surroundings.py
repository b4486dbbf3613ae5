"""Loggers, environment, configuration, settings, hooks and pages."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest

from tallystick import Client, Model, pipeline, save_artifact, step
from tallystick.artifacts.materializers.base import BaseMaterializer
from tallystick.integrations.zenml_api.choices import StoreType
from tallystick.integrations.zenml_api.containers import DockerSettings, ResourceSettings
from tallystick.integrations.zenml_api.hooks import alerter_failure_hook, alerter_success_hook
from tallystick.integrations.zenml_api.materializers import materializer_registry
from tallystick.integrations.zenml_api.pages import depaginate
from tallystick.integrations.zenml_api.surroundings import (
    Environment,
    GlobalConfiguration,
    get_environment,
    get_run_environment_dict,
    get_run_url,
)

PRINTS = """
import logging, os
from tallystick.integrations.zenml_api.surroundings import get_logger
log = get_logger("steps.train")
log.debug("quiet")
log.info("told %s", "once")
logging.getLogger("other").info("not told")
"""


def printed(program: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    return done.stderr.splitlines()


def test_a_logger_prints_where_nobody_configured_logging() -> None:
    assert printed(PRINTS) == ["told once"]


def test_a_logger_prints_by_what_the_program_configured() -> None:
    configured = PRINTS + "logging.basicConfig(format='-- %(message)s')\nlog.warning('more')\n"

    assert printed(configured) == ["told once", "-- more"]


def test_its_messages_are_in_the_log_of_the_step(tmp_path: Path) -> None:
    program = PRINTS + (
        "from tallystick import Client, step\n"
        "@step\n"
        "def talk() -> int:\n"
        "    log.info('inside')\n"
        "    return 1\n"
        "talk()\n"
        "from pathlib import Path\n"
        "record = Client().get_pipeline_run().steps['talk'].record\n"
        "text = Path(Client().get_settings().logs, record.logs).read_text()\n"
        "assert text.count('inside') == 1, text\n"
    )

    assert printed(program) == ["told once", "inside"]


@pytest.mark.parametrize(("text", "level"), [("DEBUG", 10), ("warn", 30), ("Fatal", 50)])
def test_the_level_is_a_setting(monkeypatch: pytest.MonkeyPatch, text: str, level: int) -> None:
    from tallystick.integrations.zenml_api.surroundings import get_logger

    monkeypatch.setattr(logging, "lastResort", logging.lastResort)
    monkeypatch.setenv("TALLYSTICK_LOG_LEVEL", text)

    assert get_logger(f"levels.{text}").level == level


def test_a_level_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from tallystick.errors import InvalidArgumentError
    from tallystick.integrations.zenml_api.surroundings import get_logger

    monkeypatch.setattr(logging, "lastResort", logging.lastResort)
    monkeypatch.setenv("TALLYSTICK_LOG_LEVEL", "odd")

    with pytest.raises(InvalidArgumentError, match="TALLYSTICK_LOG_LEVEL is 'odd'"):
        get_logger("levels.odd")


def test_the_environment() -> None:
    assert Environment().step_is_running is False
    assert Environment.get_system_info()["os"]
    assert Environment.python_version().startswith("3.")
    assert not Environment.in_notebook()
    assert not Environment.in_google_colab()
    assert not Environment.in_kubernetes()
    assert get_environment() in ("docker", "native")
    assert get_run_environment_dict()["environment"] == get_environment()

    @step
    def look() -> bool:
        return Environment().step_is_running

    assert look() is True


def test_the_configuration(home: Path) -> None:
    configuration = GlobalConfiguration()

    assert configuration.config_directory == str(home)
    assert configuration.local_stores_path == str(home / "store")
    assert configuration.zen_store.type == StoreType.SQL
    assert configuration.store_configuration.url == str(home / "store")
    assert isinstance(configuration.user_id, UUID)
    assert configuration.get_active_stack_id() == Client().active_stack.id
    configuration.analytics_opt_in = True
    assert configuration.analytics_opt_in is False
    assert configuration.version
    assert get_run_url(None) is None


def test_settings_for_other_places_are_kept_and_recorded() -> None:
    docker = DockerSettings(requirements=["pandas"], parent_image="python")
    resources = ResourceSettings(cpu_count=2)

    assert docker.requirements == ["pandas"]
    assert docker.dockerfile is None
    assert docker == DockerSettings(requirements=["pandas"], parent_image="python")
    assert docker.model_copy(update={"parent_image": "slim"}).model_dump() == {
        "requirements": ["pandas"],
        "parent_image": "slim",
    }
    assert repr(resources) == "ResourceSettings(cpu_count=2)"

    @step(settings={"resources": resources})
    def idle() -> None: ...

    @pipeline(settings={"docker": docker})
    def idling() -> None:
        idle()

    run = idling()
    assert run.config.settings["docker"]["requirements"] == ["pandas"]
    assert run.steps["idle"].config.settings["resources"] == {"cpu_count": 2}


def test_alerts_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "tallystick")

    @step(on_success=alerter_success_hook)
    def good() -> int:
        return 1

    @step(on_failure=alerter_failure_hook)
    def bad() -> int:
        raise ValueError("no data")

    @pipeline
    def alerting() -> None:
        good()
        bad()

    with pytest.raises(RuntimeError):
        alerting()
    assert "Step 'good' of run" in caplog.text
    assert "failed: ValueError: no data" in caplog.text


def test_the_registry_takes_and_gives_materializers() -> None:
    class Note:
        pass

    class NoteMaterializer(BaseMaterializer):
        SKIP_REGISTRATION = True

    assert not materializer_registry.is_registered(Note)
    materializer_registry.register_and_overwrite_type(key=Note, type_=NoteMaterializer)

    assert materializer_registry[Note] is NoteMaterializer
    assert materializer_registry.is_registered(Note)


def test_all_pages_are_one_list() -> None:
    for number in range(5):
        save_artifact(number, "numbers")

    client = Client()
    found = depaginate(client.list_artifact_versions, size=2, name="numbers")

    assert [version.load() for version in found] == [0, 1, 2, 3, 4]
    assert depaginate(client.list_models) == []


def test_an_artifact_store_of_a_stack_has_the_calls_for_files(tmp_path: Path) -> None:
    client = Client()
    client.create_stack_component("mine", "local", "artifact_store", {})
    client.create_stack("stack", {"artifact_store": "mine"})
    client.activate_stack("stack")
    store = client.active_stack.artifact_store

    assert store is not None
    assert store.path == client.get_settings().artifact_storage
    store.makedirs(f"{tmp_path}/a")
    with store.open(f"{tmp_path}/a/b", "w") as file:
        file.write("x")
    assert store.exists(f"{tmp_path}/a/b")
    with pytest.raises(AttributeError, match="no setting 'bucket'"):
        store.bucket  # noqa: B018  # the access is what is tested


def test_a_model_gives_its_version_by_the_name_programs_reach_for() -> None:
    Client().create_model("m")
    made = Client().create_model_version("m")

    assert Model(name="m")._get_model_version().id == made.id
