"""Finding: queries compiled to SQL with bound parameters, exact as `query.evaluating`."""

from tallystick.store.sql.finding.page import find
from tallystick.store.sql.finding.paths import paths
from tallystick.store.sql.finding.then import find_then, paths_then

__all__ = ["find", "find_then", "paths", "paths_then"]
