"""One number of theta, set by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ravine.engine.network import Span
from ravine.engine.training import Trainer
from ravine.spec.commands import SetWeight
from ravine.spec.error import SpecError


@dataclass(frozen=True)
class Weight:
    """Where it stands, counted from 0, and what it is set to; input None: the unit's bias."""

    layer: int
    unit: int
    input: int | None
    value: float

    @classmethod
    def of(cls, command: SetWeight, spans: Sequence[Span]) -> Weight:
        """What the command asks for in a network of these layers; raises SpecError where it has no such place."""
        span = spans[min(command.layer, len(spans) - 1)]
        for field, given, size in (
            ("layer", command.layer, len(spans)),
            ("unit", command.unit, span.outputs),
            ("input", command.input or 0, span.inputs),
        ):
            if given >= size:
                raise SpecError(f"{field} is {given}; nothing was changed", field, f"0 to {size - 1}")
        return cls(command.layer, command.unit, command.input, command.value)

    def apply(self, learner: Trainer) -> None:
        learner.set_weight(self.layer, self.unit, self.input, self.value)

    def __str__(self) -> str:
        """For the list of edits, counted from 1 as the page does."""
        name = "bias" if self.input is None else f"weight {self.input + 1}"
        return f"{name} of neuron {self.unit + 1} in layer {self.layer + 1}: {self.value:g}"
