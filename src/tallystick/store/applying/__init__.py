"""What each command means, said once for every store.

A store begins with `as_written`, which refuses what no store could take and gives what it writes
into its journal. `apply_command` turns that into reads and writes of `Tables`, which the store
implements.
One file a noun, as everywhere.
"""

from tallystick.store.applying.checking import as_written
from tallystick.store.applying.dispatch import apply_command
from tallystick.store.applying.tables import Tables

__all__ = ["Tables", "apply_command", "as_written"]
