"""What a step returns while a pipeline is being composed: stand-ins for outputs to come."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn, Self

from tallystick.errors import InvalidArgumentError


class NotYetError(InvalidArgumentError, AttributeError):
    """The output of a step does not exist while the pipeline's body runs."""


def _refusing(what: str) -> Callable[..., Any]:
    def refuse(self: Any, *_: object) -> NoReturn:
        raise NotYetError(
            f"The {self!r} does not exist yet: a pipeline's body only wires steps, "
            f"so it cannot {what}. Do that in a step, or decide by a pipeline parameter."
        )

    return refuse


class Placeholder:
    """One output of an invocation, to be passed to other steps.

    Everything else that is done with it raises `NotYetError` (an `InvalidArgumentError`).
    """

    __slots__ = ("output", "step")

    def __init__(self, step: str, output: str) -> None:
        self.step = step
        self.output = output

    def __repr__(self) -> str:
        return f"<output {self.output!r} of step {self.step!r}>"

    __hash__ = object.__hash__
    __bool__ = _refusing("test it")
    __iter__ = _refusing("unpack or loop over it (a step with one output gives one value)")
    __len__ = _refusing("take its length")
    __contains__ = _refusing("look for something in it")
    __getitem__ = _refusing("look into it")
    __call__ = _refusing("call it")
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refusing("compare it")
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _refusing("compute with it")
    __truediv__ = __rtruediv__ = __floordiv__ = __rfloordiv__ = _refusing("compute with it")
    __mod__ = __rmod__ = __pow__ = __rpow__ = __matmul__ = _refusing("compute with it")
    __neg__ = __abs__ = __int__ = __float__ = __index__ = _refusing("compute with it")

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__"):
            raise AttributeError(name)
        _refusing(f"ask for its {name!r}")(self)
        raise AssertionError


class StepOutputs(tuple[Placeholder, ...]):  # noqa: SLOT001  a tuple cannot have any
    """The outputs of an invocation that has none or several, in order; also for `after=`."""

    step: str

    def __new__(cls, step: str, outputs: tuple[Placeholder, ...]) -> Self:
        made = super().__new__(cls, outputs)
        made.step = step
        return made

    def __repr__(self) -> str:
        return f"<outputs of step {self.step!r}: {', '.join(one.output for one in self) or 'none'}>"

    __bool__ = _refusing("test them")
