"""Flatten: maps become features, (maps, height, width) -> maps height width.

In scratch both lie alike, so there is nothing to do; but where a small batch of pictures has pixels of eight numbers,
the features get their sixteen here.
"""

from __future__ import annotations

from ravine.engine.kernel import Use, kernel
from ravine.engine.layers.op import COLUMNS, DX, DY, INPUTS, Op, X, Y, op_signature
from ravine.engine.vector import HALF


@kernel(op_signature, use=Use.PICTURES)
def widen_forward(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    """y = x, eight numbers a unit becoming sixteen, the second half 0"""
    x, y, columns = table[row, X], table[row, Y], table[row, COLUMNS]
    for unit in range(table[row, INPUTS]):
        for k in range(columns):
            scratch[y + unit * columns + k] = scratch[x + unit * HALF + k] if k < HALF else 0.0


@kernel(op_signature, use=Use.PICTURES)
def widen_backward(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    """dL/dx = dL/dy"""
    dx, dy, columns = table[row, DX], table[row, DY], table[row, COLUMNS]
    if dx < 0:
        return
    for unit in range(table[row, INPUTS]):
        for k in range(HALF):
            scratch[dx + unit * HALF + k] = scratch[dy + unit * columns + k]


widen = Op(widen_forward, widen_backward)
