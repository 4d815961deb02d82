"""Inside an update: an optimizer's formula line by line, for one coordinate, with the numbers of this update in it.

The lines stand in the registry beside the kernel (engine/optimizers.py) and are computed here by the expressions' own
arithmetic, in float64. What they give is what the kernel gives; the tests hold the two together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from ravine.engine.expression import parse
from ravine.engine.latex import latex, symbol
from ravine.engine.optimizers import optimizers
from ravine.engine.registry import Entry
from ravine.engine.tree import Expression, Number, replaced, text, value

DIGITS = 4
"""Significant digits of a number in a formula; those that a person has set are shown as they are."""


@dataclass(frozen=True)
class Line:
    """One assignment of an update: `v = lambda * v - eta * g`."""

    target: str
    """The name that gets the value."""
    meaning: str
    """What a picture can show of it, one of MEANINGS, or nothing."""
    formula: str
    plugged: str
    """The formula with this update's numbers, rounded."""
    value: float
    """Computed with the numbers as they are, not as they are shown."""
    formula_latex: str
    plugged_latex: str


@dataclass(frozen=True)
class Assignment:
    """A line of the registry, read: what gets which value, and where it holds only for some value of a name, when."""

    target: str
    expression: Expression
    name: str = ""
    sign: str = ""
    number: float = 0.0

    @classmethod
    def read(cls, line: str, names: Sequence[str]) -> Assignment:
        """Raises ExpressionError where the line knows more than these names."""
        assigned, _, condition = line.partition(" if ")
        target, _, written = assigned.partition(" = ")
        name, sign, number = condition.split() if condition else ("", "", "0")
        return cls(target, parse(written, names), name, sign, float(number))

    def holds(self, names: Mapping[str, float]) -> bool:
        if not self.sign:
            return True
        return names[self.name] > self.number if self.sign == ">" else names[self.name] == self.number


def explain(
    name: str,
    values: Sequence[float],
    slots: Mapping[str, float],
    memory: Sequence[float],
    t: int,
    theta: float,
    g: float,
    eta: float,
) -> list[Line]:
    """The lines of one update of one coordinate.

    values: the optimizer's parameters in their declared order, of which eta replaces the first: the rate that the
    schedule gives. slots, memory and theta: as they are before the update, the slots by the names of the registry.
    t: the number of this update, from 1. g: the gradient that the optimizer gets.
    """
    entry = optimizers[name]
    set_by_hand = dict(zip(_parameters(entry), values[1:], strict=True))
    kept = {_symbol(entry, slot): number for slot, number in slots.items()}
    numbers = {
        **{"theta": theta, "g": g, "t": float(t), "eta": eta},
        **set_by_hand,
        **kept,
        **dict(zip(entry.traits.get("memory", ()), memory, strict=False)),
    }
    return worked_out(assignments(name), numbers, set_by_hand, entry.traits["meanings"])


def worked_out(
    given: Iterable[Assignment],
    numbers: dict[str, float],
    set_by_hand: Collection[str] = (),
    meanings: Mapping[str, str] = MappingProxyType({}),
) -> list[Line]:
    """The lines of those that hold, one after the other; `numbers` by name, which change as the lines assign."""
    shown = {
        one: Number(number, readable(number, 12 if one in set_by_hand else DIGITS)) for one, number in numbers.items()
    }
    lines = []
    for assignment in given:
        if not assignment.holds(numbers):
            continue
        target, expression = assignment.target, assignment.expression
        plugged, result = replaced(expression, shown), value(expression, numbers)
        meaning = meanings.get(target, "")
        lines.append(
            Line(
                target,
                meaning,
                f"{target} = {text(expression)}",
                f"{target} = {text(plugged)}",
                result,
                rf"{symbol(target)} \leftarrow {latex(expression)}",
                f"{symbol(target)} = {latex(plugged)}",
            )
        )
        numbers[target], shown[target] = result, Number(result, readable(result, DIGITS))
    return lines


@cache
def assignments(name: str) -> tuple[Assignment, ...]:
    """An optimizer's lines; raises ExpressionError where one of them uses a name that is not known there."""
    return _read(name, "lines")


@cache
def rates(name: str) -> tuple[Assignment, ...]:
    """What the rate of one parameter is, one of which holds; raises ExpressionError likewise."""
    return _read(name, "rate")


def _read(name: str, trait: str) -> tuple[Assignment, ...]:
    entry = optimizers[name]
    names = ["theta", "g", "t", "eta", *_parameters(entry), *symbols(name), *entry.traits.get("memory", ())]
    read = []
    for line in entry.traits[trait]:
        read.append(Assignment.read(line, names))
        names.append(read[-1].target)
    return tuple(read)


def symbols(name: str) -> list[str]:
    """What stands for an optimizer's slots in its lines."""
    entry = optimizers[name]
    return [_symbol(entry, slot) for slot in entry.traits["slots"]]


def _parameters(entry: Entry) -> list[str]:
    """The names of all but the first parameter, which is eta in the lines."""
    return [parameter.name for parameter in entry.parameters[1:]]


def _symbol(entry: Entry, slot: str) -> str:
    """What stands for a slot in the lines."""
    given: str = entry.traits.get("symbols", {}).get(slot, slot)
    return given


def readable(number: float, digits: int) -> str:
    """0.0123, 1e-8, 2.5e7"""
    mantissa, _, exponent = f"{number:.{digits}g}".partition("e")
    return f"{mantissa}e{int(exponent)}" if exponent else mantissa
