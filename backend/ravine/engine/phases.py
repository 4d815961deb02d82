"""One update in its four phases: sample, forward, backprop, update (lecture, Recipe; the loop in slow motion)."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ravine.engine.training import Trainer
from ravine.engine.twin import Twin, next_rate


@dataclass(frozen=True)
class Phases:
    """The next update of a learner, which is not touched; what lies like theta is in the learner's own precision.

    Sample: rows, which training examples are in the batch; x, the first of them, (inputs,).
    Forward: loss, of the batch, penalties not counted; given, what each layer hands on for that example, (units,) each.
    Backprop: gradient, dL/dtheta of the data alone, and norms, of each layer, before clipping and penalties.
    Update: rate, in force; before and after, theta; moved, |after - before| of each layer; loss_after, of the same
    batch with the same dropout masks, infinite where it is not finite.

    Where early stopping ends the run with this update, `after` is what it takes back.
    """

    rows: NDArray[np.int64]
    x: NDArray[Any]
    loss: float
    given: tuple[NDArray[Any], ...]
    gradient: NDArray[Any]
    norms: NDArray[np.float64]
    rate: float
    before: NDArray[Any]
    after: NDArray[Any]
    moved: NDArray[np.float64]
    loss_after: float

    @classmethod
    def of(cls, trainer: Trainer) -> Phases:
        """Takes the time of three updates. Raises ValueError where no update follows."""
        rate, ahead, still = next_rate(trainer), Twin(trainer), Twin.still(trainer)
        here = still.snapshot()
        ahead.make()
        record = still.make()
        gradient, given = still.grad.copy(), tuple(still.handed_on(0))
        still.restore(replace(here, theta=ahead.theta))
        after = still.run(1)
        steps = ahead.theta.astype(np.float64) - trainer.theta
        return cls(
            rows=ahead.rows,
            x=ahead.example(0),
            loss=float(record.loss[0]),
            given=given,
            gradient=gradient,
            norms=record.gradient_norm[0].astype(np.float64),
            rate=rate,
            before=trainer.theta.copy(),
            after=ahead.theta.copy(),
            moved=np.array([np.linalg.norm(steps[span.weights : span.stop]) for span in trainer.layout.spans]),
            loss_after=float(after.loss[0]) if len(after) else math.inf,
        )
