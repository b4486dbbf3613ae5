"""A store in memory: the reference that the others are compared with."""

from tallystick.store.memory.store import MemoryStore

__all__ = ["MemoryStore"]
