"""Losses: what the network's outputs z cost, averaged over the batch, and the gradient dL/dz.

A loss reads the logits of the output layer's row, and the targets beside them in scratch, and writes dL/dz; columns of
padding get gradient 0 and cost nothing. Targets are the class's number ("class", one a example) or one number an
output ("vector").
"""

from __future__ import annotations

from typing import Any

from numba.core import types

from ravine.engine import elementary
from ravine.engine.kernel import caller, kernel
from ravine.engine.layers.op import COLUMNS, COUNT, DY, OUTPUTS, Y
from ravine.engine.registry import Family
from ravine.engine.vector import LANES, lane_numbers, load, maximum, splat, store, total, where

losses = Family("losses", "loss")


def loss_signature(f: types.Type) -> Any:
    """(scratch, table, clock, row of the outputs, offset of the targets in scratch) -> loss of the batch"""
    return f(f[::1], types.int64[:, ::1], types.int64[::1], types.int64, types.int64)


call_loss = caller(loss_signature)


def softmax_cross_entropy(scratch, table, clock, row, targets):  # type: ignore[no-untyped-def]
    """L = (1/N) sum of -ln(exp z_k / sum_j exp z_j), k the right class

    Computed as ln(sum_j exp(z_j - m)) - (z_k - m) with m = max z, so logits of +-1000 do no harm (lecture, Recap).
    dL/dz_j = (softmax_j - [j = k]) / N.
    """
    z, dz, outputs, columns = table[row, Y], table[row, DY], table[row, OUTPUTS], table[row, COLUMNS]
    share = 1.0 / clock[COUNT]
    cost = splat(scratch, 0.0)
    for k in range(0, columns, LANES):
        largest = load(scratch, z + k)
        for j in range(1, outputs):
            largest = maximum(load(scratch, z + j * columns + k), largest)
        right_class = load(scratch, targets + k)
        right = splat(scratch, 0.0)
        everything = splat(scratch, 0.0)
        for j in range(outputs):
            shifted = load(scratch, z + j * columns + k) - largest
            e = elementary.exp(shifted)
            store(scratch, dz + j * columns + k, e)
            everything = everything + e
            right = where(right_class == float(j), shifted, right)
        real = lane_numbers(scratch) < float(clock[COUNT] - k)
        cost = cost + where(real, elementary.log(everything) - right, 0.0)
        scale = where(real, share / everything, 0.0)
        one = where(real, splat(scratch, share), 0.0)
        for j in range(outputs):
            probability = load(scratch, dz + j * columns + k) * scale
            store(scratch, dz + j * columns + k, probability - where(right_class == float(j), one, 0.0))
    return total(cost) * share


def binary_cross_entropy(scratch, table, clock, row, targets):  # type: ignore[no-untyped-def]
    """L = (1/N) sum of ln(1 + exp z) - y z, y in {0, 1}, summed over the outputs

    The cross-entropy of sigmoid(z), computed from the logit: it neither overflows nor meets ln 0.
    dL/dz = (sigmoid(z) - y) / N.
    """
    z, dz, outputs, columns = table[row, Y], table[row, DY], table[row, OUTPUTS], table[row, COLUMNS]
    share = 1.0 / clock[COUNT]
    cost = splat(scratch, 0.0)
    for k in range(0, columns, LANES):
        real = lane_numbers(scratch) < float(clock[COUNT] - k)
        for j in range(outputs):
            logit, y = load(scratch, z + j * columns + k), load(scratch, targets + j * columns + k)
            cost = cost + where(real, elementary.softplus(logit) - y * logit, 0.0)
            store(scratch, dz + j * columns + k, where(real, (elementary.sigmoid(logit) - y) * share, 0.0))
    return total(cost) * share


def squared_error(scratch, table, clock, row, targets):  # type: ignore[no-untyped-def]
    """L = (1/N) sum of 1/2 |z - y|^2

    The mean over the batch of half the squared distance. PyTorch's MSELoss divides by the number of outputs as well
    and does not halve. dL/dz = (z - y) / N.
    """
    z, dz, outputs, columns = table[row, Y], table[row, DY], table[row, OUTPUTS], table[row, COLUMNS]
    share = 1.0 / clock[COUNT]
    cost = splat(scratch, 0.0)
    for k in range(0, columns, LANES):
        real = lane_numbers(scratch) < float(clock[COUNT] - k)
        for j in range(outputs):
            d = where(real, load(scratch, z + j * columns + k) - load(scratch, targets + j * columns + k), 0.0)
            cost = cost + d * d * 0.5
            store(scratch, dz + j * columns + k, d * share)
    return total(cost) * share


losses.add(softmax_cross_entropy, target="class", tasks=("classification",))
losses.add(binary_cross_entropy, target="vector", tasks=("classification",))
losses.add(squared_error, target="vector", tasks=("classification", "regression"))

loss_kernels = {entry.name: kernel(loss_signature)(entry.functions[0]) for entry in losses}


def target_columns(loss: str, outputs: int) -> int:
    """Numbers of one target: the index of its class, or one for each output."""
    return 1 if losses[loss].traits["target"] == "class" else outputs
