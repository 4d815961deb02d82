"""The shards of a batch on several threads, each with a table, a scratch and a gradient of its own.

They have one size and are summed in their order, whatever the number of threads, by the code of the training loop: an
update is the same bit for bit. A thread more costs the memory of one scratch and one gradient (`Shards.nbytes`).
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any

import numpy as np
from numba.core import types
from numpy.typing import NDArray

from ravine.engine.evaluation import Examples
from ravine.engine.kernel import Use, kernel
from ravine.engine.layers.op import COUNT, SHARD, TRAINING
from ravine.engine.loop import add_up, conclude, pass_through
from ravine.engine.machine import flush_denormals, restore_denormals
from ravine.engine.network import aligned
from ravine.engine.plan import Plan

HEAVY = 1_000_000
"""Multiply-adds an example from which a shard takes a millisecond or so, and other threads are worth waking."""


def one_shard_signature(f: types.Type) -> Any:
    """(theta, grad, scratch, table, params, clock, x, y, order, first, targets, loss's address, cancel) -> loss"""
    i = types.int64
    return types.float64(
        f[::1], f[::1], f[::1], i[:, ::1], f[:, ::1], i[::1], f[:, ::1], f[:, ::1], i[::1], i, i, i, i[::1]
    )  # fmt: skip


@kernel(one_shard_signature, np.float32, use=Use.PICTURES)
def one_shard(theta, grad, scratch, table, params, clock, x, y, order, first, targets, loss, cancel):  # type: ignore[no-untyped-def]
    """Examples order[first : ...], clock[COUNT] of them, forward and back."""
    denormals = flush_denormals()
    network, outputs = (theta, grad, scratch, table, params, clock), (scratch, table, clock)
    found = pass_through(network, outputs, scratch, table, clock, x, y, order, first, targets, loss, cancel)
    restore_denormals(denormals)
    return found


def add_shard_signature(f: types.Type) -> Any:
    """(sums, grad, cost so far (1,), share, loss, whether it is the first)"""
    d = types.float64
    return types.void(f[::1], f[::1], d[::1], d, d, types.int64)


@kernel(add_shard_signature, np.float32, use=Use.PICTURES)
def add_shard(sums, grad, cost, share, loss, first):  # type: ignore[no-untyped-def]
    """sums += share grad;  cost += share loss"""
    denormals = flush_denormals()
    cost[0] += share * loss
    add_up(sums, grad, share, first != 0, False)
    restore_denormals(denormals)


def end_update_signature(f: types.Type) -> Any:
    """theta, grad, slots, held, layers, clock, chosen, hyper, memory, schedule, strengths, count, of, cost, done, and
    the record -> 0 where the loss or the gradient is not finite"""
    i, d = types.int64, types.float64
    return i(
        f[::1], f[::1], f[:, ::1], f[::1], i[:, ::1], i[::1], i[::1], d[::1], d[::1], d[::1], d[::1], i, i, d, i,
        f[::1], f[::1], f[:, ::1], d[::1],
    )  # fmt: skip


@kernel(end_update_signature, np.float32, use=Use.PICTURES)
def end_update(  # type: ignore[no-untyped-def]
    theta, grad, slots, held, layers, clock, chosen, hyper, memory, schedule, strengths, count, of, cost, done,
    loss, lr, gradient_norm, examples,
):  # fmt: skip
    """What follows when the gradient is known."""
    learned, state, rule = (theta, grad), (theta, grad, slots, hyper, memory), (schedule,)
    denormals = flush_denormals()
    good = conclude(
        learned, state, rule, theta, grad, hyper, held, layers, clock, count, of, chosen, strengths, cost, done,
        loss, lr, gradient_norm, examples,
    )  # fmt: skip
    restore_denormals(denormals)
    return int(good)


class Shards:
    """Room for as many shards at a time as there are threads: the caller's, and others of an executor."""

    def __init__(self, executor: Executor, threads: int, plan: Callable[[], Plan], size: int, dtype: Any) -> None:
        self._executor, self.threads = executor, threads
        self._rooms = [(plan(), aligned(size, dtype)) for _ in range(threads)]
        self._sums = aligned(size, dtype)
        self.columns = self._rooms[0][0].columns

    @property
    def nbytes(self) -> int:
        """What it holds."""
        return self._sums.nbytes + sum(plan.scratch.nbytes + grad.nbytes for plan, grad in self._rooms)

    def gradient(
        self, theta: NDArray[Any], grad: NDArray[Any], examples: Examples, order: NDArray[np.int64],
        clock: NDArray[np.int64], loss: int, cancel: NDArray[np.int64],
    ) -> float:  # fmt: skip
        """Of all examples in `order` into grad; gives their loss. Neither is known where `cancel` was set meanwhile."""
        columns, count, cost = self.columns, len(order), np.zeros(1)

        def one(room: int, start: int) -> float:
            (plan, own), now = self._rooms[room], clock.copy()
            now[COUNT], now[SHARD], now[TRAINING] = min(columns, count - start), start // columns, 1
            return float(
                one_shard(
                    theta, own, plan.scratch, plan.table, plan.params, now, examples.x, examples.y, order, start,
                    plan.targets, loss, cancel,
                )
            )  # fmt: skip

        for first in range(0, count, columns * len(self._rooms)):
            starts = range(first, min(first + columns * len(self._rooms), count), columns)
            others = [self._executor.submit(one, room, start) for room, start in enumerate(starts[1:], 1)]
            found = [one(0, starts[0])]
            found += [other.result() for other in others]
            for start, (_, own), part in zip(starts, self._rooms, found, strict=False):
                add_shard(self._sums, own, cost, min(columns, count - start) / count, part, start == 0)
        grad[:] = self._sums
        return float(cost[0])
