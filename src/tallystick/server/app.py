"""The application: routes, what is around them, and how errors leave it."""

from __future__ import annotations

from typing import cast

from litestar import Litestar
from litestar.datastructures import State
from litestar.di import Provide
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme

from tallystick.server.access import guard
from tallystick.server.asgi import App
from tallystick.server.asking import check_body, check_parameters, check_protocol
from tallystick.server.bodies import Inflating
from tallystick.server.refusals import refusal
from tallystick.server.requests import Requests
from tallystick.server.routes import ROUTES
from tallystick.server.schemas import StructSchemas
from tallystick.server.service import Service
from tallystick.wire.limits import MOST_BYTES
from tallystick.wire.protocol import PREFIX, PROTOCOL, release


def application(service: Service) -> Litestar:
    """The routes over `service`."""
    return Litestar(
        ROUTES,
        path=PREFIX,
        dependencies={"service": Provide(lambda: service, sync_to_thread=False)},
        guards=[guard, check_protocol, check_parameters, check_body],
        exception_handlers={Exception: refusal},
        openapi_config=OpenAPIConfig(
            title="Tallystick",
            version=str(PROTOCOL),
            description="A store of runs, artifacts, models and their metadata.",
            operation_id_creator=lambda handler, *_: handler.handler_name,
            use_handler_docstrings=True,
            render_plugins=[],
            security=[{"token": []}],
            components=Components(
                security_schemes={"token": SecurityScheme(type="http", scheme="bearer")}
            ),
            create_examples=False,
        ),
        plugins=[StructSchemas()],
        request_max_body_size=MOST_BYTES,
        state=State({"service": service}),
        logging_config=None,
    )


def served(service: Service) -> App:
    """The whole of what answers requests."""
    return Requests(Inflating(cast(App, application(service))), release())
