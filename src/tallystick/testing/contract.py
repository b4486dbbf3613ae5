"""What every contract suite is made of: rules that cannot be lost by accident.

A suite is a class of tests; an implementation is tested by a subclass that provides fixtures.
A subclass may replace a rule only by saying so, with the reason:

    class TestMyStore(StoreContract):
        @pytest.fixture
        def store(self):
            return MyStore()

        @overrides("it keeps no journal")
        def test_changes_are_the_journal_in_order(self, store): ...

A rule that is replaced without `@overrides`, and an `@overrides` that replaces none because of a
misspelt name, are errors when the subclass is defined.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any, TypeVar

from tallystick.errors import close_matches

T = TypeVar("T", bound=Callable[..., Any])

_REASON = "__overrides_a_rule_because__"


def overrides(reason: str) -> Callable[[T], T]:
    """Say that a test replaces a rule of the contract, and why it may."""

    def mark(test: T) -> T:
        setattr(test, _REASON, reason)
        return test

    return mark


class Contract:
    """A suite of rules, or a part of one."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        own = {name: test for name, test in vars(cls).items() if name.startswith("test_")}
        inherited = _rules(cls)
        for name, test in own.items():
            _check_override(cls, name, test, list(inherited))
        for name, owners in inherited.items():
            _check_owners(name, owners)


def _rules(cls: type) -> dict[str, list[type]]:
    """The inherited rules, each with the classes that define it, nearest first."""
    rules: dict[str, list[type]] = {}
    for base in cls.__mro__[1:]:
        for name in vars(base):
            if name.startswith("test_"):
                rules.setdefault(name, []).append(base)
    return rules


def _check_override(cls: type, name: str, test: object, inherited: list[str]) -> None:
    declared = hasattr(test, _REASON)
    if name in inherited and not declared:
        raise TypeError(
            f"{cls.__name__}.{name} replaces a rule of the contract without saying so. "
            "Give it another name, or put @overrides(reason) on it."
        )
    if declared and name not in inherited:
        near = close_matches(name, inherited)
        meant = f" Did you mean {' or '.join(near)}?" if near else ""
        raise TypeError(f"{cls.__name__}.{name} overrides no rule of the contract.{meant}")


def _check_owners(name: str, owners: list[type]) -> None:
    """Two parts of a suite must not have a rule of the same name: one would be lost."""
    for nearer, farther in pairwise(owners):
        if not issubclass(nearer, farther):
            raise TypeError(
                f"{nearer.__name__} and {farther.__name__} both have a rule {name}; rename one."
            )
