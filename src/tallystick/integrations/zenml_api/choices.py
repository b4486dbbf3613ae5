"""Choices of that API that have no other use here."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class StoreType(StrEnum):
    """What sort of store a client talks to; `Client().zen_store.type` equals one of them."""

    SQL = "sql"
    REST = "rest"


class StepRuntime(StrEnum):
    """Where a step would run; here it is always within the process."""

    INLINE = "inline"
    ISOLATED = "isolated"


class LogicalOperators(StrEnum):
    """How the filters of a `list_*` call go together."""

    AND = "and"
    OR = "or"


class LoggingLevels(IntEnum):
    """Levels of logging, by the names that `ZENML_LOGGING_VERBOSITY` takes."""

    NOTSET = 0
    DEBUG = 10
    INFO = 20
    WARN = 30
    WARNING = 30
    ERROR = 40
    CRITICAL = 50
