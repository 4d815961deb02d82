"""What an optimizer remembers of each parameter: its slots, and the rate that they give to that parameter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ravine.engine.descent import Descent
from ravine.engine.explained import Assignment, assignments, rates, symbols
from ravine.engine.latex import latex, symbol
from ravine.engine.layers.op import STEPS
from ravine.engine.network import Choice
from ravine.engine.optimizers import optimizers
from ravine.engine.training import Trainer
from ravine.engine.tree import Expression, Name, Number, text
from ravine.engine.twin import next_rate

Numbers = NDArray[np.float64]

RATE = "effective rate"

UNSIGNED = ("squares", "sizes")
"""Meanings of slots that are never below 0."""

RATES, SLOTS = (-6, 6), (-14, 4)
"""Powers of ten between which sizes are counted."""

CELLS = 6
"""In each power of ten."""

_WORDS: dict[str, Any] = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide, "^": np.power, "sqrt": np.sqrt,
}  # fmt: skip
"""What may stand in the rate of a parameter, over arrays."""


@dataclass(frozen=True)
class Quantity:
    """The effective rate, or a slot by the registry's name; formula: what it is, or becomes in the next update. signed:
    its values may be below 0. powers: of ten, between which its sizes are counted."""

    name: str
    formula: str
    formula_latex: str
    signed: bool
    powers: tuple[int, int]


@dataclass(frozen=True)
class Spread:
    """How large the numbers of some parameters are, those that are 0 left out. levels: smallest, tenth, median,
    ninetieth and largest of the sizes, NaN where there are none. zeros: how many are 0. counts: of the sizes in each
    cell, CELLS a power of ten; the first and the last hold what lies beyond, too."""

    levels: tuple[float, ...]
    zeros: int
    counts: tuple[int, ...]

    @classmethod
    def of(cls, values: NDArray[Any], powers: tuple[int, int]) -> Spread:
        sizes = np.abs(values[np.isfinite(values) & (values != 0.0)]).astype(np.float64)
        total = (powers[1] - powers[0]) * CELLS
        if not sizes.size:
            return cls((np.nan,) * 5, values.size, (0,) * total)
        cells = np.floor((np.log10(sizes) - powers[0]) * CELLS).clip(0, total - 1).astype(np.int64)
        levels = np.quantile(sizes, (0.0, 0.1, 0.5, 0.9, 1.0))
        return cls(
            tuple(levels.tolist()), values.size - sizes.size, tuple(np.bincount(cells, minlength=total).tolist())
        )


def quantities(optimizer: Choice, steps: int) -> tuple[Quantity, ...]:
    """The effective rate, then each slot. steps: updates since the optimizer was chosen."""
    now = _numbers(optimizer, steps, 0.0)
    following = now | {"t": steps + 1.0}
    entry, (rate,) = optimizers[optimizer.name], [one for one in rates(optimizer.name) if one.holds(now)]
    found = [Quantity(RATE, _text(rate), _latex(rate), False, RATES)]
    for slot, name in zip(entry.traits["slots"], symbols(optimizer.name), strict=True):
        line = next(one for one in assignments(optimizer.name) if one.target == name and one.holds(following))
        signed = entry.traits["meanings"][name] not in UNSIGNED
        found.append(Quantity(slot, _text(line), _latex(line), signed, SLOTS))
    return tuple(found)


def effective_rates(optimizer: Choice, slots: NDArray[Any], steps: int, eta: float) -> Numbers:
    """(N,): what the optimizer multiplies the gradient of each parameter by, or what stands for it.

    slots: (slots, N) as they are after `steps` updates. eta: the rate in force. 0 where all slots of a parameter are 0,
    for no gradient has come there yet.
    """
    (rate,) = [one for one in rates(optimizer.name) if one.holds(_numbers(optimizer, steps, eta))]
    kept = dict(zip(symbols(optimizer.name), slots.astype(np.float64), strict=True))
    with np.errstate(all="ignore"):
        values = _values(rate.expression, _numbers(optimizer, steps, eta) | kept)
    reached = (slots != 0.0).any(axis=0) if len(slots) else True
    found: Numbers = np.where(reached, np.broadcast_to(values, slots.shape[1:]), 0.0)
    return found


def rate_in_force(learner: Trainer | Descent) -> float:
    """The rate of the next update, as the schedule has it by then."""
    return learner.next_rate if isinstance(learner, Descent) else next_rate(learner)


def rates_now(learner: Trainer | Descent) -> Numbers:
    """The effective rates of all parameters as they stand, where theta has them."""
    here = learner.snapshot()
    return effective_rates(learner.settings.optimizer, here.slots, int(here.clock[STEPS]), rate_in_force(learner))


def _numbers(optimizer: Choice, steps: int, eta: float) -> dict[str, Any]:
    parameters = (parameter.name for parameter in optimizers[optimizer.name].parameters)
    return dict(zip(parameters, optimizer.values, strict=True)) | {"t": float(steps), "eta": eta}


def _values(expression: Expression, names: Mapping[str, Any]) -> Any:
    """The expression over arrays."""
    if isinstance(expression, Number):
        return expression.value
    if isinstance(expression, Name):
        return names[expression.name]
    return _WORDS[expression.word](*(_values(argument, names) for argument in expression.arguments))


def _text(line: Assignment) -> str:
    return f"{line.target} = {text(line.expression)}"


def _latex(line: Assignment) -> str:
    left = r"\mathrm{rate} =" if line.target == "rate" else rf"{symbol(line.target)} \leftarrow"
    return f"{left} {latex(line.expression)}"
