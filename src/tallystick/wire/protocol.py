"""What every request and answer has, whatever it is about."""

from __future__ import annotations

PROTOCOL = 1
"""Goes up by one whenever older clients or servers would misunderstand what travels."""

PROTOCOL_HEADER = "Tallystick-Protocol"
"""Says which protocol the sender speaks. Who leaves it out in a request speaks any."""

RELEASE_HEADER = "Tallystick-Release"
"""Says of which release the sender is."""

REQUEST_HEADER = "X-Request-Id"
"""Names the request in answers, errors and the server's log."""

PREFIX = "/api/v1"
"""What the path of every route begins with."""

JSON = "application/json"
PROBLEM = "application/problem+json"
EVENTS = "text/event-stream"

DEFAULT_PORT = 8237


def release() -> str:
    """The release of this side."""
    from importlib.metadata import version

    return version("tallystick")
