"""Finding: queries compiled to SQL with bound parameters, exact as `query.evaluating`."""

from tallystick.store.sql.finding.page import find

__all__ = ["find"]
