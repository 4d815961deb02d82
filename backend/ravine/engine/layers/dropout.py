"""Dropout: before each update every unit is kept with probability p, and dropped otherwise (lecture, Dropout).

The forms differ in what a kept unit is multiplied by in training, in what every unit is at test time, and in whether
the examples of a minibatch share one mask. A map of pixels is kept or dropped as a whole. The mask is a function of
(seed of the lane, update, layer), so a replay draws it again and other lanes' batches stay.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from ravine.engine.kernel import kernel
from ravine.engine.layers.op import (
    COLUMNS,
    DX,
    DY,
    HEIGHT,
    INPUTS,
    PLACE,
    SEED,
    SHARD,
    TRAINING,
    UPDATE,
    WIDTH,
    Op,
    X,
    Y,
    op_signature,
)
from ravine.engine.random import DROPOUT, key, mix, uniform
from ravine.engine.registry import Family
from ravine.engine.vector import LANES, load, splat, store, where

dropout_forms = Family("dropout_forms", "dropout form")


def lecture(keep: float) -> tuple[float, float]:
    """training: y = m x;  testing: y = p x

    The lecture's form: one thinner network a minibatch, nothing is scaled in training, and at test time all the weights
    are multiplied by p.
    """
    return 1.0, keep


def inverted(keep: float) -> tuple[float, float]:
    """training: y = m x / p;  testing: y = x

    Today's libraries' form: every example has a mask of its own, and the kept units are scaled up in training, so that
    testing needs no change.
    """
    return 1.0 / keep, 1.0


def unscaled(keep: float) -> tuple[float, float]:
    """training: y = m x;  testing: y = x

    The mistake that shows why the lecture's factor p is needed: at test time every unit gets more than it learned.
    """
    return 1.0, 1.0


dropout_forms.add(lecture, shared=True)
dropout_forms.add(inverted, shared=False)
dropout_forms.add(unscaled, shared=True)

# What `params` of a dropout row holds.
KEEP, IN_TRAINING, AT_TEST, SHARED = 0, 1, 2, 3


@njit(nogil=True)
def drawn(scratch, stream, unit, k, columns, shared):  # type: ignore[no-untyped-def]
    """Sixteen numbers in [0, 1), of one unit for the examples from k on; all alike where the batch shares its mask."""
    if shared > 0.0:
        return splat(scratch, np.float64(mix(stream + np.uint64(unit)) >> np.uint64(40)) * 2.0**-24)
    return uniform(scratch, stream, unit * columns + k)


@njit(nogil=True)
def masked(scratch, table, params, clock, row, source, target):  # type: ignore[no-untyped-def]
    """What lies at source goes to target, m a times as large: the same mask for the same clock."""
    units, columns, area = table[row, INPUTS], table[row, COLUMNS], table[row, HEIGHT] * table[row, WIDTH]
    before = 0 if params[row, SHARED] > 0.0 else clock[SHARD] * (units // area)
    stream = key(clock[SEED], DROPOUT, clock[UPDATE], table[row, PLACE])
    for unit in range(units):
        for k in range(0, columns, LANES):
            kept = drawn(scratch, stream, unit // area + before, k, columns, params[row, SHARED]) < params[row, KEEP]
            i = unit * columns + k
            store(scratch, target + i, where(kept, load(scratch, source + i) * params[row, IN_TRAINING], 0.0))


@kernel(op_signature)
def dropout_forward(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    """y = m x a in training, m = 1 with probability p, else 0;  y = b x at test time"""
    x, y = table[row, X], table[row, Y]
    if clock[TRAINING] != 0:
        masked(scratch, table, params, clock, row, x, y)
        return
    for i in range(0, table[row, INPUTS] * table[row, COLUMNS], LANES):
        store(scratch, y + i, load(scratch, x + i) * params[row, AT_TEST])


@kernel(op_signature)
def dropout_backward(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    """dL/dx = m dL/dy a, with the forward pass's mask drawn again"""
    masked(scratch, table, params, clock, row, table[row, DY], table[row, DX])


dropout = Op(dropout_forward, dropout_backward)


def dropout_parameters(form: str, keep: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """`params` of a row: p, the two factors of the form, and 1 where the batch shares its mask."""
    return np.array([keep, *dropout_forms[form].functions[0](keep), float(dropout_forms[form].traits["shared"])])
