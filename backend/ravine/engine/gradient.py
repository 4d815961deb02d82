"""dL/dtheta of the data loss over any examples, dropout in its test form: backprop without an update."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.core import types
from numpy.typing import NDArray

from ravine.engine.evaluation import Examples
from ravine.engine.kernel import Use, kernel
from ravine.engine.layers.op import BACKWARD, CLOCK_SIZE, COLUMNS, COUNT, FORWARD, call_op
from ravine.engine.loop import gather
from ravine.engine.losses import call_loss, loss_kernels, target_columns
from ravine.engine.machine import flush_denormals, restore_denormals
from ravine.engine.network import Architecture, Layout, aligned
from ravine.engine.plan import Plan


def gradient_signature(f: types.Type) -> Any:
    """(theta, grad, scratch, table, params, clock, x, y, order, offset of the targets, loss's address) -> loss"""
    i = types.int64
    return types.float64(
        f[::1], f[::1], f[::1], i[:, ::1], f[:, ::1], i[::1], f[:, ::1], f[:, ::1], i[::1], i, i
    )  # fmt: skip


@kernel(gradient_signature, use=Use.LENSES)
def backprop(theta, grad, scratch, table, params, clock, x, y, order, targets, loss):  # type: ignore[no-untyped-def]
    """The mean loss of x[order], as many as the plan has columns at most, and its gradient into grad."""
    denormals = flush_denormals()
    network, rows, columns = (theta, grad, scratch, table, params, clock), table.shape[0], table[0, COLUMNS]
    clock[COUNT] = order.size
    gather(scratch, 0, x, order, 0, order.size, columns)
    gather(scratch, targets, y, order, 0, order.size, table[rows - 1, COLUMNS])
    for row in range(rows):
        call_op(table[row, FORWARD], network, (row,))
    cost = call_loss(loss, (scratch, table, clock), (rows - 1, targets))
    for row in range(rows - 1, -1, -1):
        call_op(table[row, BACKWARD], network, (row,))
    restore_denormals(denormals)
    return cost


class Gradient:
    """Of networks of one architecture, over up to `batch` examples at once; 0 in frozen layers, as in an update."""

    def __init__(self, architecture: Architecture, loss: str, batch: int, dtype: Any) -> None:
        self._plan = plan = Plan.of(architecture, batch, target_columns(loss, architecture.outputs), dtype)
        plan.in_test_form()
        self._loss = loss_kernels[loss].address(dtype)
        self._clock = np.zeros(CLOCK_SIZE, np.int64)  # TRAINING stays 0
        layout = Layout.of(architecture)
        self._frozen = [span for span, layer in zip(layout.spans, architecture.layers, strict=True) if layer.frozen]
        self.grad = aligned(layout.size, dtype)
        """Of the last examples; it lies like theta."""

    def of(self, theta: NDArray[Any], examples: Examples, rows: NDArray[np.int64]) -> float:
        """The mean loss of these rows of the examples, which are of theta's dtype; its gradient is in `grad` then."""
        plan = self._plan
        loss = backprop(
            theta, self.grad, plan.scratch, plan.table, plan.params, self._clock, examples.x, examples.y, rows,
            plan.targets, self._loss,
        )  # fmt: skip
        for span in self._frozen:
            self.grad[span.weights : span.stop] = 0.0
        return float(loss)
