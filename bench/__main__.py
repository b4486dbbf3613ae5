"""Measure everything, or what is named: `python -m bench imports install`.

Each public module of this folder has `measure()`, which yields its figures.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys

from rich.console import Console
from rich.table import Table

import bench
from bench._figure import Figure


def report(name: str, figures: list[Figure]) -> Table:
    table = Table("measure", "value", "reference", "reach", "", title=name, title_justify="left")
    for each in figures:
        reference = (
            "" if each.reference is None else f"{each.reference:,.4g} {each.unit} {each.against}"
        )
        table.add_row(
            each.name,
            f"{each.value:,.4g} {each.unit}",
            reference.strip(),
            each.bound,
            "met" if each.met else "NOT MET",
        )
    return table


def main() -> int:
    every = [m.name for m in pkgutil.iter_modules(bench.__path__) if not m.name.startswith("_")]
    console = Console()
    met = True
    for name in sys.argv[1:] or every:
        with console.status(f"measuring {name}"):
            figures = list(importlib.import_module(f"bench.{name}").measure())
        console.print(report(name, figures))
        met &= all(figure.met for figure in figures)
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
