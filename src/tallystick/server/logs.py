"""The server's log: one line for each request, in JSON for programs and shorter on a terminal."""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime
from typing import Any, TextIO

import msgspec

_OURS = ("tallystick.server", "uvicorn")
_FACTS = ("request", "method", "path", "status", "duration_ms")


def log_to(stream: TextIO = sys.stderr, *, level: str = "INFO") -> None:
    """From now on what the server has to say goes to `stream`."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_Short() if stream.isatty() else _Lines())
    for name in _OURS:
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.propagate = False
        # uvicorn says on this level what the command says in its own words.
        logger.setLevel(logging.WARNING if name == "uvicorn" else level)


class _Lines(logging.Formatter):
    """A JSON object a line: whatever a request is called, it cannot begin another line."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **_facts(record),
        }
        if record.exc_info:
            said["trace"] = self.formatException(record.exc_info)
        return msgspec.json.encode(said).decode()


class _Short(logging.Formatter):
    """What people read while they look on."""

    def format(self, record: logging.LogRecord) -> str:
        facts = _facts(record)
        time = datetime.fromtimestamp(record.created).astimezone().strftime("%H:%M:%S")
        if "method" not in facts:
            text = f"{time} {record.getMessage()} {facts.get('request', '')}".rstrip()
        else:
            text = (
                f"{time} {facts['status']} {facts['method']} {facts['path']!a} "
                f"{facts['duration_ms']} ms {facts['request']}"
            )
        return f"{text}\n{self.formatException(record.exc_info)}" if record.exc_info else text


def _facts(record: logging.LogRecord) -> dict[str, Any]:
    return {name: getattr(record, name) for name in _FACTS if hasattr(record, name)}
