"""The names of `zenml.metadata.metadata_types`, provided by Tallystick."""

from tallystick.values import DType, MetadataType, MetadataTypeEnum, Path, StorageSize, Uri

__all__ = [
    "DType",
    "MetadataType",
    "MetadataTypeEnum",
    "Path",
    "StorageSize",
    "Uri",
]
