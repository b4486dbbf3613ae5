"""What each command means, said once for every store.

`apply_command` turns a command into reads and writes of `Tables`; a store implements those.
One file a noun, as everywhere.
"""

from tallystick.store.applying.dispatch import apply_command
from tallystick.store.applying.tables import Tables

__all__ = ["Tables", "apply_command"]
