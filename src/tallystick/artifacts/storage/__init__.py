"""Where the bytes of artifacts are."""

from tallystick.artifacts.storage.base import Payload, Storage
from tallystick.artifacts.storage.open import locate, open_storage

__all__ = ["Payload", "Storage", "locate", "open_storage"]
