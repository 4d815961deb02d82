"""Delta L / delta w -> dL/dw: one parameter is nudged, and its effect is followed layer by layer to the loss
(lecture, Vanishing Gradient: an intuitive way to compute the derivatives)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ravine.engine.batch import next_batch
from ravine.engine.evaluation import Evaluator
from ravine.engine.section import PASSES, Cut, Section, multiplications
from ravine.engine.training import Trainer
from ravine.engine.vector import LANES

MOST_EXAMPLES = 200
"""That the loss is the mean over: more would not change what is seen."""

WORK = 3_000_000_000
"""Multiplications that all passes together take: some tenths of a second. Where a batch would take more, only its first
examples are looked at, a vector of them at least."""


@dataclass(frozen=True)
class NudgeStep:
    """delta: what was added. changes: of each layer, the root mean square over its units and the examples of how what
    it hands on has changed. loss: afterwards. slope: (loss - loss before) / delta."""

    delta: float
    changes: tuple[float, ...]
    loss: float
    slope: float


@dataclass(frozen=True)
class Nudge:
    """value: of the parameter. loss and derivative dL/dw by backprop: before any nudge, over so many `examples`."""

    value: float
    loss: float
    derivative: float
    examples: int
    steps: tuple[NudgeStep, ...]


def nudge(trainer: Trainer, index: int, deltas: Sequence[float]) -> Nudge:
    """Add each delta to theta[index], one after the other, and see what becomes of every layer and of the loss.

    L is the data loss of the next batch with dropout in its test form, in float64 throughout; the trainer is not
    touched. Raises ValueError where a delta is lost in the rounding of w + delta, and where a loss is not finite.
    """
    settings, theta = trainer.settings, trainer.theta.astype(np.float64)
    passes = (PASSES + 1) * (1 + len(deltas))
    most = max(LANES, WORK // (passes * multiplications(settings.architecture)) // LANES * LANES)
    rows = next_batch(trainer)[: min(most, MOST_EXAMPLES)]
    examples = trainer.training_set[rows].astype(np.float64)
    here = float(theta[index])
    there = np.array([here, *(here + delta for delta in deltas)])
    for delta, moved in zip(deltas, there[1:], strict=True):
        if moved == here:
            least = 2 * float(np.spacing(abs(here)))
            raise ValueError(f"{delta:g} is lost in the rounding of {here:g}: a nudge is {least:.2g} at least")
    section = Section.through(Cut(settings.architecture, settings.loss, theta, examples, len(rows), index, index))
    losses, slopes, _ = section.evaluate(np.stack([there, there], axis=1))
    evaluator = Evaluator(settings.architecture, settings.loss, np.float64)
    before = evaluator.layer_outputs(theta, examples.x)
    steps = []
    for delta, moved, loss in zip(deltas, there[1:], losses[1:], strict=True):
        theta[index] = moved
        after = evaluator.layer_outputs(theta, examples.x)
        with np.errstate(over="ignore", invalid="ignore"):
            changes = [float(np.sqrt(np.mean((new - old) ** 2))) for old, new in zip(before, after, strict=True)]
            steps.append(NudgeStep(delta, tuple(changes), float(loss), float((loss - losses[0]) / (moved - here))))
        if not np.isfinite([*changes, steps[-1].loss, steps[-1].slope, slopes[0]]).all():
            raise ValueError(f"with a nudge of {delta:g} the loss or a change is infinite or not a number")
    return Nudge(here, float(losses[0]), float(slopes[0]), len(rows), tuple(steps))
