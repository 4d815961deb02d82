"""The rule by which one weight changes: the gradient, clipping, the penalties in force and the optimizer, line by line.

g = dL/dtheta of the next batch;  g <- g clip / |g| where it is longer than clip;  what each penalty adds, to g or to
the weight (engine/penalties.py);  the optimizer's own lines (engine/optimizers.py). It is the order of the loop. With
plain gradient descent and one penalty the whole follows once more in one line, as the lecture writes it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ravine.engine.explained import DIGITS, Assignment, Line, explain, readable, worked_out
from ravine.engine.latex import latex
from ravine.engine.layers.op import STEPS
from ravine.engine.optimizers import optimizers
from ravine.engine.penalties import penalties
from ravine.engine.registry import Entry
from ravine.engine.training import Trainer
from ravine.engine.tree import Number
from ravine.engine.twin import Twin, next_rate

PLAIN = "gradient_descent"
"""The optimizer that the lecture writes its penalties' rules with."""

BATCH, CLIPPED, FROZEN, WHOLE = "gradient of the batch", "clipping", "frozen", "in one line"
"""What lines mean that are neither a penalty's nor the optimizer's."""


@dataclass(frozen=True)
class Rule:
    """What the next update does to one weight, computed in float64 from the learner's own numbers.

    value: the weight before. after: what the optimizer's last line gives, and the learner but for its rounding.
    """

    value: float
    lines: tuple[Line, ...]
    after: float


def rule(trainer: Trainer, layer: int, unit: int, input: int | None) -> Rule:
    """Of the weight at this place (`Layout.index`; input None: the bias); the learner is left as it is.

    A bias has no penalties. A frozen weight stays, whatever its gradient is. Takes the time of an update. Raises
    ValueError where there is no such place, or where no update follows.
    """
    index, settings, here = trainer.layout.index(layer, unit, input), trainer.settings, trainer.snapshot()
    eta, still = next_rate(trainer), Twin.still(trainer)
    norms = still.make().gradient_norm[0].astype(np.float64)
    value, g = float(trainer.theta[index]), float(still.grad[index])
    numbers = {"theta": value, "g": g, "eta": eta}
    lines = [gradient_line(g)]
    layers = settings.architecture.layers
    if layers[layer].frozen:
        stays = Assignment.read("theta = theta", ("theta",))
        lines += worked_out([stays], numbers, meanings={"theta": FROZEN})
        return Rule(value, tuple(lines), value)
    norm = math.sqrt(sum(norm**2 for norm, one in zip(norms, layers, strict=True) if not one.frozen))
    if 0.0 < settings.clip < norm:
        numbers |= {"clip": settings.clip, "norm": norm}
        shorter = Assignment.read("g = g * clip / norm", ("g", "clip", "norm"))
        lines += worked_out([shorter], numbers, ("clip",), {"g": CLIPPED})
    in_force = settings.penalties() if input is not None else {}
    clipped = dict(numbers)
    for name, strength in in_force.items():
        entry = penalties[name]
        lines += _penalised(entry, strength, entry.traits["lines"], entry.traits["meaning"], numbers)
    name, values = settings.optimizer.name, settings.optimizer.values
    slots = dict(zip(optimizers[name].traits["slots"], here.slots[:, index].tolist(), strict=True))
    steps = int(here.clock[STEPS]) + 1
    lines += explain(name, values, slots, here.memory.tolist(), steps, numbers["theta"], numbers["g"], eta)
    after = lines[-1].value
    if name == PLAIN and len(in_force) == 1:
        ((only, strength),) = in_force.items()
        lines += _penalised(penalties[only], strength, [penalties[only].traits["descent"]], WHOLE, clipped)
    return Rule(value, tuple(lines), after)


def gradient_line(g: float) -> Line:
    """What the batch says, before anything is done to it."""
    shown = Number(g, readable(g, DIGITS))
    return Line(
        "g", BATCH, "g = dL/dtheta", f"g = {shown.text}", g,
        r"g \leftarrow \frac{\partial L}{\partial \theta}", f"g = {latex(shown)}",
    )  # fmt: skip


def _penalised(
    entry: Entry, strength: float, written: Sequence[str], meaning: str, numbers: dict[str, float]
) -> list[Line]:
    """A penalty's lines; `numbers` changes as they assign."""
    symbol = entry.traits["symbol"]
    numbers[symbol] = strength
    names = ("theta", "g", "eta", symbol)
    read = [Assignment.read(line, names) for line in written]
    return worked_out(read, numbers, (symbol,), {assignment.target: meaning for assignment in read})
