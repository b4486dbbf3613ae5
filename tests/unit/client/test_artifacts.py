"""Artifacts and their versions as handles."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from tests.unit.client.conftest import World

from tallystick.artifacts import HTMLString, MarkdownString
from tallystick.client.session import Session
from tallystick.errors import (
    ArtifactMissingError,
    EntityExistsError,
    InvalidArgumentError,
    NotFoundError,
    UnsafeArtifactError,
)
from tallystick.records.artifacts import ArtifactType


class Custom:
    """Saved by pickling, since no materializer knows it."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Custom)

    __hash__ = None


def files_below(session: Session) -> list[Path]:
    folder = Path(session.settings.artifact_storage)
    return [file for file in folder.rglob("*") if file.is_file()] if folder.exists() else []


def test_a_version_answers_what_is_known_about_it(world: World, client):
    run = world.run(status=None)
    step = world.step(run, outputs={"data": [1, 2, 3]})

    version = client.get_artifact_version("data")

    assert version.name == "data"
    assert version.version == "1"
    assert version.number == 1
    assert version.type == "DataArtifact"
    assert version.type is ArtifactType.DATA
    assert version.data_type == "builtins.list"
    assert version.materializer
    assert Path(version.uri).is_dir()
    assert version.size_bytes > 0
    assert len(version.sha256) == 64
    assert version.safe is True
    assert version.output == "data"
    assert version.producer_step_run_id == version.step.id == step
    assert version.producer_pipeline_run_id == version.run.id == run
    assert version.artifact.name == "data"
    assert version.artifact_id == version.artifact.id
    assert version.save_type == "manual"
    assert version.load() == [1, 2, 3]
    assert repr(version).startswith("<ArtifactVersionResponse 'data', version 1, type DataArtifact")


def test_a_version_made_by_no_step_says_so(world, client):
    world.artifact("data")
    version = client.get_artifact_version("data")

    assert version.producer_step_run_id is None
    for follow in ("step", "run"):
        with pytest.raises(NotFoundError, match="'1' of artifact 'data' was not made by a step"):
            getattr(version, follow)


def test_an_artifact_has_versions_by_name(world, client):
    first = world.artifact("data")
    world.artifact("data", version="raw")
    last = world.artifact("data", tags=["x"])
    world.artifact("other")

    artifact = client.get_artifact("data")

    assert list(artifact.versions) == ["1", "raw", "2"]
    assert artifact.versions["1"].id == first
    assert artifact.latest_version_name == "2"
    assert artifact.latest_version_id == last
    assert artifact.latest_version.tags == ["x"]
    with pytest.raises(NotFoundError, match=r"version of artifact 'data' called 'rw'.*'raw'"):
        artifact.versions["rw"]


def test_an_artifact_without_versions_has_no_latest(world, client):
    world.artifact("data")
    client.artifact_versions.delete("data")
    artifact = client.get_artifact("data")

    assert artifact.latest_version is None
    assert artifact.latest_version_name is None
    assert artifact.latest_version_id is None


class TestUnsafe:
    def with_allowance(self, world: World, **changes) -> World:
        from msgspec.structs import replace

        session = world.session
        session.settings = replace(session.settings, **changes)
        return world

    def test_own_stores_may_load_code(self, world, client):
        world.artifact("custom", Custom())

        assert client.get_artifact_version("custom").safe is False
        assert client.get_artifact_version("custom").load() == Custom()

    def test_a_setting_refuses_it_and_the_call_allows_it(self, world, client):
        world.artifact("custom", Custom())
        self.with_allowance(world, allow_unsafe=False)
        version = client.get_artifact_version("custom")

        with pytest.raises(UnsafeArtifactError):
            version.load()
        assert version.load(allow_unsafe=True) == Custom()

    def test_shared_stores_do_not_load_code_unless_told(self, world, client):
        world.artifact("custom", Custom())
        self.with_allowance(world, store="postgresql://team/db")
        version = client.get_artifact_version("custom")

        with pytest.raises(UnsafeArtifactError):
            version.load()
        self.with_allowance(world, allow_unsafe=True)
        assert version.load() == Custom()
        with pytest.raises(UnsafeArtifactError):
            version.load(allow_unsafe=False)


class TestDownload:
    def test_it_writes_a_zip_archive(self, world, client, tmp_path):
        world.artifact("data", [1, 2])
        archive = tmp_path / "new" / "data.zip"

        client.get_artifact_version("data").download_files(archive)

        assert zipfile.ZipFile(archive).namelist()
        assert [file.name for file in archive.parent.iterdir()] == ["data.zip"]

    def test_it_replaces_nothing_unless_told(self, world, client, tmp_path):
        world.artifact("data", [1, 2])
        archive = tmp_path / "data.zip"
        archive.write_text("mine")
        version = client.get_artifact_version("data")

        with pytest.raises(EntityExistsError, match="overwrite=True"):
            version.download_files(archive)
        assert archive.read_text() == "mine"
        version.download_files(str(archive), overwrite=True)
        assert zipfile.is_zipfile(archive)

    def test_gone_files_leave_nothing(self, world, client, tmp_path):
        world.artifact("data", [1, 2])
        client.artifact_versions.delete("data", record=False)

        with pytest.raises(ArtifactMissingError):
            client.get_artifact_version("data").download_files(tmp_path / "data.zip")
        assert not (tmp_path / "data.zip").exists()
        assert not list(tmp_path.glob(".data*"))

    def test_a_single_file_keeps_its_name(self, world, client, tmp_path):
        (tmp_path / "raw.csv").write_text("a,b")
        world.registered("raw", tmp_path / "raw.csv")

        client.get_artifact_version("raw").download_files(tmp_path / "raw.zip")

        assert zipfile.ZipFile(tmp_path / "raw.zip").namelist() == ["raw.csv"]


class TestPreviews:
    def test_html_is_shown_in_a_frame_that_reaches_nothing(self, world, client):
        world.artifact("page", HTMLString("<h1>Hi</h1><script>top.x = 1</script>"))

        previews = client.get_artifact_version("page").visualize()

        assert len(previews) == 1
        assert previews[0].type == "html"
        assert b"<h1>Hi" in previews.read()
        html = previews._repr_html_()
        assert "<script" not in html
        assert 'sandbox="allow-scripts"' in html
        assert "allow-same-origin" not in html
        assert "Previews of version '1' of artifact 'page'" in repr(previews)

    def test_text_is_escaped(self, world, client):
        world.artifact("note", MarkdownString("# <script>x</script>"))

        html = client.get_artifact_version("note").visualize()._repr_html_()

        assert "<script" not in html
        assert "&lt;script&gt;" in html

    def test_nothing_to_show_says_so(self, world, client):
        world.artifact("number", 3)

        previews = client.get_artifact_version("number").visualize()

        assert list(previews) == []
        assert "none" in previews._repr_html_()


class TestDeletion:
    def test_a_version_gives_its_bytes_back(self, world, client):
        world.artifact("data", [1, 2])
        world.artifact("data", [1, 2, 3])
        size = client.get_artifact_version("data", 1).size_bytes

        assert client.artifact_versions.delete("data", 1) == size
        assert list(client.get_artifact("data").versions) == ["2"]
        assert client.get_artifact_version("data").load() == [1, 2, 3]

    def test_an_artifact_goes_with_its_versions_and_bytes(self, world, client):
        world.artifact("data", [1, 2])
        world.artifact("data", [1, 2, 3])
        world.artifact("other", [1])

        assert client.artifacts.delete("data") > 0
        with pytest.raises(NotFoundError):
            client.get_artifact("data")
        assert client.get_artifact_version("other").load() == [1]
        client.artifacts.delete("other")
        assert files_below(world.session) == []

    def test_the_flat_names_keep_bytes_unless_told(self, world, client):
        world.artifact("data")
        client.delete_artifact("data")
        assert files_below(world.session)

        world.artifact("kept")
        client.delete_artifact_version("kept", delete_from_artifact_store=True)
        world.artifact("gone")
        client.delete_artifact("gone", delete_from_artifact_store=True)
        assert not any(
            "kept" in str(file) or "gone" in str(file) for file in files_below(world.session)
        )

    def test_only_the_bytes_can_go(self, world, client):
        world.artifact("data")
        client.delete_artifact_version(
            "data", delete_metadata=False, delete_from_artifact_store=True
        )

        with pytest.raises(ArtifactMissingError):
            client.get_artifact_version("data").load()

    def test_deleting_nothing_is_refused(self, world, client):
        world.artifact("data")
        before = world.journal_length()

        with pytest.raises(InvalidArgumentError, match="Neither"):
            client.delete_artifact_version("data", delete_metadata=False)
        assert world.journal_length() == before

    def test_bytes_that_were_there_before_stay(self, world, client, tmp_path):
        own = tmp_path / "mine"
        own.mkdir()
        (own / "file.txt").write_text("mine")
        world.registered("registered", own)
        version = client.get_artifact_version("registered")
        assert version.uri == str(own)
        version.download_files(tmp_path / "mine.zip")
        assert zipfile.ZipFile(tmp_path / "mine.zip").namelist() == ["file.txt"]

        with pytest.raises(InvalidArgumentError, match="registered"):
            client.artifact_versions.delete("registered", record=False)
        assert client.artifacts.delete("registered") == 0
        assert (own / "file.txt").read_text() == "mine"
