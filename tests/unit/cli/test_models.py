from __future__ import annotations

import pytest


@pytest.fixture
def versions(world, client):
    """Three versions of the model `churn`, the second in production."""
    for name, depth in (("small", 1), ("middle", 5), ("large", 9)):
        world.trained(name, depth=depth)
    client.get_model_version("churn", "middle").set_stage("production")


class TestList:
    def test_versions_with_their_stage(self, tally, versions):
        head, *rows = tally("models", "list").lines

        assert head.split() == ["model", "name", "number", "stage", "created"]
        assert [row.split()[:4] for row in rows] == [
            ["churn", "large", "3", "-"],
            ["churn", "middle", "2", "production"],
            ["churn", "small", "1", "-"],
        ]

    def test_filters_and_order(self, tally, versions):
        def names(*words):
            return tally("models", "list", "--columns", "name", *words).lines[1:]

        assert names("--stage", "production") == ["middle"]
        assert names("--name", "churn", "--limit", "1") == ["large"]
        assert names("--sort", "evaluation_metrics.accuracy") == ["small", "middle", "large"]
        assert names("--filter", "evaluation_metrics.accuracy:gte:0.5") == ["large", "middle"]

    def test_of_an_unknown_stage(self, tally, versions):
        answer = tally("models", "list", "--stage", "prod")

        assert answer.code == 2
        assert "production" in answer.err


class TestShow:
    def test_facts_artifacts_cards_and_versions(self, tally, versions):
        answer = tally("models", "show", "churn", "production")

        assert answer.lines[0] == "model churn middle production"
        for line in (
            "  number   2",
            "  licence  MIT",
            "  runs     middle",
            "  accuracy  0.5",
            "3 versions",
        ):
            assert line in answer.lines
        assert any(line.split()[:3] == ["numbers", "1", "DataArtifact,"] for line in answer.lines)
        assert any(line.split()[:3] == ["*", "middle", "production"] for line in answer.lines)

    def test_the_newest_without_a_version(self, tally, versions):
        assert tally("models", "show", "churn").lines[0] == "model churn large"

    def test_in_json(self, tally, versions):
        answer = tally("models", "show", "churn", "2", "--json").json

        assert answer["stage"] == "production"
        assert answer["metadata"]["evaluation_metrics"]["accuracy"] == 0.5
        assert [one["artifact"] for one in answer["artifact_versions"]] == ["numbers", "classifier"]
        assert [one["name"] for one in answer["runs"]] == ["middle"]

    def test_an_unknown_model_is_named_with_close_ones(self, tally, versions):
        unknown = tally("models", "show", "churn", "prod")
        answer = tally("models", "show", "chrun")

        assert "A stage is a version, too: staging, production" in unknown.err

        assert answer.code == 3
        assert "Did you mean 'churn'" in answer.err


class TestPromote:
    def test_into_a_free_stage(self, tally, versions, client):
        answer = tally("models", "promote", "churn", "large", "staging")

        assert answer.out == "Version large of model churn went from none to staging.\n"
        assert client.get_model_version("churn", "staging").name == "large"

    def test_where_it_stands_already(self, tally, versions):
        assert tally("models", "promote", "churn", "middle", "production").out == (
            "Version middle of model churn is in production already.\n"
        )
        assert tally("models", "promote", "churn", "large", "none").out == (
            "Version large of model churn is in no stage.\n"
        )

    def test_the_newest_is_no_stage(self, tally, versions):
        answer = tally("models", "promote", "churn", "large", "latest")

        assert answer.code == 2
        assert 'Choose from: "none", "staging", "production", "archived"' in answer.err
        assert "latest" not in tally("models", "promote", "--help").out
        assert tally("models", "list", "--stage", "latest").code == 2

    def test_a_taken_stage_is_refused_and_says_what_to_add(self, tally, versions, client):
        answer = tally("models", "promote", "churn", "large", "production")

        assert answer.code == 1
        assert "'middle'" in answer.err
        assert "add --force" in answer.err
        assert client.get_model_version("churn", "production").name == "middle"

    def test_by_force_archives_the_other(self, tally, versions, client):
        answer = tally("models", "promote", "churn", "large", "production", "--force", "--json")

        assert answer.json["stage"] == "production"
        assert client.get_model_version("churn", "middle").stage == "archived"

    def test_by_force_the_other_is_named(self, tally, versions):
        answer = tally("models", "promote", "churn", "large", "production", "--force")

        assert answer.out == (
            "Version large of model churn went from none to production. "
            "Version middle is archived now.\n"
        )

    def test_an_unknown_stage_is_refused(self, tally, versions):
        assert tally("models", "promote", "churn", "large", "live").code == 2


class TestDelete:
    def test_one_version(self, tally, versions, client):
        answer = tally("models", "delete", "churn", "middle", "--yes")

        assert answer.out == "Deleted version 'middle' of model 'churn'.\n"
        assert [one.name for one in client.get_model("churn").versions] == ["small", "large"]

    def test_all_of_them(self, tally, versions, client):
        answer = tally("models", "delete", "churn", "--all", "--yes", "--json").json

        assert answer == {"deleted": "model 'churn' with 3 versions"}
        assert client.models.find().total == 0
        assert client.runs.find().total == 3

    @pytest.mark.parametrize("words", [[], ["small", "--all"]])
    def test_which_has_to_be_said(self, tally, versions, client, words):
        answer = tally("models", "delete", "churn", *words, "--yes")

        assert answer.code == 2
        assert "Say which version to delete" in answer.err
        assert client.model_versions.find().total == 3

    def test_asks_first(self, tally, versions, client):
        assert tally("models", "delete", "churn", "small").code == 2
        assert client.model_versions.find().total == 3
