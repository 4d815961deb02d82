"""What augmentation makes of training examples, as the network sees them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ravine.engine.augment.head import Head
from ravine.engine.evaluation import forward
from ravine.engine.layers.op import COUNT, TRAINING, UPDATE
from ravine.engine.plan import Builder
from ravine.engine.training import Trainer


def augmented(trainer: Trainer, rows: NDArray[np.int64], update: int) -> NDArray[Any]:
    """(n, inputs): these training examples, were they the first ones of the batch of that update; nothing is changed.

    The rows of `next_batch` and the trainer's own update give what its next update sees, bit for bit.
    """
    settings, x = trainer.settings, trainer.training_set.x
    if settings.augment is None or not settings.augment.choices:
        return x[rows]
    build = Builder(settings.architecture, len(rows), trainer.dtype, head=Head.of(settings.augment, x))
    plan, clock = build.plan(0, (), ()), trainer.clock
    clock[UPDATE], clock[COUNT], clock[TRAINING] = update, len(rows), 1
    forward(trainer.theta, plan.scratch, plan.table, plan.params, clock, x, rows, 0)
    pictures = plan.scratch[build.x : build.x + x.shape[1] * plan.columns].reshape(-1, plan.columns)
    return np.ascontiguousarray(pictures[:, : len(rows)].T)
