"""Equality that tells 1 from 1.0 and True, -0.0 from 0.0, and lets NaN be itself."""

from __future__ import annotations

import math
from typing import Any


def same(left: Any, right: Any) -> bool:
    """Whether two values are equal and of equal types at every depth, dicts in equal order."""
    if type(left) is not type(right):
        return False
    match left:
        case float():
            if math.isnan(left):
                return math.isnan(right)
            return left == right and math.copysign(1, left) == math.copysign(1, right)
        case list() | tuple():
            return len(left) == len(right) and all(map(same, left, right))
        case dict():
            return same(list(left.items()), list(right.items()))
        case set() | frozenset():
            return len(left) == len(right) and all(
                any(same(one, other) for other in right) for one in left
            )
        case _:
            return bool(left == right)
