"""The names of `zenml.exceptions`, provided by Tallystick."""

from tallystick.errors import AmbiguousReferenceError as ZenKeyError
from tallystick.errors import ArtifactError as ArtifactInterfaceError
from tallystick.errors import ArtifactError as ArtifactStoreInterfaceError
from tallystick.errors import EntityExistsError, StepContextError
from tallystick.errors import EntityExistsError as EntityCreationError
from tallystick.errors import EntityExistsError as StackComponentExistsError
from tallystick.errors import EntityExistsError as StackExistsError
from tallystick.errors import InvalidArgumentError as HookValidationException
from tallystick.errors import InvalidArgumentError as IllegalOperationError
from tallystick.errors import InvalidArgumentError as PipelineConfigurationError
from tallystick.errors import InvalidArgumentError as PipelineInterfaceError
from tallystick.errors import InvalidArgumentError as SettingsResolvingError
from tallystick.errors import InvalidArgumentError as StackComponentInterfaceError
from tallystick.errors import InvalidArgumentError as StackValidationError
from tallystick.errors import InvalidArgumentError as StepInterfaceError
from tallystick.errors import InvalidArgumentError as ValidationError
from tallystick.errors import MaterializerError as MaterializerInterfaceError
from tallystick.errors import MissingDependencyError as IntegrationError
from tallystick.errors import NotFoundError as DoesNotExistException
from tallystick.errors import NotFoundError as InputResolutionError
from tallystick.errors import PipelineFailedError as RunStoppedException
from tallystick.errors import StoreError as AuthorizationException
from tallystick.errors import StoreError as BackupSecretsStoreNotConfiguredError
from tallystick.errors import StoreError as CredentialsNotValid
from tallystick.errors import StoreError as InitializationException
from tallystick.errors import TallystickError as ZenMLBaseException

__all__ = [
    "ArtifactInterfaceError",
    "ArtifactStoreInterfaceError",
    "AuthorizationException",
    "BackupSecretsStoreNotConfiguredError",
    "CredentialsNotValid",
    "DoesNotExistException",
    "EntityCreationError",
    "EntityExistsError",
    "HookValidationException",
    "IllegalOperationError",
    "InitializationException",
    "InputResolutionError",
    "IntegrationError",
    "MaterializerInterfaceError",
    "PipelineConfigurationError",
    "PipelineInterfaceError",
    "RunStoppedException",
    "SettingsResolvingError",
    "StackComponentExistsError",
    "StackComponentInterfaceError",
    "StackExistsError",
    "StackValidationError",
    "StepContextError",
    "StepInterfaceError",
    "ValidationError",
    "ZenKeyError",
    "ZenMLBaseException",
]
