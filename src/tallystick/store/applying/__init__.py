"""What each command means, said once for every store.

`apply_command` turns a command into reads and writes of `Tables`; a store implements those.
`check_command` is what it begins with: what can be said of a command without any store.
One file a noun, as everywhere.
"""

from tallystick.store.applying.checking import check_command
from tallystick.store.applying.dispatch import apply_command
from tallystick.store.applying.tables import Tables

__all__ = ["Tables", "apply_command", "check_command"]
