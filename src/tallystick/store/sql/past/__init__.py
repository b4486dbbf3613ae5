"""The state of a store as it was recorded at a number of its journal (`store/as_of.py`).

What did not change since is read as the present is; what did is read from what was kept of it
(`marks.py`).
"""

from tallystick.store.sql.past.moment import Moment, moment_of

__all__ = ["Moment", "moment_of"]
