"""The loop of a map: one optimizer from many starts at once, nothing recorded but where each ends.

The kernels of surface and optimizer are those of a descent; theta is (2, n) laid flat, a start a column. Columns do
not touch each other, so one that diverges does the others no harm, and each goes the way that a descent from its start
goes.
"""

from __future__ import annotations

import math
from typing import Any

from numba import njit
from numba.core import types

from ravine.engine.descend import OPTIMIZER, SCHEDULE, SURFACE, disturb, pass_on, sample
from ravine.engine.kernel import Use, kernel
from ravine.engine.layers.op import UPDATE
from ravine.engine.machine import flush_denormals, restore_denormals
from ravine.engine.optimizers import call_optimizer
from ravine.engine.schedules import call_schedule
from ravine.engine.surfaces.family import call_surface
from ravine.engine.vector import LANES, absolute, load, some, splat, store, where

MOVING, RESTING, DIVERGED = -1, -2, -3  # labels beside the numbers of the minima

ANCHOR, NEEDED, LOST, TRACKED = 0, 2, 3, 4  # rows of `track`, n numbers each; the anchor's x and y are two


@njit(nogil=True)
def _stretch(theta, before, rates):  # type: ignore[no-untyped-def]
    """A step that was made at rate 1 becomes one at each column's own rate, for every step is eta times something."""
    n = rates.size
    for i in range(0, n, LANES):
        rate = load(rates, i)
        for j in (i, n + i):
            start = load(before, j)
            store(theta, j, start + rate * (load(theta, j) - start))


@njit(nogil=True)
def _track(theta, values, track, reach_x, reach_y, update):  # type: ignore[no-untyped-def]
    """An anchor follows each point in leaps longer than `reach`; `needed` is the update of the last leap.

    `lost` is 0, and NaN for good where a value is not finite.
    """
    n, one = values.size, splat(theta, 1.0)
    for i in range(0, n, LANES):
        x, y, anchor_x, anchor_y = load(theta, i), load(theta, n + i), load(track, i), load(track, n + i)
        across, along = absolute(x - anchor_x), absolute(y - anchor_y)
        if some(across > reach_x) or some(along > reach_y):
            far = where(across > reach_x, one, where(along > reach_y, one, 0.0)) > 0.0
            store(track, i, where(far, x, anchor_x))
            store(track, n + i, where(far, y, anchor_y))
            store(track, NEEDED * n + i, where(far, splat(theta, update), load(track, NEEDED * n + i)))
        nothing = load(values, i) * 0.0
        if some(where(nothing == 0.0, 0.0, one) > 0.0):
            store(track, LOST * n + i, load(track, LOST * n + i) + nothing)


def explore_signature(f: types.Type) -> Any:
    i, d = types.int64, types.float64
    return types.void(
        f[:, ::1], f[::1], f[:, ::1], f[:, ::1], f[::1], f[::1],  # points, theta, slots, out, values, grad
        f[::1], f[:, ::1], i[::1], i[::1],  # p, rows, order, clock
        i[::1], i[::1], d[::1], d[::1], d[::1], d,  # chosen, sizes, hyper, memory, schedule, noise
        f[::1], f[::1], f[::1], d, d,  # rates, theta before a step, track, reach in x and y
        i,  # updates
    )  # fmt: skip


@kernel(explore_signature, use=Use.SURFACES)
def explore(  # type: ignore[no-untyped-def]
    points, theta, slots, out, values, grad, p, rows, order, clock,
    chosen, sizes, hyper, memory, schedule, noise, rates, before, track, reach_x, reach_y, updates,
):  # fmt: skip
    """`updates` updates of each column. Where `rates` has numbers they are the columns' own, and hyper[0] is 1.

    `values` is the first row of `out`, `grad` the others laid flat.
    """
    seen, learned, rule, rate = (points, p, out), (theta, grad, slots, hyper, memory), (schedule,), hyper[0]
    denormals = flush_denormals()
    for _ in range(updates):
        if rows.size:
            sample(p, rows, order, clock, sizes)
        call_surface(chosen[SURFACE], seen, ())
        if noise > 0.0:
            disturb(grad, noise, clock, sizes)
        if rates.size:
            for i in range(0, theta.size, LANES):
                store(before, i, load(theta, i))
        hyper[0] = rate * call_schedule(chosen[SCHEDULE], rule, (clock[UPDATE],))
        call_optimizer(chosen[OPTIMIZER], learned, (clock[UPDATE] + 1,))
        hyper[0] = rate
        if rates.size:
            _stretch(theta, before, rates)
        pass_on(clock, sizes, order.size)
        _track(theta, values, track, reach_x, reach_y, clock[UPDATE])
    restore_denormals(denormals)


@njit(nogil=True)
def _nearest_within(x, y, minima, near_x, near_y):  # type: ignore[no-untyped-def]
    """The number of the nearest of the minima (M, 2) that is not farther than `near`; MOVING where there is none."""
    best, found, across, along = 1.0, MOVING, 1.0 / near_x, 1.0 / near_y
    for m in range(minima.shape[0]):
        distance = max(abs(x - minima[m, 0]) * across, abs(y - minima[m, 1]) * along)
        if distance <= best:
            best, found = distance, m
    return found


def arrive_signature(f: types.Type) -> Any:
    i, d = types.int64, types.float64
    return types.void(
        f[:, ::1], f[::1], f[::1], f[:, ::1], f[::1],  # points, theta, slots flat, out, values
        i, f[::1], f[::1],  # surface, p of all the data, track
        d[:, ::1], d, d,  # minima, near in x and y
        i[::1], f[::1], f[::1], f[::1], f[::1], types.int16[::1],  # cells; x, y, value, needed and label of all cells
    )  # fmt: skip


@kernel(arrive_signature, use=Use.SURFACES)
def arrive(  # type: ignore[no-untyped-def]
    points, theta, slots, out, values, surface, p, track, minima, near_x, near_y, cells, x, y, value, needed, label
):
    """Where each column ended, into its cell: the value is that of all the data, infinite where it diverged."""
    denormals = flush_denormals()
    call_surface(surface, (points, p, out), ())
    n = values.size
    for k in range(cells.size):
        lost = track[LOST * n + k] + values[k] * 0.0 + theta[k] * 0.0 + theta[n + k] * 0.0
        for i in range(0, slots.size, n):
            lost += slots[i + k] * 0.0
        cell = cells[k]
        x[cell], y[cell], needed[cell] = theta[k], theta[n + k], track[NEEDED * n + k]
        if lost == 0.0:
            value[cell] = values[k]
            label[cell] = _nearest_within(theta[k], theta[n + k], minima, near_x, near_y)
        else:
            value[cell] = math.inf
            label[cell] = DIVERGED
    restore_denormals(denormals)
