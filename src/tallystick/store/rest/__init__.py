"""A store behind a server."""

from tallystick.store.rest.store import RemoteStore

__all__ = ["RemoteStore"]
