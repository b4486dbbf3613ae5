"""What a step returns while a pipeline is being composed: stand-ins for outputs to come."""

from __future__ import annotations

from typing import Any, NoReturn

from tallystick.errors import InvalidArgumentError


class Placeholder:
    """One output of an invocation, to be passed to other steps."""

    __slots__ = ("output", "step")

    def __init__(self, step: str, output: str) -> None:
        self.step = step
        self.output = output

    def __repr__(self) -> str:
        return f"<output {self.output!r} of step {self.step!r}>"

    def _refuse(self, what: str) -> NoReturn:
        raise InvalidArgumentError(
            f"The {self!r} does not exist yet: a pipeline's body only wires steps, "
            f"so it cannot {what}. Do that in a step, or decide by a pipeline parameter."
        )

    def __bool__(self) -> bool:
        self._refuse("test it")

    def __iter__(self) -> Any:
        self._refuse("unpack or loop over it (a step with one output gives one value)")

    def __len__(self) -> int:
        self._refuse("take its length")

    def __getitem__(self, key: object) -> Any:
        self._refuse("look into it")

    def __lt__(self, other: object) -> bool:
        self._refuse("compare it")

    __le__ = __gt__ = __ge__ = __lt__


class StepOutputs(tuple[Placeholder, ...]):
    """The outputs of an invocation that has none or several, in order; also for `after=`."""

    step: str

    def __new__(cls, step: str, outputs: tuple[Placeholder, ...]) -> StepOutputs:
        made = super().__new__(cls, outputs)
        made.step = step
        return made
