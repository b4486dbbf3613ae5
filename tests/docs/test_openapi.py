"""The description of the API is that of the routes there are."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tallystick.server.openapi import written
from tallystick.server.routes import ROUTES
from tallystick.wire.protocol import PREFIX

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "openapi.json"
DOCUMENT = json.loads(PAGE.read_text())
OPERATIONS = {
    f"{method} {path}": operation
    for path, item in DOCUMENT["paths"].items()
    for method, operation in item.items()
}


def test_the_committed_description_is_that_of_the_server() -> None:
    """Make it anew with `python -m tallystick.server.openapi > docs/reference/openapi.json`."""
    assert PAGE.read_text() == written()


def test_every_route_is_described() -> None:
    routes = {
        f"{method.lower()} {PREFIX}{path}"
        for route in ROUTES
        for path in route.paths
        for method in route.http_methods
    }

    assert set(OPERATIONS) == routes


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_says_what_it_does_and_has_a_name(name: str) -> None:
    operation = OPERATIONS[name]

    assert operation["summary"]
    assert re.fullmatch(r"[a-z_0-9]+", operation["operationId"])
    assert [other["operationId"] for other in OPERATIONS.values()].count(
        operation["operationId"]
    ) == 1


def test_every_reference_leads_to_a_schema() -> None:
    known = DOCUMENT["components"]["schemas"]
    named = re.findall(r'"#/components/schemas/([^"]+)"', PAGE.read_text())

    assert set(named) <= set(known)
    assert {"RunPage", "RunSnapshot", "Problem", "Batch", "Receipt", "Change"} <= set(known)
    assert not [name for name in known if re.search(r"\W|_$", name)]
