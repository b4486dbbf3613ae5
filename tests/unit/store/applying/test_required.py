"""Things that must exist, or must not."""

from __future__ import annotations

import pytest

from tallystick.errors import EntityExistsError, InvalidArgumentError, NotFoundError
from tallystick.records.pipelines import Pipeline
from tallystick.records.targets import Kind, Target
from tallystick.store.applying.required import check_new, check_target, required, required_target
from tallystick.store.memory.tables import MemoryTables
from tallystick.testing.commands import a_pipeline, moment, target

HERE = target(a_pipeline())
ELSEWHERE = target(a_pipeline("other"))


@pytest.fixture
def tables():
    tables = MemoryTables()
    tables.put(Pipeline(id=HERE.id, project="default", name="training", created_at=moment(0)))
    return tables


def test_what_exists_is_found(tables):
    record = required(tables, Pipeline, HERE.id, project="default")

    assert record.name == "training"
    assert required_target(tables, HERE, project="default") == record
    check_target(tables, HERE, project="default")


def test_what_does_not_exist_is_an_error_that_names_it(tables):
    for check in (
        lambda: required(tables, Pipeline, ELSEWHERE.id, project="default"),
        lambda: required_target(tables, ELSEWHERE, project="default"),
        lambda: check_target(tables, ELSEWHERE, project="default"),
    ):
        with pytest.raises(NotFoundError, match=f"no pipeline with id {ELSEWHERE.id}") as caught:
            check()
        assert caught.value.facts == {"kind": Kind.PIPELINE, "given": str(ELSEWHERE.id)}


def test_what_is_in_another_project_is_an_error_that_names_both(tables):
    for check in (
        lambda: required(tables, Pipeline, HERE.id, project="other"),
        lambda: check_target(tables, HERE, project="other"),
    ):
        with pytest.raises(InvalidArgumentError, match=r"'default'.*'other'"):
            check()


def test_an_id_is_used_once_for_each_kind(tables):
    check_new(tables, ELSEWHERE)
    check_new(tables, Target(Kind.RUN, HERE.id))

    with pytest.raises(EntityExistsError, match=f"There is a pipeline with id {HERE.id} already"):
        check_new(tables, HERE)
