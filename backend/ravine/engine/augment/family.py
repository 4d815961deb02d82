"""Augmentations: what is done to the pictures of a batch before the network sees them, in training only.

Each entry is one op at the head of the table, in the order of the family. Where pixels come from (`place.py`) and what
becomes of their colours (`colour.py`) is first composed for each picture, then done in one pass each, so that many
augmentations do not blur a picture more than one does; the last ones (`pixels.py`) work on pixels directly. What is
drawn is a function of (seed of the lane, update, augmentation, example of the batch): neither the batches nor the
dropout masks know of it, and one augmentation knows nothing of another.

Pixels are numbers from 0 (black) to 1. Traits of an entry:
  stage   "place", "colour" or "pixels"
  flips   which of a data set's flips must leave the label true for it, else ""
  maps    how many maps of pixels it works on; () stands for any number
  fit     of x (N, inputs) and the pictures' shape, numbers of the training part that it works with; else None
"""

from __future__ import annotations

import numpy as np
from numba import njit

from ravine.engine.kernel import Use, kernel
from ravine.engine.layers.op import COLUMNS, PLACE, SEED, SHARD, UPDATE, Op, op_signature
from ravine.engine.random import AUGMENTATION, key, mix, uniform
from ravine.engine.registry import Family

augmentations = Family("augmentations", "augmentation")

NO_NEEDS = {"flips": "", "maps": (), "fit": None}
"""Of an entry that works on any picture, whatever its label."""

DRAWS = 8
"""Streams of each augmentation."""


@njit(nogil=True)
def drawn(scratch, table, clock, row, which, k):  # type: ignore[no-untyped-def]
    """Sixteen numbers in [0, 1) of one stream of the augmentation, for the pictures from k on"""
    return drawn_at(scratch, table, clock, row, which, 0, k)


@njit(nogil=True)
def drawn_at(scratch, table, clock, row, which, unit, k):  # type: ignore[no-untyped-def]
    """The same, of a stream that has such numbers for every unit"""
    stream = key(clock[SEED], AUGMENTATION, clock[UPDATE], table[row, PLACE] * DRAWS + which)
    return uniform(scratch, mix(stream + np.uint64(unit)), clock[SHARD] * table[row, COLUMNS] + k)


@njit(nogil=True)
def between(u, reach):  # type: ignore[no-untyped-def]
    """u in [0, 1) as a number in [-reach, reach)"""
    return (u * 2.0 - 1.0) * reach


@kernel(op_signature, use=Use.PICTURES)
def no_backward(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    """nobody asks for the gradient of a picture"""


def head_op(forward) -> Op:  # type: ignore[no-untyped-def]
    """An op of what is done before the first layer."""
    return Op(kernel(op_signature, use=Use.PICTURES)(forward), no_backward)
