"""A walk: passes forward and back through a network too large for a lane, op by op, learning on the way back.

The whole gradient never exists. When the ops of a layer have been gone through backwards, the optimizer moves that
layer, and the room of its gradient is the next one's; of a large dense layer only some rows of W at a time. So a walk
takes theta, the optimizer's slots, what the way forward leaves, and a few MiB. The caller takes it step by step and may
leave it between any two.

It makes the updates that a trainer makes, without schedule, penalties and clipping (which needs the whole gradient):
bit for bit where the batch lies in the same vectors. Up to eight pictures lie in halves of them, and batches larger
than a trainer's shard are not taken in parts: then sums run in another order.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ravine.engine.activations import learned
from ravine.engine.layers.dense import dense_blas
from ravine.engine.layers.op import (
    BACKWARD,
    BIASES,
    CLOCK_SIZE,
    COLUMNS,
    COUNT,
    DX,
    DY,
    FORWARD,
    INPUTS,
    OUTPUTS,
    PLACE,
    SEED,
    TRACKED,
    TRAINING,
    UPDATE,
    WEIGHTS,
    Y,
)
from ravine.engine.losses import loss_kernels, target_columns
from ravine.engine.network import Architecture, Choice, Layout, aligned
from ravine.engine.optimizers import MEMORY, optimizer_kernels, slot_count
from ravine.engine.part import Part, behind, parts_of, room
from ravine.engine.plan import Plan
from ravine.engine.stepwise import cost, enter, learn, one_op


class Way(Enum):
    """What a step of a walk does."""

    FORWARD = "forward"
    BACKWARD = "backward"
    UPDATE = "update"


@dataclass(frozen=True)
class Step:
    """One step made. Of an update, `part` is the stretch of theta that moved, and `gradient` what dL/dtheta was there:
    a view that the next step overwrites."""

    layer: int
    way: Way
    seconds: float
    part: Part | None = None
    gradient: NDArray[Any] | None = None


def _plan(architecture: Architecture, loss: str, batch: int, dtype: Any) -> Plan:
    columns = target_columns(loss, architecture.outputs)
    return Plan.of(architecture, batch, columns, dtype, lean=not architecture.branches)


def needed_bytes(architecture: Architecture, loss: str, optimizer: str, batch: int, dtype: Any = np.float32) -> int:
    """What a walk keeps in memory; none of it is taken by asking."""
    layout = Layout.of(architecture)
    copies = 1 + slot_count(optimizer)
    most = max(room(parts_of(*pair)) for pair in zip(architecture.layers, layout.spans, strict=True))
    scratch = _plan(architecture, loss, batch, dtype).scratch.nbytes  # zeros that nobody has touched take no memory
    return int((copies * layout.size + most) * np.dtype(dtype).itemsize + scratch)


class Walk:
    """A network that is walked through."""

    def __init__(
        self,
        architecture: Architecture,
        loss: str,
        optimizer: Choice,
        initializer: Choice,
        seed: int,
        batch: int,
        dtype: Any = np.float32,
    ) -> None:
        """`seed` draws the weights and the dropout masks; a pass takes up to `batch` examples."""
        self.architecture, self.layout, self.dtype = architecture, Layout.of(architecture), np.dtype(dtype)
        pairs = list(zip(architecture.layers, self.layout.spans, strict=True))
        self.theta = self.layout.initial(initializer, seed, self.dtype)
        for layer, span in pairs:
            if learned(layer.activation):
                self.theta[span.learned] = layer.values[0]
        self._batch = batch
        self.updates = 0
        """Passes made to their end."""
        self._parts = [parts_of(*pair) for pair in pairs]
        self._grad = aligned(max(map(room, self._parts)), self.dtype)
        slots = slot_count(optimizer.name)
        self._slots = [[aligned((slots, part.size), self.dtype) for part in parts] for parts in self._parts]
        self._memory = [[np.zeros(MEMORY) for _ in parts] for parts in self._parts]
        self._hyper = np.array(optimizer.values)
        self._optimizer = optimizer_kernels[optimizer.name].address(self.dtype)
        self._loss = loss_kernels[loss].address(self.dtype)
        self._clock = np.zeros(CLOCK_SIZE, np.int64)
        self._clock[SEED], self._clock[TRAINING] = seed, 1
        self._plan = _plan(architecture, loss, batch, self.dtype)
        self._table = self._plan.table.copy()  # places in theta count from the layer's first
        for row in self._table:
            for column in (WEIGHTS, BIASES, TRACKED):
                if row[column] >= 0:
                    row[column] -= self.layout.spans[row[PLACE]].weights
        self._forget()

    def _forget(self) -> None:
        self.scores: NDArray[Any] | None = None
        """(N, outputs) of the pass, once it has come so far."""
        self.loss = math.nan
        self.gradient_norm = np.full(len(self._parts), np.nan)
        """Of each layer, NaN where the pass has not come on its way back; 0 where there is nothing to learn."""
        self.seconds = {way: np.zeros(len(self._parts)) for way in Way}
        """That the pass took in each layer."""
        self.diverged: str | None = None

    @property
    def steps_forward(self) -> int:
        return len(self._table)

    def __len__(self) -> int:
        """Steps of a pass."""
        return 2 * self.steps_forward + sum(2 * len(parts) - 1 for parts in self._parts if parts)

    def over(self, x: NDArray[Any], y: NDArray[Any]) -> Iterator[Step]:
        """One pass over x (N, inputs) and y (as in `Examples`), as far as its steps are taken.

        A pass that is left on its way back leaves the layers that it came by as they have learned. One whose loss is
        not finite learns nothing; where a gradient is not finite, it ends before that moves anything. Raises ValueError
        where the batch does not fit.
        """
        yield from self.forward(x, y)
        if not math.isfinite(self.loss):
            self.diverged = "the loss is infinite or not a number: nothing has learned"
            return
        for layer in reversed(range(len(self._parts))):
            for step in self._back(layer):
                yield step
                if self.diverged:
                    return
        self.updates += 1

    def forward(self, x: NDArray[Any], y: NDArray[Any]) -> Iterator[Step]:
        """The first half of `over`, which ends with the loss."""
        inputs = self.architecture.inputs
        if not 1 <= len(x) <= self._batch or x.shape[1] != inputs:
            raise ValueError(f"{x.shape[0]} x {x.shape[1]} numbers: allowed are 1 to {self._batch} times {inputs}")
        self._forget()
        plan = self._plan
        x, y = (np.ascontiguousarray(part, self.dtype) for part in (x, y))
        self._clock[COUNT], self._clock[UPDATE] = len(x), self.updates
        enter(plan.scratch, self._table, self._clock, x, y, np.arange(len(x)), plan.targets)
        for row in range(len(self._table)):
            step = self._op(row, Way.FORWARD, self._grad)
            if row + 1 == len(self._table):
                self._judge(len(x))
            yield step

    def _made(self, layer: int, way: Way, start: float, *more: Any) -> Step:
        seconds = time.perf_counter() - start
        self.seconds[way][layer] += seconds
        return Step(layer, way, seconds, *more)

    def _op(self, row: int, way: Way, grad: NDArray[Any], table: NDArray[np.int64] | None = None) -> Step:
        start, plan = time.perf_counter(), self._plan
        table = self._table if table is None else table
        layer, address = int(table[row, PLACE]), int(table[row, FORWARD if way is Way.FORWARD else BACKWARD])
        span = self.layout.spans[layer]
        one_op(
            self.theta[span.weights : span.stop], grad, plan.scratch, table, plan.params, self._clock, row, address
        )  # fmt: skip
        return self._made(layer, way, start)

    def _judge(self, count: int) -> None:
        """The scores of so many examples, and what they cost."""
        plan, last = self._plan, self._table[-1]
        y = plan.scratch[last[Y] : last[Y] + last[OUTPUTS] * last[COLUMNS]].reshape(last[OUTPUTS], last[COLUMNS])
        self.scores = y[:, :count].T.copy()
        self.loss = cost(plan.scratch, self._table, self._clock, plan.targets, self._loss)

    def _back(self, layer: int) -> Iterator[Step]:
        """Back through one layer, which learns."""
        parts = self._parts[layer]
        self._grad[: room(parts)] = self.gradient_norm[layer] = 0.0
        for row in reversed(range(len(self._table))):
            if self._table[row, PLACE] != layer:
                continue
            if len(parts) > 1 and self._table[row, BACKWARD] == dense_blas.backward.address(self.dtype):
                yield self._op(row, Way.BACKWARD, self._grad[:0])  # before the weights move
                for number in range(len(parts) - 1):
                    yield self._op(row, Way.BACKWARD, self._grad, self._band(row, parts, number))
                    yield self._learn(layer, number, self._grad)
            else:
                yield self._op(row, Way.BACKWARD, self._grad)
        if parts:
            yield self._learn(layer, len(parts) - 1, self._grad[behind(parts) :])

    def _band(self, row: int, parts: list[Part], number: int) -> NDArray[np.int64]:
        """The table where a dense layer has no more outputs than a band's rows."""
        table, rows = self._table.copy(), parts[number].rows
        band = table[row]
        band[OUTPUTS], band[WEIGHTS], band[BIASES] = len(rows), 0, behind(parts) + rows.start
        band[DX], band[DY] = -1, band[DY] + rows.start * band[COLUMNS]
        self._grad[len(rows) * band[INPUTS] : parts[number].size] = 0.0
        return table

    def _learn(self, layer: int, number: int, grad: NDArray[Any]) -> Step:
        start, part, span = time.perf_counter(), self._parts[layer][number], self.layout.spans[layer]
        grad = grad[: part.size]
        squares = learn(
            self.theta[part.start : part.stop], grad, self._slots[layer][number], self._hyper,
            self._memory[layer][number], min(part.stop, span.tracked) - part.start, self.updates + 1,
            0 if self.architecture.layers[layer].frozen else self._optimizer,
        )  # fmt: skip
        self.gradient_norm[layer] = math.hypot(self.gradient_norm[layer], math.sqrt(squares))
        if not squares < math.inf:
            self.diverged = f"the gradient of layer {layer + 1} is infinite or not a number"
        return self._made(layer, Way.UPDATE, start, part, grad)
