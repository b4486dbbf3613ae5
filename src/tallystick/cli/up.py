"""`tally up`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from tallystick.cli.nouns import verb
from tallystick.cli.options import Options
from tallystick.config import Settings, is_served, store_folder
from tallystick.errors import InvalidArgumentError
from tallystick.wire.protocol import DEFAULT_PORT

if TYPE_CHECKING:
    from tallystick.server.service import Service

app = verb("up")

_VARIABLE = "TALLYSTICK_SERVER_TOKEN"
_SHORTEST_TOKEN = 16


@app.default
def serve_store(
    *,
    host: Annotated[
        str, Parameter(help="Where to listen. Other than on this machine, a token is needed.")
    ] = "127.0.0.1",
    port: Annotated[int, Parameter(help="At which port; 0 takes any that is free.")] = DEFAULT_PORT,
    token_file: Annotated[
        Path | None,
        Parameter(help=f"A file with the token to ask for; also by {_VARIABLE}."),
    ] = None,
    options: Options = Options(),
) -> None:
    """Serve the store by HTTP, until Ctrl-C or SIGTERM: for other machines, and the browser."""
    settings = options.session.settings
    service = _service(settings, options, _token(token_file))
    from tallystick.server.logs import log_to
    from tallystick.server.running import bind, serve, url_of

    store = str(store_folder(settings.store) or settings.shown_store)
    log_to(sys.stderr, level=settings.log_level)
    with bind(host, port) as listening:
        url = url_of(listening)
        serve(service, listening, ready=lambda: _say(url, store, options))
    service.store.close()


def _service(settings: Settings, options: Options, token: str | None) -> Service:
    if is_served(settings.store):
        raise InvalidArgumentError(
            f"A server serves a store of its own; {settings.store!r} is behind one already. "
            "Give a folder: tally up --store ./my-store",
            given=settings.store,
        )
    from tallystick.artifacts.dependencies import missing_dependency

    try:
        from tallystick.server.access import Access
        from tallystick.server.service import Service
    except ImportError as error:
        raise missing_dependency(error) from error
    session = options.session
    return Service(session.store, storage=session.storage, access=Access(token))


def _token(file: Path | None) -> str | None:
    """What requests have to show; None for nothing."""
    token = os.environ.get(_VARIABLE)
    where = _VARIABLE
    if file is not None:
        where = str(file)
        try:
            token = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidArgumentError(
                f"The token file {str(file)!r} cannot be read: {error}.", given=str(file)
            ) from error
    if token is None:
        return None
    token = token.strip()
    if len(token) < _SHORTEST_TOKEN or not token.isascii() or not token.isprintable():
        raise InvalidArgumentError(
            f"A token is {_SHORTEST_TOKEN} letters and digits or more, so that nobody guesses it; "
            f"{where} holds {len(token)}. Make one: openssl rand -hex 32",
            length=len(token),
        )
    return token


def _say(url: str, store: str, options: Options) -> None:
    if options.json:
        from tallystick.cli.printing.plain import print_json

        print_json({"url": url, "store": store})
    else:
        print(f"Serving the store {store} at {url}")
        print(f"Use it: export TALLYSTICK_STORE={url}")
        print("Stop with Ctrl-C.")
    sys.stdout.flush()
