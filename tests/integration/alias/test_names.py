"""The alias has every name that programs import, and nothing but names."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

import pytest

import zenml
from tallystick import Client, errors

ROOT = Path(zenml.__file__).parent
MODULES = {
    "zenml": "step pipeline log_metadata ArtifactConfig get_step_context Model save_artifact "
    "get_pipeline_context log_artifact_metadata log_model_metadata log_step_metadata "
    "bulk_log_metadata load_artifact register_artifact ExternalArtifact Tag add_tags remove_tags",
    "zenml.client": "Client",
    "zenml.logger": "get_logger",
    "zenml.enums": "ArtifactType ModelStages VisualizationType StackComponentType ExecutionStatus "
    "MetadataResourceTypes ExecutionMode MetadataTypeEnum",
    "zenml.materializers": "PydanticMaterializer BuiltInMaterializer materializer_registry",
    "zenml.materializers.base_materializer": "BaseMaterializer",
    "zenml.materializers.materializer_registry": "materializer_registry",
    "zenml.types": "HTMLString MarkdownString CSVString JSONString",
    "zenml.io": "fileio",
    "zenml.io.fileio": "open exists makedirs copy glob listdir isdir remove rename rmtree walk",
    "zenml.config": "DockerSettings ResourceSettings StepRetryConfig Schedule",
    "zenml.config.retry_config": "StepRetryConfig",
    "zenml.config.schedule": "Schedule",
    "zenml.config.global_config": "GlobalConfiguration",
    "zenml.steps": "step Output BaseParameters StepContext get_step_context BaseStep",
    "zenml.pipelines": "pipeline get_pipeline_context",
    "zenml.utils": "io_utils dashboard_utils",
    "zenml.utils.io_utils": "read_file_contents_as_string write_file_contents_as_string",
    "zenml.utils.dashboard_utils": "get_run_url",
    "zenml.environment": "Environment",
    "zenml.metadata.metadata_types": "Uri Path DType StorageSize MetadataType",
    "zenml.artifacts.external_artifact": "ExternalArtifact",
    "zenml.artifacts.utils": "load_artifact save_artifact log_artifact_metadata",
    "zenml.artifacts.artifact_config": "ArtifactConfig",
    "zenml.model.model": "Model",
    "zenml.models": "PipelineRunResponse StepRunIdentifier RunMetadataResource Page",
    "zenml.exceptions": "ZenKeyError EntityExistsError StepContextError DoesNotExistException",
}
CLIENT = (
    "active_stack get_model_version get_artifact_version get_secret get_pipeline zen_store "
    "get_model create_stack create_stack_component activate_stack list_pipeline_runs "
    "get_pipeline_run delete_model delete_pipeline active_stack_model get_stack "
    "list_model_versions get_artifact list_artifacts update_model_version active_project root"
)


@pytest.mark.parametrize("module", MODULES)
def test_module_has_the_names_programs_import(module: str) -> None:
    """Every name of the module is there."""
    found = importlib.import_module(module)

    assert [name for name in MODULES[module].split() if not hasattr(found, name)] == []


@pytest.mark.parametrize("name", CLIENT.split())
def test_client_has_what_programs_use(name: str) -> None:
    """Every member is there."""
    assert hasattr(Client, name)


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda p: str(p.relative_to(ROOT)))
def test_alias_holds_names_only(path: Path) -> None:
    """A module is a docstring, imports, and the list of its names."""
    tree = ast.parse(path.read_text())

    for node in tree.body:
        is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        is_names = isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
        assert is_docstring or is_names or isinstance(node, ast.ImportFrom), ast.unparse(node)


def test_errors_are_those_programs_catch() -> None:
    """Errors of the library are caught by the names they have there, and by built-in ones."""
    from zenml.exceptions import EntityExistsError, ZenKeyError

    assert issubclass(ZenKeyError, KeyError)
    assert EntityExistsError is errors.EntityExistsError
    assert issubclass(errors.InvalidQueryError, ValueError)
    assert issubclass(errors.NoContextError, RuntimeError)
    assert issubclass(errors.InvalidValueError, TypeError)
