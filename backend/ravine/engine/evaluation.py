"""How good a network is: its outputs, its loss and its accuracy on a set of examples, with dropout in its test form."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba.core import types
from numpy.typing import NDArray

from ravine.engine.kernel import kernel
from ravine.engine.layers.op import CLOCK_SIZE, COLUMNS, COUNT, FORWARD, OUTPUTS, Y, call_op
from ravine.engine.loop import gather
from ravine.engine.losses import call_loss, loss_kernels, losses, target_columns
from ravine.engine.machine import flush_denormals, restore_denormals
from ravine.engine.network import Architecture
from ravine.engine.plan import Plan

COLUMNS_AT_ONCE = 128
PICTURES_AT_ONCE = 32
"""Examples that go through a network together; of maps fewer, for they shall stay in the cache."""


@dataclass(frozen=True)
class Examples:
    """x: (N, inputs); y: (N, 1) the class's number for losses with target "class", else (N, outputs).

    classes: how many there are; 0 for regression, which has no accuracy.
    """

    x: NDArray[Any]
    y: NDArray[Any]
    classes: int = 0

    def __len__(self) -> int:
        return len(self.x)

    def __getitem__(self, rows: slice | NDArray[np.int64]) -> Examples:
        """Some of them; a slice shares their numbers."""
        return Examples(self.x[rows], self.y[rows], self.classes)

    def astype(self, dtype: Any) -> Examples:
        x, y = (np.ascontiguousarray(part, dtype) for part in (self.x, self.y))
        return Examples(x, y, self.classes)


@dataclass(frozen=True)
class Evaluation:
    """The mean data loss (penalties not counted), and the share of right answers, NaN for regression."""

    loss: float
    accuracy: float


def evaluate_signature(f: types.Type) -> Any:
    """theta, scratch, table, params, clock, x, y, order, offset of the targets, loss's address, sums (loss, right)"""
    i = types.int64
    return types.void(
        f[::1], f[::1], i[:, ::1], f[:, ::1], i[::1], f[:, ::1], f[:, ::1], i[::1], i, i, types.float64[::1]
    )


@kernel(evaluate_signature)
def evaluate(theta, scratch, table, params, clock, x, y, order, targets, loss, sums):  # type: ignore[no-untyped-def]
    """Sums of the loss and of right answers over x[order]; an output alone is right on y's side of its threshold.

    clock[TRAINING] says which form dropout has; in training one mask is drawn for every `columns` examples.
    """
    denormals = flush_denormals()
    last, columns = table.shape[0] - 1, table[0, COLUMNS]
    z, outputs = table[last, Y], table[last, OUTPUTS]
    network, outputs_of = (theta, theta, scratch, table, params, clock), (scratch, table, clock)
    for first in range(0, order.size, columns):
        clock[COUNT] = min(columns, order.size - first)
        gather(scratch, 0, x, order, first, clock[COUNT], columns)
        gather(scratch, targets, y, order, first, clock[COUNT], columns)
        for row in range(table.shape[0]):
            call_op(table[row, FORWARD], network, (row,))
        for k in range(clock[COUNT]):
            best, right = 0, 0
            for j in range(1, outputs):
                if scratch[z + j * columns + k] > scratch[z + best * columns + k]:
                    best = j
                if y.shape[1] > 1 and scratch[targets + j * columns + k] > scratch[targets + right * columns + k]:
                    right = j
            if outputs == 1:
                best, right = int(scratch[z + k] > 0.0), int(scratch[targets + k] > 0.5)
            elif y.shape[1] == 1:
                right = int(scratch[targets + k])
            sums[1] += best == right
        sums[0] += call_loss(loss, outputs_of, (last, targets)) * clock[COUNT]
    restore_denormals(denormals)


def forward_signature(f: types.Type) -> Any:
    """(theta, scratch, table, params, clock, x, order, first)"""
    i = types.int64
    return types.void(f[::1], f[::1], i[:, ::1], f[:, ::1], i[::1], f[:, ::1], i[::1], i)


@kernel(forward_signature)
def forward(theta, scratch, table, params, clock, x, order, first):  # type: ignore[no-untyped-def]
    """Examples order[first : first + clock[COUNT]] through the table; every op's output is left in scratch."""
    denormals = flush_denormals()
    network = (theta, theta, scratch, table, params, clock)
    gather(scratch, 0, x, order, first, clock[COUNT], table[0, COLUMNS])
    for row in range(table.shape[0]):
        call_op(table[row, FORWARD], network, (row,))
    restore_denormals(denormals)


class Evaluator:
    """Runs networks of one architecture on examples, without touching a training's scratch."""

    def __init__(self, architecture: Architecture, loss: str, dtype: Any) -> None:
        pictures = any(layer.work.shards for layer in architecture.layers)
        at_once = PICTURES_AT_ONCE if pictures else COLUMNS_AT_ONCE
        self._plan = Plan.of(architecture, at_once, target_columns(loss, architecture.outputs), dtype)
        self._loss = loss_kernels[loss].address(dtype)
        self._dtype = dtype
        self._clock = np.zeros(CLOCK_SIZE, np.int64)  # TRAINING stays 0
        self._order = np.arange(0)

    def _in_order(self, count: int) -> NDArray[np.int64]:
        if self._order.size < count:
            self._order = np.arange(count)
        return self._order[:count]

    def evaluate(self, theta: NDArray[Any], examples: Examples) -> Evaluation:
        """Loss and accuracy of theta; both NaN where there are no examples."""
        if not len(examples):
            return Evaluation(math.nan, math.nan)
        plan, sums = self._plan, np.zeros(2)
        evaluate(
            theta, plan.scratch, plan.table, plan.params, self._clock, examples.x, examples.y,
            self._in_order(len(examples)), plan.targets, self._loss, sums,
        )  # fmt: skip
        loss, right = sums / len(examples)
        return Evaluation(float(loss), float(right) if examples.classes else math.nan)

    def predict(self, theta: NDArray[Any], x: NDArray[Any]) -> NDArray[Any]:
        """The outputs (N, outputs): logits, or values in a regression."""
        (outputs,) = self._read(theta, x, self._plan.last_row[-1:])
        return np.ascontiguousarray(outputs.T)

    def layer_outputs(self, theta: NDArray[Any], x: NDArray[Any]) -> list[NDArray[Any]]:
        """What each layer hands on for each example, (units, N) each."""
        return self._read(theta, x, self._plan.last_row)

    def layer_output(self, theta: NDArray[Any], x: NDArray[Any], layer: int) -> NDArray[Any]:
        """What one layer hands on for each example, (units, N)."""
        return self._read(theta, x, self._plan.last_row[layer : layer + 1])[0]

    def layer_signals(self, theta: NDArray[Any], x: NDArray[Any]) -> list[tuple[NDArray[Any], NDArray[Any]]]:
        """Of each layer z = W x + b and what it hands on, (units, N) each."""
        plan = self._plan
        read = self._read(theta, x, plan.first_row + plan.last_row)
        return list(zip(read[: len(plan.first_row)], read[len(plan.first_row) :], strict=True))

    def _read(self, theta: NDArray[Any], x: NDArray[Any], rows: Sequence[int]) -> list[NDArray[Any]]:
        """What the ops in `rows` give for each example, (units, N) each, all from one pass."""
        plan, x = self._plan, np.ascontiguousarray(x, self._dtype)
        places = [(int(plan.table[row, Y]), int(plan.table[row, OUTPUTS])) for row in rows]
        results = [np.empty((units, len(x)), self._dtype) for _, units in places]
        order = self._in_order(len(x))
        for first in range(0, len(x), plan.columns):
            count = min(plan.columns, len(x) - first)
            self._clock[COUNT] = count
            forward(theta, plan.scratch, plan.table, plan.params, self._clock, x, order, first)
            for (start, units), result in zip(places, results, strict=True):
                block = plan.scratch[start : start + units * plan.columns].reshape(units, plan.columns)
                result[:, first : first + count] = block[:, :count]
        return results


def predicted_classes(outputs: NDArray[Any]) -> NDArray[np.int64]:
    """The class that each row of outputs (N, outputs) stands for: the largest; 1 where a single output is above 0."""
    if outputs.shape[1] == 1:
        return (outputs[:, 0] > 0).astype(np.int64)
    return np.asarray(outputs.argmax(axis=1), np.int64)


def target_classes(examples: Examples) -> NDArray[np.int64]:
    """The right class of each example, whatever form the loss wanted its target in."""
    y = examples.y
    if y.shape[1] > 1:
        return np.asarray(y.argmax(axis=1), np.int64)
    return (y[:, 0] > 0.5).astype(np.int64) if examples.classes == 2 else y[:, 0].astype(np.int64)


def probabilities(outputs: NDArray[Any], loss: str) -> NDArray[np.float64]:
    """(N, classes): what the outputs (N, outputs) say of each class, as the loss understands them.

    softmax over the outputs where the loss takes a class index; a sigmoid of each output alone for the other
    classification loss; a loss of regressions has no probabilities, so its value itself counts: 1 for "this class", 0
    (with a single output -1) for "another". A single output speaks of the second of two classes.
    """
    z = outputs.astype(np.float64)
    traits = losses[loss].traits
    with np.errstate(over="ignore", invalid="ignore"):  # shortly before a divergence an output may be infinite
        if traits["target"] == "class":
            e = np.exp(z - z.max(axis=1, keepdims=True))
            p = e / e.sum(axis=1, keepdims=True)
        elif "regression" in traits["tasks"]:
            p = (1 + z) / 2 if z.shape[1] == 1 else z
        else:
            p = 1 / (1 + np.exp(-z))
    p = np.clip(np.nan_to_num(p), 0, 1)
    return np.hstack([1 - p, p]) if p.shape[1] == 1 else p


def decided(outputs: NDArray[Any], loss: str) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The class of each row of outputs (N, outputs) and its probability."""
    classes = predicted_classes(outputs)
    return classes, probabilities(outputs, loss)[np.arange(len(classes)), classes]
