"""One number of theta: where it stands, what it is called, and how it is set by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

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
        check_spot(command, spans)
        return cls(command.layer, command.unit, command.input, command.value)

    def apply(self, learner: Trainer) -> None:
        learner.set_weight(self.layer, self.unit, self.input, self.value)

    def __str__(self) -> str:
        """For the list of edits, counted from 1 as the page does."""
        return f"{number_of(self)} of {neuron_of(self)}: {self.value:g}"


class Placed(Protocol):
    """What says where a weight stands, or, with input None, a bias."""

    @property
    def layer(self) -> int: ...

    @property
    def unit(self) -> int: ...

    @property
    def input(self) -> int | None: ...


def check_spot(spot: Placed, spans: Sequence[Span], within: str = "") -> None:
    """Raises SpecError where a network of these layers has no such place; `within` stands before the field."""
    span = spans[min(spot.layer, len(spans) - 1)]
    for field, given, size in (
        ("layer", spot.layer, len(spans)),
        ("unit", spot.unit, span.outputs),
        ("input", spot.input or 0, span.inputs),
    ):
        if given >= size:
            raise SpecError(f"{within}{field} is {given}; nothing was changed", f"{within}{field}", f"0 to {size - 1}")


def number_of(spot: Placed) -> str:
    """Which of its neuron's numbers it is, counted from 1 as the page does."""
    return "bias" if spot.input is None else f"weight {spot.input + 1}"


def neuron_of(spot: Placed) -> str:
    return f"neuron {spot.unit + 1} in layer {spot.layer + 1}"
