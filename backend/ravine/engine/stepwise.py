"""The training loop taken apart: one call for each thing that a walk does, so that it may be left between any two.

Batch in, one op, the loss, the optimizer on a part of theta: what `loop.py` does in one call for all ops.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba.core import types

from ravine.engine.kernel import Use, kernel
from ravine.engine.layers.op import COLUMNS, call_op
from ravine.engine.loop import gather, squares_of
from ravine.engine.losses import call_loss
from ravine.engine.machine import flush_denormals, restore_denormals
from ravine.engine.optimizers import call_optimizer
from ravine.engine.vector import splat, total


def enter_signature(f: types.Type) -> Any:
    """(scratch, table, clock, x, y, order, offset of the targets)"""
    i = types.int64
    return types.void(f[::1], i[:, ::1], i[::1], f[:, ::1], f[:, ::1], i[::1], i)


@kernel(enter_signature, np.float32, use=Use.PICTURES)
def enter(scratch, table, clock, x, y, order, targets):  # type: ignore[no-untyped-def]
    """x and y into scratch"""
    gather(scratch, 0, x, order, 0, order.size, table[0, COLUMNS])
    gather(scratch, targets, y, order, 0, order.size, table[table.shape[0] - 1, COLUMNS])


def one_op_signature(f: types.Type) -> Any:
    """(theta, grad, scratch, table, params, clock, row, address)"""
    i = types.int64
    return types.void(f[::1], f[::1], f[::1], i[:, ::1], f[:, ::1], i[::1], i, i)


@kernel(one_op_signature, np.float32, use=Use.PICTURES)
def one_op(theta, grad, scratch, table, params, clock, row, address):  # type: ignore[no-untyped-def]
    """One op, one way."""
    denormals = flush_denormals()
    call_op(address, (theta, grad, scratch, table, params, clock), (row,))
    restore_denormals(denormals)


def cost_signature(f: types.Type) -> Any:
    """(scratch, table, clock, offset of the targets, loss's address) -> loss"""
    i = types.int64
    return types.float64(f[::1], i[:, ::1], i[::1], i, i)


@kernel(cost_signature, np.float32, use=Use.PICTURES)
def cost(scratch, table, clock, targets, loss):  # type: ignore[no-untyped-def]
    """The batch's loss; its gradient is left where the last op looks for it."""
    denormals = flush_denormals()
    found = call_loss(loss, (scratch, table, clock), (table.shape[0] - 1, targets))
    restore_denormals(denormals)
    return found


def learn_signature(f: types.Type) -> Any:
    """(theta, grad, slots, hyper, memory, counted, t, optimizer's address) -> sum of the gradient's squares"""
    d, i = types.float64[::1], types.int64
    return types.float64(f[::1], f[::1], f[:, ::1], d, d, i, i, i)


@kernel(learn_signature, np.float32, use=Use.PICTURES)
def learn(theta, grad, slots, hyper, memory, counted, t, optimizer):  # type: ignore[no-untyped-def]
    """Part of a layer moves. Numbers from `counted` on follow the data: they go where `grad` says.

    Where the sum of squares is not finite, or the layer is frozen (`optimizer` is 0), nothing moves.
    """
    denormals = flush_denormals()
    squares = total(squares_of(grad, 0, counted, splat(grad, 0.0)))
    if optimizer != 0 and squares < math.inf:
        for i in range(counted, theta.size):
            theta[i] -= grad[i]
            grad[i] = 0.0
        call_optimizer(optimizer, (theta, grad, slots, hyper, memory), (t,))
    restore_denormals(denormals)
    return squares
