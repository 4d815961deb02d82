"""A residual connection: what some layers make of their input is added to that input (He et al., 2016).

Two ops do it. `residual` adds, where the branch ends. `fork` stands where it begins: nothing happens there on the way
forward, and on the way back the two gradients that arrive are added, for every other op overwrites what it gives.
Where the layer that comes next takes something else, there is only one that arrives: `handed_over`.
"""

from __future__ import annotations

from ravine.engine.kernel import kernel
from ravine.engine.layers.op import COLUMNS, DX, DY, INPUTS, SKIP, Op, X, Y, op_signature
from ravine.engine.vector import LANES, load, store


@kernel(op_signature)
def residual_forward(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    """y = s + c x, s what went past the branch, c its factor"""
    x, y, skip, factor = table[row, X], table[row, Y], table[row, SKIP], params[row, 0]
    for i in range(0, table[row, INPUTS] * table[row, COLUMNS], LANES):
        store(scratch, y + i, load(scratch, skip + i) + load(scratch, x + i) * factor)


@kernel(op_signature)
def residual_backward(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    """dL/dx = c dL/dy;  dL/ds = dL/dy, which the fork finds where it is"""
    dx, dy, factor = table[row, DX], table[row, DY], params[row, 0]
    for i in range(0, table[row, INPUTS] * table[row, COLUMNS], LANES):
        store(scratch, dx + i, load(scratch, dy + i) * factor)


@kernel(op_signature)
def fork_forward(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    """y = x, in the same place"""


@kernel(op_signature)
def fork_backward(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    """dL/dx = dL/dy + dL/ds"""
    dx, dy, skip = table[row, DX], table[row, DY], table[row, SKIP]
    for i in range(0, table[row, INPUTS] * table[row, COLUMNS], LANES):
        store(scratch, dx + i, load(scratch, dy + i) + load(scratch, skip + i))


@kernel(op_signature)
def handed_over_backward(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    """dL/dx = dL/ds"""
    dx, skip = table[row, DX], table[row, SKIP]
    for i in range(0, table[row, INPUTS] * table[row, COLUMNS], LANES):
        store(scratch, dx + i, load(scratch, skip + i))


residual = Op(residual_forward, residual_backward)
fork = Op(fork_forward, fork_backward)
handed_over = Op(fork_forward, handed_over_backward)
