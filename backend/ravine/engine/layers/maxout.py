"""Maxout: y = max over the k pieces of a unit, each a linear function of its own (Goodfellow et al., 2013).

The dense op before it gives the pieces of unit 0, then those of unit 1, and so on. With one piece always 0 a unit is a
ReLU; with k of them it is any convex function of k straight parts, and which one is learned (lecture, Maxout).
"""

from __future__ import annotations

from ravine.engine.kernel import kernel
from ravine.engine.layers.op import COLUMNS, DX, DY, INPUTS, OUTPUTS, Op, X, Y, op_signature
from ravine.engine.vector import LANES, load, maximum, store, where


@kernel(op_signature)
def maxout_forward(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    """y_u = max_j z_uj"""
    x, y, units, columns = table[row, X], table[row, Y], table[row, OUTPUTS], table[row, COLUMNS]
    pieces = table[row, INPUTS] // units
    for u in range(units):
        for k in range(0, columns, LANES):
            largest = load(scratch, x + u * pieces * columns + k)
            for j in range(1, pieces):
                largest = maximum(load(scratch, x + (u * pieces + j) * columns + k), largest)
            store(scratch, y + u * columns + k, largest)


@kernel(op_signature)
def maxout_backward(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    """dL/dz_uj = dL/dy_u for the piece that was the largest, the first of equals; 0 for the others"""
    x, y, units, columns = table[row, X], table[row, Y], table[row, OUTPUTS], table[row, COLUMNS]
    dx, dy, pieces = table[row, DX], table[row, DY], table[row, INPUTS] // units
    for u in range(units):
        for k in range(0, columns, LANES):
            largest, left = load(scratch, y + u * columns + k), load(scratch, dy + u * columns + k)
            for j in range(pieces):
                z = load(scratch, x + (u * pieces + j) * columns + k)
                store(scratch, dx + (u * pieces + j) * columns + k, where(z >= largest, left, 0.0))
                left = where(z >= largest, 0.0, left)


maxout = Op(maxout_forward, maxout_backward)
