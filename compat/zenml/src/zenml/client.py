"""The names of `zenml.client`, provided by Tallystick."""

from tallystick.client.client import Client

__all__ = [
    "Client",
]
