"""The names of `zenml.io`, provided by Tallystick."""

from zenml.io import fileio

__all__ = [
    "fileio",
]
