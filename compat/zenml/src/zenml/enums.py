"""The names of `zenml.enums`, provided by Tallystick."""

from tallystick.client.resources import MetadataResourceTypes, TaggableResourceTypes
from tallystick.client.stacks import StackComponentType
from tallystick.integrations.zenml_api.choices import (
    LoggingLevels,
    LogicalOperators,
    StepRuntime,
    StoreType,
)
from tallystick.plan.options import ExecutionMode
from tallystick.records.artifacts import (
    ArtifactType,
    VisualizationType,
)
from tallystick.records.artifacts import (
    SaveType as ArtifactSaveType,
)
from tallystick.records.models import Stage as ModelStages
from tallystick.records.runs import Status as ExecutionStatus
from tallystick.values import MetadataTypeEnum

__all__ = [
    "ArtifactSaveType",
    "ArtifactType",
    "ExecutionMode",
    "ExecutionStatus",
    "LoggingLevels",
    "LogicalOperators",
    "MetadataResourceTypes",
    "MetadataTypeEnum",
    "ModelStages",
    "StackComponentType",
    "StepRuntime",
    "StoreType",
    "TaggableResourceTypes",
    "VisualizationType",
]
