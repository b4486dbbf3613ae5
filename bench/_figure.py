"""One measured figure, what it is compared with, and what it should reach."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A line of the report; it has one of the bounds `at_most`, `at_least`, `times_reference`."""

    name: str
    value: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None
    times_reference: float | None = None
    """The value is at most this many times the reference."""
    reference: float | None = None
    """Measured in the same run, in the unit of the value."""
    against: str = ""
    """What the reference is."""

    @property
    def bound(self) -> str:
        """What should be reached, as people read it."""
        if self.at_least is not None:
            return f">= {self.at_least:,g} {self.unit}"
        if self.times_reference is not None:
            return f"<= {self.times_reference:g} x"
        return f"<= {self.at_most:,g} {self.unit}"

    @property
    def met(self) -> bool:
        if self.at_least is not None:
            return self.value >= self.at_least
        if self.times_reference is not None:
            assert self.reference is not None, "a bound by a reference needs one"
            return self.value <= self.times_reference * self.reference
        assert self.at_most is not None, "a figure without a bound says nothing"
        return self.value <= self.at_most
