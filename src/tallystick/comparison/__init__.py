"""What differs between things of a kind, row by row, and what made two of them differ."""

from tallystick.comparison.comparison import Comparison
from tallystick.comparison.deltas import Delta
from tallystick.comparison.directions import Aim, Better
from tallystick.comparison.rows import MISSING, Cell, Row
from tallystick.comparison.subjects import Section, Subject
from tallystick.comparison.table import Column, Group

__all__ = [
    "MISSING",
    "Aim",
    "Better",
    "Cell",
    "Column",
    "Comparison",
    "Delta",
    "Group",
    "Row",
    "Section",
    "Subject",
]
