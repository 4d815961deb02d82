"""An op by itself: x goes in, y comes out, gradients come back; the batch is padded as in a network."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ravine.engine.layers.op import (
    BIASES,
    CLOCK_SIZE,
    COLUMNS,
    COUNT,
    DX,
    DY,
    HEIGHT,
    INPUTS,
    OUTPUTS,
    PARAMETERS,
    PLACE,
    SEED,
    TABLE_WIDTH,
    TRAINING,
    UPDATE,
    WEIGHTS,
    WIDTH,
    Op,
    X,
    Y,
)
from ravine.engine.network import padded

Array = NDArray[Any]
JUNK = 7.0
"""What lies in the padding of x: it must not reach a gradient."""


class OneOp:
    """`op` on batches of N examples; x (N, inputs), y (N, outputs)."""

    def __init__(
        self, op: Op, inputs: int, outputs: int, batch: int, dtype: Any = np.float64, values: tuple[float, ...] = (),
        first: bool = False,
    ) -> None:  # fmt: skip
        self.op, self.inputs, self.outputs, self.batch = op, inputs, outputs, batch
        self.columns = padded(batch)
        self.biases = padded(inputs * outputs)
        self.theta = np.zeros(self.biases + padded(outputs), dtype)
        self.grad = np.full_like(self.theta, np.nan)
        self.scratch = np.full(2 * (inputs + outputs) * self.columns, np.nan, dtype)
        self.table = np.zeros((1, TABLE_WIDTH), np.int64)
        offsets = np.cumsum([0, inputs, outputs, inputs]) * self.columns
        row = self.table[0]
        row[[INPUTS, OUTPUTS, BIASES, COLUMNS]] = inputs, outputs, self.biases, self.columns
        row[[X, Y, DX, DY]] = offsets
        row[[WEIGHTS, PLACE]] = 0, 2
        row[[HEIGHT, WIDTH]] = 1
        if first:
            row[DX] = -1
        self.params = np.zeros((1, PARAMETERS), dtype)
        self.params[0, : len(values)] = values
        self.theta[: len(values)] = values  # where the op learns its parameter it finds it there
        self.clock = np.zeros(CLOCK_SIZE, np.int64)
        self.clock[COUNT], self.clock[TRAINING] = batch, 1

    def _call(self, kernel: Any) -> None:
        kernel(self.theta, self.grad, self.scratch, self.table, self.params, self.clock, 0)

    def _units(self, offset: int, units: int) -> Array:
        start = int(self.table[0, offset])
        return self.scratch[start : start + units * self.columns].reshape(units, self.columns)

    def learn(self, W: Array, b: Array) -> None:
        self.theta[: W.size], self.theta[self.biases : self.biases + b.size] = W.ravel(), b

    def at(self, *, update: int = 0, lane_seed: int = 0, training: bool = True) -> OneOp:
        self.clock[[UPDATE, SEED, TRAINING]] = update, lane_seed, training
        return self

    def forward(self, x: Array) -> Array:
        self._units(X, self.inputs)[:] = JUNK
        self._units(X, self.inputs)[:, : self.batch] = x.T
        self._call(self.op.forward)
        return self._units(Y, self.outputs)[:, : self.batch].T.copy()

    def backward(self, d: Array) -> Array:
        """dL/dx from d = dL/dy (N, outputs), after `forward`; none for the first layer. That of theta is in `grad`."""
        self._units(DY, self.outputs)[:] = 0
        self._units(DY, self.outputs)[:, : self.batch] = d.T
        self._call(self.op.backward)
        if self.table[0, DX] < 0:
            return np.empty((self.batch, 0))
        return self._units(DX, self.inputs)[:, : self.batch].T.copy()

    @property
    def weight_gradient(self) -> Array:
        return self.grad[: self.inputs * self.outputs].reshape(self.outputs, self.inputs)

    @property
    def bias_gradient(self) -> Array:
        return self.grad[self.biases : self.biases + self.outputs]
