"""Nested Python values as JSON, and exactly back.

What JSON lacks is an object with one key that starts with `$`, as in the wire form of metadata:
`{"$tuple": [1, 2]}`, `{"$float": "nan"}`, `{"$dict": [[key, value], ...]}`.
`scalars` and `foreign` have the leaves; the containers are here.
What no tag holds goes to `store`, which keeps it elsewhere and returns a JSON value to find it by.
"""

from __future__ import annotations

import json
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable
from typing import Any

import msgspec

from tallystick.artifacts.materializers import registered
from tallystick.artifacts.materializers.foreign import FOREIGN_TAGS, foreign_leaf
from tallystick.artifacts.materializers.names import dotted_name, find_by_name
from tallystick.artifacts.materializers.scalars import LEAVES, TAGS
from tallystick.artifacts.materializers.structured import put_together, sort_of, take_apart
from tallystick.errors import MaterializerError, UnsafeArtifactError

# Larger numbers than any float; longer ints would meet Python's limit on digits in text.
_LARGE = 1 << 1024
_PLAIN = {str, int, float, bool, type(None)}
_FACTORIES = {
    factory.__name__: factory for factory in (list, dict, set, int, float, str, tuple, bool)
}
_SEQUENCES = {"tuple": tuple, "set": set, "frozenset": frozenset}

Store = Callable[[Any], Any]


def to_json(value: Any, store: Store) -> bytes:
    """`value` as JSON; `store` is called with each part that JSON cannot hold.

    Parts whose type the program registered a materializer for are given to it; not `value` itself,
    which that materializer may be saving in this way.
    """
    try:
        sort = sort_of(type(value))
        tree = _encode(value, store) if sort is None else _object(value, sort, store)
        return _dumps(tree)
    except RecursionError as error:
        raise MaterializerError(
            f"This {dotted_name(type(value))} contains itself, or is nested too deep to be saved."
        ) from error


def from_json(data: bytes, fetch: Store, *, importing: bool) -> Any:
    """The value `to_json` was given; `fetch` turns what `store` returned into what it was given.

    Without `importing`, classes are only looked up in loaded modules; one that is not raises
    `UnsafeArtifactError`.
    """
    return _decode(_loads(data), fetch, importing)


def _dumps(tree: Any) -> bytes:
    try:
        return msgspec.json.encode(tree)
    except UnicodeEncodeError:
        # Half surrogates are legal in Python texts; this keeps each as it is.
        text = json.dumps(tree, ensure_ascii=False, allow_nan=False)
        return text.encode("utf-8", "surrogatepass")


def _loads(data: bytes) -> Any:
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return json.loads(data.decode("utf-8", "surrogatepass"))


def _encode(value: Any, store: Store) -> Any:
    kind = type(value)
    if kind in _PLAIN:
        return value if _is_plain(value) else LEAVES[kind](value)
    if kind is list:
        return _items(value, store)
    if kind is dict:
        return _dict(value, store)
    if kind in (tuple, deque):
        tag = f"${kind.__name__}"
        items = _items(list(value), store)
        return {tag: items} if kind is tuple else {tag: [items, value.maxlen]}
    if kind in (set, frozenset):
        # Sorted, so that equal sets have equal checksums.
        items = sorted(_items(list(value), store), key=json.dumps)
        return {f"${kind.__name__}": items}
    if kind in (OrderedDict, Counter):
        # State dicts of PyTorch have attributes.
        return {f"${kind.__name__}": [_pairs(value, store), _encode(vars(value), store)]}
    if kind is defaultdict:
        return _defaultdict(value, store)
    if kind in LEAVES:
        leaf = LEAVES[kind](value)
        return store(value) if leaf is None else leaf
    if (sort := sort_of(kind)) and not registered.by_type.keys() & kind.__mro__:
        return _object(value, sort, store)
    leaf = foreign_leaf(value)
    return store(value) if leaf is None else leaf


def _object(value: Any, sort: str, store: Store) -> Any:
    fields = _pairs(take_apart(value, sort), store)
    return {"$object": [sort, dotted_name(type(value)), fields]}


def _is_plain(value: Any) -> bool:
    kind = type(value)
    return (kind is not int and kind is not float) or -_LARGE < value < _LARGE


def _items(values: list[Any], store: Store) -> list[Any]:
    # Most lists hold one sort of scalar; looking at the sorts first is much faster than recursing.
    if set(map(type, values)) <= _PLAIN and all(map(_is_plain, values)):
        return values
    return [_encode(value, store) for value in values]


def _dict(value: dict[Any, Any], store: Store) -> Any:
    if all(type(key) is str and not key.startswith("$") for key in value):
        return dict(zip(value, _items(list(value.values()), store), strict=True))
    return {"$dict": _pairs(value, store)}


def _pairs(value: dict[Any, Any], store: Store) -> list[Any]:
    return [[_encode(key, store), _encode(each, store)] for key, each in value.items()]


def _defaultdict(value: defaultdict[Any, Any], store: Store) -> Any:
    factory = value.default_factory
    if factory is None:
        return {"$defaultdict": [None, _pairs(value, store)]}
    name = getattr(factory, "__name__", "")
    if _FACTORIES.get(name) is factory:
        return {"$defaultdict": [name, _pairs(value, store)]}
    return store(value)


def _decode(tree: Any, fetch: Store, importing: bool) -> Any:
    if type(tree) is list:
        if set(map(type, tree)) <= _PLAIN:
            return tree
        return [_decode(item, fetch, importing) for item in tree]
    if type(tree) is not dict:
        return tree
    if len(tree) == 1:
        tag, content = next(iter(tree.items()))
        if tag.startswith("$"):
            return _tagged(tag[1:], content, fetch, importing)
    return {key: _decode(value, fetch, importing) for key, value in tree.items()}


def _tagged(tag: str, content: Any, fetch: Store, importing: bool) -> Any:
    def pairs(of: list[Any]) -> list[tuple[Any, Any]]:
        return [
            (_decode(key, fetch, importing), _decode(each, fetch, importing)) for key, each in of
        ]

    if to_leaf := TAGS.get(tag) or FOREIGN_TAGS.get(tag):
        return to_leaf(content)
    if tag in _SEQUENCES:
        return _SEQUENCES[tag](_decode(content, fetch, importing))
    match tag:
        case "dict":
            return dict(pairs(content))
        case "OrderedDict" | "Counter":
            kind = OrderedDict if tag == "OrderedDict" else Counter
            value = kind(dict(pairs(content[0])))
            vars(value).update(_decode(content[1], fetch, importing))
            return value
        case "deque":
            return deque(_decode(content[0], fetch, importing), maxlen=content[1])
        case "defaultdict":
            factory = None if content[0] is None else _FACTORIES[content[0]]
            return defaultdict(factory, pairs(content[1]))
        case "object":
            sort, name, fields = content
            return put_together(_class(name, sort, importing), sort, dict(pairs(fields)))
    return fetch({f"${tag}": content})


def _class(name: str, sort: str, importing: bool) -> type[Any]:
    try:
        kind = find_by_name(name, importing=importing)
    except (ImportError, AttributeError) as error:
        if importing:
            raise MaterializerError(
                f"The class {name} of the stored value cannot be found ({error}). "
                "Import or define it under that name first.",
                data_type=name,
            ) from error
        raise UnsafeArtifactError(
            f"The stored value is of {name}, whose module this program has not imported. "
            "Import it first, if you trust it.",
            data_type=name,
        ) from error
    # A file must not get other classes called than those it can describe.
    if not isinstance(kind, type) or sort_of(kind) != sort:
        raise MaterializerError(f"{name} is not a {sort} any more, as it was when this was saved.")
    return kind
