"""Some of the examples that a learner has: those of its next update, or a few that are evenly spread."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ravine.engine.evaluation import Examples
from ravine.engine.layers.op import EPOCH, POSITION
from ravine.engine.random import shuffle
from ravine.engine.training import Trainer


def next_batch(trainer: Trainer) -> NDArray[np.int64]:
    """Which training examples the next update looks at, in the order of the batch; nothing is changed."""
    order = np.empty(len(trainer._train), np.int64)
    shuffle(order, trainer._seed, int(trainer._clock[EPOCH]))
    first = int(trainer._clock[POSITION])
    return order[first : first + trainer.batch]


def evenly(examples: Examples, most: int) -> Examples:
    """At most so many of them, from the first on in equal strides."""
    count = min(len(examples), most)
    return examples[np.arange(count) * len(examples) // max(count, 1)]
