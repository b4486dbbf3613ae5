"""Tables of things beside each other, and the rows in them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tallystick.comparison import MISSING, Comparison, Section, Subject
from tallystick.errors import InvalidArgumentError, NotFoundError
from tallystick.records.targets import Kind, Target


def subject(name: str, metadata: dict[str, Any], **sections: dict[str, Any]) -> Subject:
    values = {Section(section): values for section, values in sections.items()}
    return Subject(Target(Kind.RUN, uuid4()), name, {**values, Section.METADATA: metadata})


def compared(*metadata: dict[str, Any], **options: Any) -> Comparison:
    subjects = [subject(f"run-{place}", values) for place, values in enumerate(metadata)]
    return Comparison(Kind.RUN, subjects, **options)


class TestRows:
    def test_a_row_for_each_leaf_with_a_value_for_each_thing(self):
        table = compared({"metrics": {"accuracy": 0.9, "loss": 1}}, {"metrics": {"accuracy": 0.8}})

        assert [row.path for row in table.rows] == ["metrics.accuracy", "metrics.loss"]
        assert table.row("metrics.accuracy").values == (0.9, 0.8)
        assert table.row("metrics.loss").values == (1, MISSING)

    def test_what_is_missing_differs_and_none_is_not_missing(self):
        table = compared({"a": None, "b": None}, {"a": None})

        assert [row.path for row in table.differing] == ["b"]
        assert [cell.present for cell in table.row("b").cells] == [True, False]
        assert [cell.type for cell in table.row("b").cells] == ["None", None]

    def test_an_unknown_row_is_an_error_with_close_matches(self):
        with pytest.raises(NotFoundError, match="Did you mean 'accuracy'"):
            compared({"accuracy": 1}, {}).row("acuracy")

    def test_a_declared_path_that_none_has_is_an_error_with_close_matches(self):
        with pytest.raises(InvalidArgumentError, match="Did you mean 'accuracy'"):
            compared({"accuracy": 1}, {}, maximise=["acuracy"])


class TestGroups:
    def test_the_first_level_of_nesting_is_a_card_and_what_is_in_none_comes_first(self):
        table = compared({"metrics": {"by": {"class": 1}}, "note": "x", "empty": {}}, {})

        assert [(group.title, [row.name for row in group.rows]) for group in table.groups] == [
            ("metadata", ["note", "empty"]),
            ("metrics", ["by.class"]),
        ]

    def test_a_card_may_be_called_as_a_section_is(self):
        both = [
            subject(name, {"parameters": {"depth": 1}}, parameters={"depth": 2}) for name in "ab"
        ]
        table = Comparison(Kind.RUN, both)

        assert [group.section for group in table.groups] == ["metadata", "parameters"]
        assert table.row("depth", "parameters").values == (2, 2)
        assert table.row("parameters.depth").values == (1, 1)
