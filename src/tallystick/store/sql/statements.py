"""The statements that make the tables and views of a store."""

from __future__ import annotations

from pathlib import Path


def statements(dialect: str = "sqlite") -> list[str]:
    """The statements that make every table, index and view, as `schema.py` printed them."""
    script = Path(__file__).with_name(f"schema.{dialect}.sql").read_text(encoding="utf-8")
    return [part for part in script.split(";\n") if part.strip()]


def is_view(statement: str) -> bool:
    """Whether one of those statements makes a view."""
    return statement.lstrip().startswith("CREATE VIEW")
