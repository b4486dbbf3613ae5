"""Subjects: what is compared, as values by section and name."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from tallystick.records.targets import Target


class Section(StrEnum):
    """Where in a thing a value stands. Sections come in this order."""

    FACTS = "facts"
    METADATA = "metadata"
    PARAMETERS = "parameters"
    INPUTS = "inputs"
    CODE = "code"
    ENVIRONMENT = "environment"
    OUTPUTS = "outputs"


class Subject(NamedTuple):
    """One thing that is compared.

    `name` is what its column is called. `values` has a mapping from name to value for each section
    that such a thing has; dicts in it are taken apart. Subjects may share a mapping.
    """

    target: Target
    name: str
    values: Mapping[Section, Mapping[str, Any]]
