"""The loss of a network over a plane through its parameters: what the surface that it really goes down on looks like.

A picture, and so in float32; penalties are not counted, and dropout is in its test form.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba.core import types
from numpy.typing import NDArray

from ravine.engine.batch import evenly
from ravine.engine.directions import Plane
from ravine.engine.evaluation import Examples
from ravine.engine.kernel import Use, kernel
from ravine.engine.layers.op import CLOCK_SIZE, COLUMNS, COUNT, FORWARD, call_op
from ravine.engine.loop import gather
from ravine.engine.losses import call_loss, loss_kernels
from ravine.engine.machine import flush_denormals, restore_denormals
from ravine.engine.network import Architecture, Layout
from ravine.engine.plan import Plan
from ravine.engine.section import MOST_EXAMPLES, multiplications
from ravine.engine.vector import LANES

PICTURE = 3_000_000_000
"""Multiplications of one picture, at most: 0.1 to 0.15 s. A larger network is looked at on fewer examples, a vector of
them at least."""


def slice_signature(f: types.Type) -> Any:
    """origin, u, v, theta, scratch, table, params, clock, x, y, order, offset of the targets, loss's address, places
    (2, n), losses (n,)"""
    i = types.int64
    return types.void(
        f[::1], f[::1], f[::1], f[::1], f[::1], i[:, ::1], f[:, ::1], i[::1], f[:, ::1], f[:, ::1], i[::1], i, i,
        f[:, ::1], f[::1],
    )  # fmt: skip


@kernel(slice_signature, np.float32, use=Use.LENSES)
def slice_losses(  # type: ignore[no-untyped-def]
    origin, u, v, theta, scratch, table, params, clock, x, y, order, targets, loss, places, losses
):
    """L(origin + a u + b v) for each place (a, b), over the examples `order`, which are one batch."""
    network, outputs = (theta, theta, scratch, table, params, clock), (scratch, table, clock)
    rows, columns = table.shape[0], table[0, COLUMNS]
    denormals = flush_denormals()
    clock[COUNT] = order.size
    gather(scratch, 0, x, order, 0, order.size, columns)
    gather(scratch, targets, y, order, 0, order.size, columns)
    for place in range(losses.size):
        a, b = places[0, place], places[1, place]
        for i in range(theta.size):
            theta[i] = origin[i] + a * u[i] + b * v[i]
        for row in range(rows):
            call_op(table[row, FORWARD], network, (row,))
        losses[place] = call_loss(loss, outputs, (rows - 1, targets))
    restore_denormals(denormals)


@dataclass(frozen=True, eq=False)
class LossSlice:
    """A network's loss over a plane: the mean over `examples`, `drawn_from` so many."""

    architecture: Architecture
    loss: str
    plane: Plane
    examples: Examples
    drawn_from: int

    @classmethod
    def of(cls, architecture: Architecture, loss: str, plane: Plane, examples: Examples, places: int) -> LossSlice:
        """For so many places at once. Of many examples some are taken, evenly spread; raises ValueError where the
        network is too large even so."""
        work = places * multiplications(architecture)
        most = min(MOST_EXAMPLES, PICTURE // work // LANES * LANES)
        if not most:
            size = Layout.of(architecture).parameters
            raise ValueError(f"a network of {size:,} weights and biases is too large for {places:,} points of a slice")
        return cls(architecture, loss, plane, evenly(examples, most).astype(np.float32), len(examples))

    def at(self, places: NDArray[np.float64]) -> NDArray[np.float32]:
        """(n,): at places (n, 2) of the plane; not finite where float32 cannot hold it."""
        net, count, f = self.architecture, len(self.examples), np.float32
        plan = Plan.of(net, count, self.examples.y.shape[1], f)
        with np.errstate(over="ignore"):
            origin, u, v = (np.ascontiguousarray(part, f) for part in (self.plane.origin, *self.plane.directions))
        losses = np.empty(len(places), f)
        slice_losses(
            origin, u, v, np.empty_like(origin), plan.scratch, plan.table, plan.params, np.zeros(CLOCK_SIZE, np.int64),
            self.examples.x, self.examples.y, np.arange(count), plan.targets, loss_kernels[self.loss].address(f),
            np.ascontiguousarray(np.transpose(places), f), losses,
        )  # fmt: skip
        return losses

    def grid(self, x: tuple[float, float], y: tuple[float, float], side: int) -> NDArray[np.float32]:
        """(side, side): at evenly spread places from the first to the last of each range, the highest y first."""
        across, up = np.linspace(*x, side), np.linspace(*y, side)
        return self.at(np.stack(np.meshgrid(across, up[::-1]), axis=-1).reshape(-1, 2)).reshape(side, side)


def longest_side(architecture: Architecture) -> int:
    """Of a square slice that is not too slow; 0 where a network is too large for any."""
    return math.isqrt(PICTURE // (LANES * multiplications(architecture)))
