"""The training loop: many updates in one compiled call, each recorded.

One update: gather the batch, run the table down, the loss, the table up, record, clip, penalties, optimizer. The loop
knows its ops, loss, schedule, penalties and optimizer by address only.
"""

from __future__ import annotations

import math
from typing import Any

from numba import njit
from numba.core import types

from ravine.engine.kernel import kernel
from ravine.engine.layers.op import (
    BACKWARD,
    COLUMNS,
    COUNT,
    EPOCH,
    EXAMPLES,
    FORWARD,
    ORDERED,
    POSITION,
    SHARD,
    STEPS,
    TRAINING,
    UPDATE,
    call_op,
)
from ravine.engine.losses import call_loss
from ravine.engine.machine import flush_denormals, restore_denormals
from ravine.engine.optimizers import call_optimizer
from ravine.engine.penalties import call_penalty
from ravine.engine.random import shuffle
from ravine.engine.schedules import call_schedule
from ravine.engine.vector import FAST_MATH, LANES, fast, fma, load, splat, store, total

OPTIMIZER, LOSS, SCHEDULE = 0, 1, 2  # `chosen`: addresses; behind them those of the penalties in force
FIRST_PENALTY = 3
TARGETS, BATCH, ORDER_SEED = 0, 1, 2  # `sizes`
FROZEN, STOP = 3, 4  # of a row of `layers`, behind first weight, first bias and first of what is tracked


@njit(nogil=True)
def gather(scratch, start, source, order, first, count, columns):  # type: ignore[no-untyped-def]
    """Examples order[first : first + count] of `source` (N, features) into scratch, feature-major; padding is 0."""
    features = source.shape[1]
    for block in range(0, features, LANES):  # so many that what is read and what is written stays near
        stop = min(block + LANES, features)
        for k in range(count):
            example = order[first + k]
            for feature in range(block, stop):
                scratch[start + feature * columns + k] = source[example, feature]
        for feature in range(block, stop):
            for k in range(count, columns):
                scratch[start + feature * columns + k] = 0.0


@njit(nogil=True)
def add_up(sums, grad, share, first, last):  # type: ignore[no-untyped-def]
    """sums += share grad, from 0 at the first shard; with the last one, grad is their sum"""
    for i in range(0, grad.size, LANES):
        before = splat(grad, 0.0) if first else load(sums, i)
        so_far = before + load(grad, i) * share
        store(sums, i, so_far)
        if last:
            store(grad, i, so_far)


@fast
def squares_of(grad, first, stop, so_far):  # type: ignore[no-untyped-def]
    """so_far + the squares of grad[first : stop], lane by lane"""
    for i in range(first, stop, LANES):
        g = load(grad, i)
        so_far = fma(g, g, so_far)
    return so_far


inlined = njit(nogil=True, fastmath=set(FAST_MATH), error_model="numpy", inline="always")
"""What is part of the loop and of a kernel of its own as well (shards.py), and should be the same there bit for bit."""


@inlined
def pass_through(network, outputs, scratch, table, clock, x, y, order, first, targets, loss, cancel):  # type: ignore[no-untyped-def]
    """Examples order[first : ...], clock[COUNT] of them, forward and back; gives their loss. The tuples hold the arrays
    beside them: to build one, or to take it apart, counts references."""
    rows, row = table.shape[0], 0
    gather(scratch, 0, x, order, first, clock[COUNT], table[0, COLUMNS])
    gather(scratch, targets, y, order, first, clock[COUNT], table[rows - 1, COLUMNS])
    # forward
    while row < rows and cancel[0] == 0:
        call_op(table[row, FORWARD], network, (row,))
        row += 1
    cost = call_loss(loss, outputs, (rows - 1, targets))
    # backprop
    while row > 0 and cancel[0] == 0:
        row -= 1
        call_op(table[row, BACKWARD], network, (row,))
    return cost


@inlined
def conclude(  # type: ignore[no-untyped-def]
    learned, state, rule, theta, grad, hyper, held, layers, clock, count, of, chosen, strengths, cost, done,
    loss, lr, gradient_norm, examples,
):  # fmt: skip
    """From the gradient of `count` of the `of` examples to the end of the update; False, and nothing has moved, where
    the loss or the gradient is not finite."""
    rate = hyper[0]
    clock[COUNT], clock[SHARD] = count, 0
    # record, before clipping and penalties
    squares, frozen_squares = 0.0, 0.0
    for layer in range(layers.shape[0]):
        layer_square = total(squares_of(grad, layers[layer, 0], layers[layer, 2], splat(grad, 0.0)))
        gradient_norm[done, layer] = math.sqrt(layer_square)
        if layers[layer, FROZEN] == 0:
            squares += layer_square
            continue
        frozen_squares += layer_square
        for i in range(layers[layer, 0], layers[layer, 2], LANES):
            store(grad, i, splat(grad, 0.0))
    factor = call_schedule(chosen[SCHEDULE], rule, (clock[UPDATE],))
    loss[done] = cost
    lr[done] = rate * factor
    # Not isfinite(): that is x - x == 0 inside, which reassociation may fold. NaN fails this comparison too.
    if not cost + squares + frozen_squares < math.inf:
        return False
    # update
    for layer in range(layers.shape[0]):
        if layers[layer, FROZEN] == 0:
            for i in range(layers[layer, 2], layers[layer, STOP]):
                theta[i] -= grad[i]
        for i in range(layers[layer, 2], layers[layer, STOP]):
            grad[i] = 0.0
            held[i] = theta[i]
    clip = strengths[0]
    if clip > 0.0 and squares > clip * clip:
        shrink = clip / math.sqrt(squares)
        for i in range(0, grad.size, LANES):
            store(grad, i, load(grad, i) * shrink)
    for p in range(FIRST_PENALTY, chosen.size):
        for layer in range(layers.shape[0]):
            strength = strengths[1 + p - FIRST_PENALTY]
            call_penalty(chosen[p], learned, (layers[layer, 0], layers[layer, 1], strength, rate * factor))
    clock[STEPS] += 1
    hyper[0] = rate * factor
    call_optimizer(chosen[OPTIMIZER], state, (clock[STEPS],))
    hyper[0] = rate
    if held.size > 0:
        for layer in range(layers.shape[0]):  # what is tracked is not learned: a decay of the optimizer is none of it
            first = layers[layer, 0] if layers[layer, FROZEN] != 0 else layers[layer, 2]
            for i in range(first, layers[layer, STOP], LANES):
                store(theta, i, load(held, i))
    clock[UPDATE] += 1
    clock[EXAMPLES] += clock[COUNT]
    examples[done] = clock[EXAMPLES]
    clock[POSITION] += clock[COUNT]
    if clock[POSITION] == of:
        clock[POSITION] = 0
        clock[EPOCH] += 1
    return True


def train_signature(f: types.Type) -> Any:
    i = types.int64
    return i(
        f[::1], f[::1], f[:, ::1], f[::1], f[::1],  # theta, grad, slots, held, sums
        f[::1], i[:, ::1], f[:, ::1], i[:, ::1],  # scratch, table, params, layers
        f[:, ::1], f[:, ::1], i[::1], i[::1],  # x, y, order, clock
        i[::1], i[::1], types.float64[::1], types.float64[::1], types.float64[::1], types.float64[::1],
        # chosen, sizes, hyper, memory, schedule, strengths (clip, then one a penalty)
        i[::1], i,  # cancel, updates
        f[::1], f[::1], f[:, ::1], types.float64[::1],  # recorded loss, lr, gradient_norm, examples
    )  # fmt: skip


@kernel(train_signature)
def train(  # type: ignore[no-untyped-def]
    theta, grad, slots, held, sums, scratch, table, params, layers, x, y, order, clock,
    chosen, sizes, hyper, memory, schedule, strengths, cancel, updates, loss, lr, gradient_norm, examples,
):  # fmt: skip
    """Up to `updates` updates; gives how many were done, or -1 - that number where the next one's loss or gradient is
    not finite: then theta, slots and clock are as the last update left them. What is tracked and not learned goes where
    `grad` says, in full.

    hyper[0] is the optimizer's own rate, before the schedule. A set cancel word ends the call between two ops. held:
    theta as frozen layers keep it; of size 0 where none is frozen. Their gradient is recorded; the optimizer gets 0.
    sums: room for a gradient, where a batch has more examples than the table's columns: it is taken in shards of so
    many, summed in their order.
    """
    columns = table[0, COLUMNS]
    network, outputs = (theta, grad, scratch, table, params, clock), (scratch, table, clock)
    learned, state, rule = (theta, grad), (theta, grad, slots, hyper, memory), (schedule,)
    denormals = flush_denormals()
    clock[TRAINING] = 1
    done = 0
    while done < updates and cancel[0] == 0:
        # sample
        first = clock[POSITION]
        if clock[ORDERED] != clock[EPOCH]:
            shuffle(order, sizes[ORDER_SEED], clock[EPOCH])
            clock[ORDERED] = clock[EPOCH]
        count, start, cost = min(sizes[BATCH], order.size - first), 0, 0.0
        while start < count and cancel[0] == 0:
            clock[COUNT], clock[SHARD] = min(columns, count - start), start // columns
            found = pass_through(
                network, outputs, scratch, table, clock, x, y, order, first + start, sizes[TARGETS], chosen[LOSS],
                cancel,
            )  # fmt: skip
            share = clock[COUNT] / count
            cost += share * found
            if count > columns:
                add_up(sums, grad, share, start == 0, start + columns >= count)
            start += columns
        if cancel[0] != 0:
            clock[COUNT], clock[SHARD] = count, 0
            break
        if not conclude(
            learned, state, rule, theta, grad, hyper, held, layers, clock, count, order.size, chosen, strengths, cost,
            done, loss, lr, gradient_norm, examples,
        ):  # fmt: skip
            done = -1 - done
            break
        done += 1
    restore_denormals(denormals)
    return done
