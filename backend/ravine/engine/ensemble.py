"""All the networks that dropout trains at once: the mean of their outputs, beside one network with scaled weights
(lecture, Dropout is a kind of ensemble).

M units that may be dropped make 2^M masks, and so many thinner networks. For their outputs, before any softmax,

    sum over the masks m of P(m) f(x; m)  =?  f(x; p)

In a network that is linear behind its first dropout the two are equal, for then f is linear in every single m_u, and
the m_u are independent. Elsewhere the right side is an approximation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba.core import types
from numpy.typing import NDArray

from ravine.engine.batch import evenly
from ravine.engine.evaluation import Evaluation, Evaluator, Examples
from ravine.engine.kernel import Use, kernel
from ravine.engine.layers.dropout import IN_TRAINING, KEEP, dropout
from ravine.engine.layers.op import (
    CLOCK_SIZE,
    COLUMNS,
    COUNT,
    FORWARD,
    INPUTS,
    OUTPUTS,
    WEIGHTS,
    X,
    Y,
    call_op,
    op_signature,
)
from ravine.engine.loop import gather
from ravine.engine.machine import flush_denormals, restore_denormals
from ravine.engine.network import Architecture, Layer, Layout
from ravine.engine.plan import Plan
from ravine.engine.random import MASKS, generator
from ravine.engine.section import multiplications
from ravine.engine.vector import LANES, load, store

Array = NDArray[np.float64]

MOST_UNITS = 14
"""Units whose masks are all averaged: 16,384 of them."""

SAMPLE = 2000
"""Masks that are drawn where there are more units."""

MOST_EXAMPLES = 200

WORK = 10_000_000_000
"""Multiplications that all masks together take, at most: half a second. A larger network is looked at on fewer
examples, a vector of them at least."""


@kernel(op_signature, np.float64, use=Use.LENSES)
def factors(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    """y_u = c_u x_u, the factors of the row's units in theta: stands where dropout stood, with a mask that is given"""
    x, y, c, columns = table[row, X], table[row, Y], table[row, WEIGHTS], table[row, COLUMNS]
    for unit in range(table[row, INPUTS]):
        for k in range(unit * columns, (unit + 1) * columns, LANES):
            store(scratch, y + k, load(scratch, x + k) * theta[c + unit])


def mean_signature(f: types.Type) -> Any:
    """theta, scratch, table, params, clock, x, order, masks (n, M), what a kept unit is multiplied by (M,), weights
    (n,), first rows (n,), mean (outputs, columns)"""
    i = types.int64
    return types.void(
        f[::1], f[::1], i[:, ::1], f[:, ::1], i[::1], f[:, ::1], i[::1], types.boolean[:, ::1], f[::1], f[::1],
        i[::1], f[:, ::1],
    )  # fmt: skip


@kernel(mean_signature, np.float64, use=Use.LENSES)
def mean_outputs(  # type: ignore[no-untyped-def]
    theta, scratch, table, params, clock, x, order, masks, kept, weights, first_rows, mean
):
    """mean += weight x the outputs under a mask, for each in turn; the mask's factors are what theta ends with.

    first_rows: the row of each mask's first unit that differs from the mask before; what comes before it stays.
    """
    network = (theta, theta, scratch, table, params, clock)
    rows, columns, units = table.shape[0], table[0, COLUMNS], kept.size
    c, z = theta.size - units, table[rows - 1, Y]
    denormals = flush_denormals()
    clock[COUNT] = order.size
    gather(scratch, 0, x, order, 0, order.size, columns)
    for number in range(masks.shape[0]):
        for unit in range(units):
            theta[c + unit] = kept[unit] if masks[number, unit] else 0.0
        for row in range(first_rows[number], rows):
            call_op(table[row, FORWARD], network, (row,))
        for o in range(mean.shape[0]):
            for k in range(columns):
                mean[o, k] += weights[number] * scratch[z + o * columns + k]
    restore_denormals(denormals)


@dataclass(frozen=True, eq=False)
class Compared:
    """outputs: (N, outputs), before any softmax. distance: root mean square difference from those of the ensemble.
    Loss and accuracy are those of the outputs."""

    outputs: Array
    distance: float
    result: Evaluation


@dataclass(frozen=True, eq=False)
class Ensemble:
    """units: M. masks: how many were averaged; exact: all of them. linear: nothing behind the first dropout is anything
    else. scaled: every unit times p of what dropout makes of a kept one; unscaled: all of it."""

    units: int
    masks: int
    exact: bool
    linear: bool
    examples: int
    ensemble: Compared
    scaled: Compared
    unscaled: Compared


def ensemble(architecture: Architecture, loss: str, theta: NDArray[Any], examples: Examples, seed: int) -> Ensemble:
    """Average over all masks, each with its probability, or over a sample that the seed draws with it; in float64.

    What a kept unit is multiplied by is what the dropout form does in training: 1, or 1 / p where it is inverted. Of
    many examples some are taken, evenly spread. Raises ValueError where there is no dropout, where the network is too
    large, and where an output is not finite.
    """
    dropping = [place for place, layer in enumerate(architecture.layers) if layer.keep < 1.0]
    if not dropping:
        raise ValueError("there is no dropout: no unit is ever dropped")
    units = sum(architecture.widths[place + 1] for place in dropping)
    exact = units <= MOST_UNITS
    count = 2**units if exact else SAMPLE
    work = count * (multiplications(architecture, dropping[0] + 1) + units)
    most = min(MOST_EXAMPLES, WORK // work // LANES * LANES)
    if not most:
        size = Layout.of(architecture).parameters
        raise ValueError(f"a network of {size:,} weights and biases is too large to be averaged over {count:,} masks")
    members = _Members(architecture, theta, evenly(examples, most).astype(np.float64), loss)
    if exact:
        masks = np.ascontiguousarray(np.indices((2,) * units).reshape(units, -1).T.astype(np.bool_))
        weights = np.where(masks, members.keep, 1.0 - members.keep).prod(axis=1)
    else:
        masks = generator(seed, MASKS, 0).random((count, units), np.float32) < members.keep
        weights = np.full(count, 1.0 / count)
    everyone, one = np.ones((1, units), np.bool_), np.ones(1)
    mean = members.mean(masks, members.kept, weights)
    scaled = members.mean(everyone, members.kept * members.keep, one)
    unscaled = members.mean(everyone, members.kept, one)
    linear = all(layer.activation == "linear" and layer.pieces == 1 for layer in architecture.layers[dropping[0] + 1 :])
    of_all, of_scaled, of_unscaled = (members.compared(outputs, mean) for outputs in (mean, scaled, unscaled))
    return Ensemble(units, count, exact, linear, len(members.examples), of_all, of_scaled, of_unscaled)


class _Members:
    """A plan in which every dropout takes a mask that is given, over examples that are one batch."""

    def __init__(self, architecture: Architecture, theta: NDArray[Any], examples: Examples, loss: str) -> None:
        self.examples, self._loss = examples, loss
        self._plan = plan = Plan.of(architecture, len(examples), examples.y.shape[1], np.float64)
        rows = np.flatnonzero(plan.table[:, FORWARD] == dropout.forward.address(np.float64))
        units = plan.table[rows, OUTPUTS]
        plan.table[rows, FORWARD] = factors.address(np.float64)
        plan.table[rows, WEIGHTS] = theta.size + np.cumsum(units) - units
        self._row = np.repeat(rows, units)
        """Of each unit."""
        self.keep = plan.params[self._row, KEEP]
        self.kept = plan.params[self._row, IN_TRAINING]
        self._theta = np.concatenate([np.asarray(theta, np.float64), self.kept])

    def mean(self, masks: NDArray[np.bool_], kept: Array, weights: Array) -> Array:
        """(N, outputs): the sum of the outputs under masks (n, M), each with its weight."""
        plan, count = self._plan, len(self.examples)
        changed = masks[1:] != masks[:-1]
        first_rows = np.where(changed.any(axis=1), self._row[changed.argmax(axis=1)], len(plan.table))
        total = np.zeros((int(plan.table[-1, OUTPUTS]), plan.columns))
        mean_outputs(
            self._theta, plan.scratch, plan.table, plan.params, np.zeros(CLOCK_SIZE, np.int64), self.examples.x,
            np.arange(count), masks, kept, weights, np.array([0, *first_rows], np.int64), total,
        )  # fmt: skip
        if not np.isfinite(total[:, :count]).all():
            raise ValueError("an output is infinite or not a number")
        return np.ascontiguousarray(total[:, :count].T)

    def compared(self, outputs: Array, mean: Array) -> Compared:
        """Loss and accuracy are those that a network would have whose outputs these are."""
        width = outputs.shape[1]
        judge = Architecture(width, (Layer(width),))
        layout = Layout.of(judge)
        identity = np.zeros(layout.size)
        layout.weights(identity, 0)[:] = np.eye(width)
        given = Examples(outputs, self.examples.y, self.examples.classes)
        result = Evaluator(judge, self._loss, np.float64).evaluate(identity, given)
        with np.errstate(over="ignore"):
            distance = float(np.sqrt(np.mean((outputs - mean) ** 2)))
        if not np.isfinite([distance, result.loss]).all():
            raise ValueError("a loss is infinite or not a number")
        return Compared(outputs, distance, result)
