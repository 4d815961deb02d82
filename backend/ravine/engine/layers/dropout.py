"""Dropout: before each update every unit is kept with probability p, and dropped otherwise (lecture, Dropout).

Three forms, which differ by two factors: what a kept unit is multiplied by in training, and every unit at test time.
The mask is a function of (seed of the lane, update, layer), so a replay draws it again and other lanes' batches stay.
"""

from __future__ import annotations

import numpy as np

from ravine.engine.kernel import kernel
from ravine.engine.layers.op import (
    COLUMNS,
    DX,
    DY,
    INPUTS,
    PLACE,
    SEED,
    TRAINING,
    UPDATE,
    Op,
    X,
    Y,
    op_signature,
)
from ravine.engine.random import DROPOUT, key, uniform
from ravine.engine.registry import Family
from ravine.engine.vector import LANES, load, store, where

dropout_forms = Family("dropout_forms", "dropout form")


def lecture(keep: float) -> tuple[float, float]:
    """training: y = m x;  testing: y = p x

    The lecture's form: nothing is scaled in training, and at test time all the weights are multiplied by p.
    """
    return 1.0, keep


def inverted(keep: float) -> tuple[float, float]:
    """training: y = m x / p;  testing: y = x

    Today's libraries' form: the kept units are scaled up in training, so that testing needs no change.
    """
    return 1.0 / keep, 1.0


def unscaled(keep: float) -> tuple[float, float]:
    """training: y = m x;  testing: y = x

    The mistake that shows why the lecture's factor p is needed: at test time every unit gets more than it learned.
    """
    return 1.0, 1.0


for _form in (lecture, inverted, unscaled):
    dropout_forms.add(_form)

# What `params` of a dropout row holds.
KEEP, IN_TRAINING, AT_TEST = 0, 1, 2


@kernel(op_signature)
def dropout_forward(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    """y = m x a in training, m = 1 with probability p, else 0;  y = b x at test time"""
    x, y, count = table[row, X], table[row, Y], table[row, INPUTS] * table[row, COLUMNS]
    if clock[TRAINING] == 0:
        for i in range(0, count, LANES):
            store(scratch, y + i, load(scratch, x + i) * params[row, AT_TEST])
        return
    stream = key(clock[SEED], DROPOUT, clock[UPDATE], table[row, PLACE])
    for i in range(0, count, LANES):
        a = load(scratch, x + i)
        store(scratch, y + i, where(uniform(scratch, stream, i) < params[row, KEEP], a * params[row, IN_TRAINING], 0.0))


@kernel(op_signature)
def dropout_backward(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    """dL/dx = m dL/dy a, with the forward pass's mask drawn again"""
    dx, dy, count = table[row, DX], table[row, DY], table[row, INPUTS] * table[row, COLUMNS]
    stream = key(clock[SEED], DROPOUT, clock[UPDATE], table[row, PLACE])
    for i in range(0, count, LANES):
        d = load(scratch, dy + i)
        store(
            scratch, dx + i, where(uniform(scratch, stream, i) < params[row, KEEP], d * params[row, IN_TRAINING], 0.0)
        )


dropout = Op(dropout_forward, dropout_backward)


def dropout_parameters(form: str, keep: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """`params` of a row: p and the two factors of the form."""
    return np.array([keep, *dropout_forms[form].functions[0](keep)])
