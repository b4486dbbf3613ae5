"""Which materializer saves which type, as names alone: nothing is imported until it is needed.

The dotted paths are kept in the records of artifacts for ever; a class that moves leaves its old
name importable.
"""

from __future__ import annotations

_HERE = "tallystick.artifacts.materializers"

_BUILTIN = f"{_HERE}.builtin.BuiltInMaterializer"
_NUMPY = f"{_HERE}.numpy.NumpyMaterializer"
_PANDAS = f"{_HERE}.pandas.PandasMaterializer"
_POLARS = f"{_HERE}.polars.PolarsMaterializer"
_ARROW = f"{_HERE}.arrow.ArrowMaterializer"
_TEXT = f"{_HERE}.text.TextMaterializer"
_TORCH = f"{_HERE}.torch"

FALLBACK = f"{_HERE}.cloudpickle.CloudpickleMaterializer"

# What `register` records for files that exist.
REGISTERED = f"{_HERE}.path.ExistingFilesMaterializer"

# These types and no subclasses, which carry more than their base can load.
EXACT = {
    **dict.fromkeys(
        (
            "builtins.NoneType",
            "builtins.bool",
            "builtins.int",
            "builtins.float",
            "builtins.complex",
            "builtins.str",
            "builtins.list",
            "builtins.tuple",
            "builtins.dict",
            "builtins.set",
            "builtins.frozenset",
            "builtins.range",
            "builtins.ellipsis",
            "collections.OrderedDict",
            "collections.deque",
            "collections.Counter",
            "collections.defaultdict",
            "datetime.datetime",
            "datetime.date",
            "datetime.time",
            "datetime.timedelta",
            "decimal.Decimal",
            "fractions.Fraction",
            "pandas.Timestamp",
            "pandas.Timedelta",
            "pandas._libs.tslibs.timestamps.Timestamp",
            "pandas._libs.tslibs.timedeltas.Timedelta",
            "pathlib.PurePosixPath",
            "pathlib.PureWindowsPath",
            "pathlib._local.PurePosixPath",
            "pathlib._local.PureWindowsPath",
            "uuid.UUID",
            "tallystick.values.types.Uri",
            "tallystick.values.types.Path",
            "tallystick.values.types.DType",
            "tallystick.values.types.StorageSize",
        ),
        _BUILTIN,
    ),
    "builtins.bytes": f"{_HERE}.builtin.BytesMaterializer",
    "builtins.bytearray": f"{_HERE}.builtin.BytesMaterializer",
    **dict.fromkeys(("numpy.ndarray", "numpy.memmap", "numpy.ma.MaskedArray"), _NUMPY),
    "numpy.ma.core.MaskedArray": _NUMPY,
    **dict.fromkeys(
        (
            "pandas.DataFrame",
            "pandas.Series",
            "pandas.core.frame.DataFrame",
            "pandas.core.series.Series",
        ),
        _PANDAS,
    ),
    **dict.fromkeys(
        (
            "polars.dataframe.frame.DataFrame",
            "polars.series.series.Series",
            "polars.lazyframe.frame.LazyFrame",
        ),
        _POLARS,
    ),
    **dict.fromkeys(
        ("pyarrow.lib.Table", "pyarrow.lib.RecordBatch"),
        _ARROW,
    ),
    **dict.fromkeys(
        (
            "tallystick.artifacts.text.HTMLString",
            "tallystick.artifacts.text.MarkdownString",
            "tallystick.artifacts.text.CSVString",
            "tallystick.artifacts.text.JSONString",
        ),
        _TEXT,
    ),
    **dict.fromkeys(
        (
            f"scipy.sparse._{form}.{form}_{sort}"
            for form in ("bsr", "coo", "csc", "csr", "dia")
            for sort in ("array", "matrix")
        ),
        f"{_HERE}.scipy.SparseMaterializer",
    ),
    "torch.Tensor": f"{_TORCH}.TorchTensorMaterializer",
    "torch.nn.parameter.Parameter": f"{_TORCH}.TorchTensorMaterializer",
}

# These types and their subclasses.
FAMILIES = {
    "numpy.generic": _NUMPY,
    "sklearn.base.BaseEstimator": f"{_HERE}.sklearn.SklearnMaterializer",
    "torch.nn.modules.module.Module": f"{_TORCH}.TorchModuleMaterializer",
    "PIL.Image.Image": f"{_HERE}.pillow.PillowMaterializer",
    "matplotlib.figure.Figure": f"{_HERE}.matplotlib.MatplotlibMaterializer",
    "plotly.basedatatypes.BaseFigure": f"{_HERE}.plotly.PlotlyMaterializer",
    "pathlib.Path": f"{_HERE}.path.PathMaterializer",
    "pathlib._local.Path": f"{_HERE}.path.PathMaterializer",
}

# Types that are saved by their fields, by the sort that `structured.sort_of` tells.
RECORDS = {
    **dict.fromkeys(("dataclass", "enum", "named tuple", "struct"), _BUILTIN),
    "model": f"{_HERE}.pydantic.PydanticMaterializer",
}
