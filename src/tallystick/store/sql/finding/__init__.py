"""Finding: queries compiled to SQL with bound parameters, exact as `query.evaluating`."""

from tallystick.store.sql.finding.page import find
from tallystick.store.sql.finding.paths import paths

__all__ = ["find", "paths"]
