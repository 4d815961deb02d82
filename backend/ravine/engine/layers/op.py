"""An op: one step of a network, as a pair of kernels and a row of a table of numbers.

The training loop runs down the table calling each row's `forward`, then up calling each row's `backward`; it knows
nothing else of them, so a new kind of layer joins by registering a pair. Activations are feature-major: unit u of
example k lies at `scratch[offset + u * columns + k]`, the examples of a batch padded to a multiple of sixteen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from numba.core import types

from ravine.engine.kernel import Kernel, caller

# The columns of the table, all int64.
FORWARD, BACKWARD = 0, 1  # addresses of the row's kernels
INPUTS, OUTPUTS = 2, 3  # units
WEIGHTS, BIASES = 4, 5  # offsets in theta and grad
X, Y = 6, 7  # offsets in scratch of what goes in and what comes out
DX, DY = 8, 9  # of dL/dx and dL/dy; DX is -1 where nobody asks for it
COLUMNS = 10  # examples a row of scratch, padded
PLACE = 11  # the row's number among all that draw random numbers
SKIP = 12  # offset in scratch of what a residual connection takes past its branch
MAPS, HEIGHT, WIDTH = 13, 14, 15  # of what goes in, where it is made of pictures
OUT_MAPS, OUT_HEIGHT, OUT_WIDTH = 16, 17, 18  # of what comes out
SIZE, STRIDE, PADDING = 19, 20, 21  # of the window that slides over each map
ROOM = 22  # offset in scratch of room that only this op works in, between calls it belongs to nobody
KEPT = 23  # offset in scratch of what the way forward leaves for the way back
TRACKED = 24  # offset in theta of the numbers that follow the data and are not learned
TABLE_WIDTH = 25

# What `clock` holds: where a learner stands (the first four make its position), and what the ops must know of the pass.
UPDATE, EPOCH, POSITION, STEPS = 0, 1, 2, 3  # STEPS: updates since the optimizer was last switched
SEED, COUNT, TRAINING = 4, 5, 6  # COUNT: the examples of this batch that are not padding; TRAINING: 0 in a test
ORDERED = 7  # the epoch that the order of the examples was drawn for; -1: none yet
EXAMPLES = 8  # seen by all updates so far, each as often as it was seen
SHARD = 9  # which part of a batch that is taken in parts
CLOCK_SIZE = 10

PARAMETERS = 10
"""Numbers that an op may be tuned with; `params[row]`."""


def op_signature(f: types.Type) -> Any:
    """(theta, grad, scratch, table, params, clock, row)"""
    return types.void(f[::1], f[::1], f[::1], types.int64[:, ::1], f[:, ::1], types.int64[::1], types.int64)


call_op = caller(op_signature)


@dataclass(frozen=True)
class Op:
    """A pair of kernels of `op_signature`. `backward` adds nothing: it overwrites its part of grad and of scratch."""

    forward: Kernel
    backward: Kernel
