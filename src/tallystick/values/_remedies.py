"""What to do with a value that metadata cannot hold, by its type."""

from __future__ import annotations

_ARTIFACT = "Save it as an artifact, and log what matters about it, such as its shape."
_TENSOR = "Log a single number with .item(), a few with .tolist(); save more as an artifact."
_LIST = "Pass list(value)."
_DICT = "Pass dict(value)."
_NAME = "Log its name, as text."
_NUMBER = "Pass float(value), or str(value) to keep every digit."

_REMEDIES: dict[tuple[str, str], str] = {
    ("builtins", "bytes"): "Decode it to text, or save it as an artifact.",
    ("builtins", "bytearray"): "Decode it to text, or save it as an artifact.",
    ("builtins", "memoryview"): "Decode it to text, or save it as an artifact.",
    ("builtins", "complex"): "Log its real and imaginary parts as two numbers.",
    ("decimal", "Decimal"): _NUMBER,
    ("fractions", "Fraction"): _NUMBER,
    ("datetime", "time"): "Pass value.isoformat().",
    ("datetime", "tzinfo"): "Pass str(value).",
    ("builtins", "range"): _LIST,
    ("builtins", "generator"): _LIST,
    ("builtins", "dict_keys"): _LIST,
    ("builtins", "dict_values"): _LIST,
    ("builtins", "dict_items"): _DICT,
    ("builtins", "mappingproxy"): _DICT,
    ("collections", "deque"): _LIST,
    ("collections", "Mapping"): _DICT,
    ("collections", "UserDict"): _DICT,
    ("builtins", "function"): _NAME,
    ("builtins", "builtin_function_or_method"): _NAME,
    ("builtins", "method"): _NAME,
    ("builtins", "type"): _NAME,
    ("builtins", "module"): _NAME,
    ("builtins", "BaseException"): "Pass repr(value).",
    ("pandas", "DataFrame"): _ARTIFACT,
    ("pandas", "Series"): "Pass value.to_dict() if it is small. " + _ARTIFACT,
    ("pandas", "Index"): "Pass value.tolist() if it is small. " + _ARTIFACT,
    ("polars", "DataFrame"): _ARTIFACT,
    ("polars", "Series"): "Pass value.to_list() if it is small. " + _ARTIFACT,
    ("pyarrow", "Table"): _ARTIFACT,
    ("numpy", "ndarray"): _ARTIFACT,
    ("torch", "Tensor"): _TENSOR,
    ("tensorflow", "Tensor"): _TENSOR,
    ("jax", "Array"): _TENSOR,
    ("jaxlib", "ArrayImpl"): _TENSOR,
}

_ANY = "Log text, numbers, or a list or dict made from it; save it as an artifact to keep it whole."


def remedy_for(kind: type) -> str:
    """One or two sentences of advice."""
    for base in kind.__mro__:
        if remedy := _REMEDIES.get((str(base.__module__).partition(".")[0], base.__name__)):
            return remedy
    return _ANY
