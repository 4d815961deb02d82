"""The loop of a descent: many updates of a point on a surface in one compiled call, each recorded.

It is the training loop without a network: sample, value and gradient, record, optimizer. It knows its surface, schedule
and optimizer by address only, and these are the very kernels that train networks. A point is sixteen columns of the
same numbers: theta is (2, 16) laid flat, the row of x and the row of y.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit
from numba.core import types

from ravine.engine.kernel import Use, kernel
from ravine.engine.layers.op import EPOCH, EXAMPLES, ORDERED, POSITION, STEPS, UPDATE
from ravine.engine.machine import flush_denormals, restore_denormals
from ravine.engine.optimizers import call_optimizer
from ravine.engine.random import NOISE, key, normal_pair, shuffle
from ravine.engine.schedules import call_schedule
from ravine.engine.surfaces.family import call_surface
from ravine.engine.vector import LANES, load, store

OPTIMIZER, SCHEDULE, SURFACE = 0, 1, 2  # `chosen`: addresses
BATCH, SEED = 0, 1  # `sizes`
CANCEL, VERDICT = 0, 1  # `signals`
GOOD, NOT_FINITE, OVERFLOWED = 0, 1, 2  # the verdict on the update behind the last one that was made


@njit(nogil=True)
def sample(p, rows, order, clock, sizes):  # type: ignore[no-untyped-def]
    """The batch of the next update into p: order[position : position + batch] of `rows` (N, columns)."""
    if clock[ORDERED] != clock[EPOCH]:
        shuffle(order, sizes[SEED], clock[EPOCH])
        clock[ORDERED] = clock[EPOCH]
    columns, count = rows.shape[1], min(sizes[BATCH], order.size - clock[POSITION])
    p[0] = count
    for k in range(count):
        for column in range(columns):
            p[1 + k * columns + column] = rows[order[clock[POSITION] + k], column]


@njit(nogil=True)
def disturb(grad, noise, clock, sizes):  # type: ignore[no-untyped-def]
    """Gaussian noise on the gradient, a function of (seed, update): the same for all lanes and all points."""
    on_x, on_y = normal_pair(key(sizes[SEED], NOISE, clock[UPDATE], 0))
    half = grad.size // 2
    for i in range(0, half, LANES):
        store(grad, i, load(grad, i) + noise * on_x)
        store(grad, half + i, load(grad, half + i) + noise * on_y)


@njit(nogil=True)
def pass_on(clock, sizes, examples):  # type: ignore[no-untyped-def]
    """The clock after an update; so many examples make an epoch."""
    count = min(sizes[BATCH], examples - clock[POSITION])
    clock[UPDATE] += 1
    clock[EXAMPLES] += count
    clock[POSITION] += count
    if clock[POSITION] == examples:
        clock[POSITION] = 0
        clock[EPOCH] += 1


@njit(nogil=True)
def _nearest(x, y, minima):  # type: ignore[no-untyped-def]
    """The distance from (x, y) to the nearest of the minima (M, 2); NaN where there are none."""
    if minima.shape[0] == 0:
        return math.nan
    best = math.inf
    for m in range(minima.shape[0]):
        dx, dy = x - minima[m, 0], y - minima[m, 1]
        best = min(best, dx * dx + dy * dy)
    return math.sqrt(best)


@njit(nogil=True)
def _copy(source, target):  # type: ignore[no-untyped-def]
    for i in range(0, source.size, LANES):
        store(target, i, load(source, i))


@njit(nogil=True)
def _finite(state):  # type: ignore[no-untyped-def]
    """Whether the point and all that the optimizer keeps are finite; one column speaks for all sixteen."""
    lost = 0
    for i in range(0, state.size, LANES):
        lost += not abs(state[i]) < math.inf  # not isfinite(), which reassociation may fold
    return lost == 0


def descend_signature(f: types.Type) -> Any:
    i, d = types.int64, types.float64
    return i(
        f[::1], f[::1],  # state (theta, then the slots) and room for what it was before an update
        f[:, ::1], f[::1], f[:, ::1],  # points (theta as two rows), theta, slots
        f[:, ::1], f[::1], f[::1],  # out, grad, p
        f[:, ::1], i[::1], i[::1], f[:, ::1],  # rows, order, clock, minima
        i[::1], i[::1], d[::1], d[::1], d[::1], d,  # chosen, sizes, hyper, memory, schedule, noise
        i[::1], i,  # signals, updates
        f[::1], f[::1], f[:, ::1], d[::1], f[:, ::1], f[:, ::1],  # recorded loss, lr, gradient_norm, examples, trace,
        # what the slots were
    )  # fmt: skip


@kernel(descend_signature, np.float64, use=Use.SURFACES)
def descend(  # type: ignore[no-untyped-def]
    state, kept, points, theta, slots, out, grad, p, rows, order, clock, minima,
    chosen, sizes, hyper, memory, schedule, noise, signals, updates, loss, lr, gradient_norm, examples, trace,
    remembered,
):  # fmt: skip
    """Up to `updates` updates; gives how many were done, the verdict says why there are fewer.

    NOT_FINITE: the next one's value or gradient is not finite. OVERFLOWED: its step was made and undone again. Either
    way all is as the last update left it. hyper[0] is the optimizer's own rate, before the schedule.
    """
    seen, learned, rule, rate = (points, p, out), (theta, grad, slots, hyper, memory), (schedule,), hyper[0]
    denormals = flush_denormals()
    done = 0
    while done < updates and signals[CANCEL] == 0:
        # look
        if rows.size:
            sample(p, rows, order, clock, sizes)
        call_surface(chosen[SURFACE], seen, ())
        if noise > 0.0:
            disturb(grad, noise, clock, sizes)
        # record
        factor = call_schedule(chosen[SCHEDULE], rule, (clock[UPDATE],))
        value, length = out[0, 0], math.hypot(grad[0], grad[LANES])
        loss[done], lr[done], gradient_norm[done, 0] = value, rate * factor, length
        trace[done, 0], trace[done, 1] = theta[0], theta[LANES]
        trace[done, 2] = _nearest(theta[0], theta[LANES], minima)
        for slot in range(slots.shape[0]):
            remembered[done, 2 * slot], remembered[done, 2 * slot + 1] = slots[slot, 0], slots[slot, LANES]
        if not abs(value) + length < math.inf:
            signals[VERDICT] = NOT_FINITE
            break
        # update
        _copy(state, kept)
        first, second = memory[0], memory[1]
        hyper[0] = rate * factor
        call_optimizer(chosen[OPTIMIZER], learned, (clock[STEPS] + 1,))
        hyper[0] = rate
        if not _finite(state):
            _copy(kept, state)
            memory[0], memory[1] = first, second
            signals[VERDICT] = OVERFLOWED
            break
        clock[STEPS] += 1
        pass_on(clock, sizes, order.size)
        examples[done] = clock[EXAMPLES]
        done += 1
    restore_denormals(denormals)
    return done


def look_ahead_signature(f: types.Type) -> Any:
    """(points, out, grad, p, rows, order, clock, chosen, sizes, schedule, noise) -> the schedule's factor"""
    i, d = types.int64, types.float64
    return d(f[:, ::1], f[:, ::1], f[::1], f[::1], f[:, ::1], i[::1], i[::1], i[::1], i[::1], d[::1], d)


@kernel(look_ahead_signature, np.float64, use=Use.SURFACES)
def look_ahead(points, out, grad, p, rows, order, clock, chosen, sizes, schedule, noise):  # type: ignore[no-untyped-def]
    """What the next update will see, into `out` and `grad`, and what its rate will be multiplied by; nothing moves."""
    denormals = flush_denormals()
    if rows.size:
        sample(p, rows, order, clock, sizes)
    call_surface(chosen[SURFACE], (points, p, out), ())
    if noise > 0.0:
        disturb(grad, noise, clock, sizes)
    restore_denormals(denormals)
    return call_schedule(chosen[SCHEDULE], (schedule,), (clock[UPDATE],))
