"""The table of ops that the loops run down for one network, with the scratch it works in, for batches of one size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ravine.engine.augment.head import Head
from ravine.engine.layers import op as table_columns
from ravine.engine.layers.dropout import AT_TEST, IN_TRAINING, KEEP, dropout, dropout_parameters
from ravine.engine.layers.elementwise import activation_op
from ravine.engine.layers.flatten import widen
from ravine.engine.layers.op import Op
from ravine.engine.layers.residual import fork, handed_over, residual
from ravine.engine.layers.shape import Shape
from ravine.engine.network import Architecture, Layout, aligned, padded
from ravine.engine.vector import HALF, LANES


@dataclass(frozen=True)
class Plan:
    """The table for batches of up to `columns` examples, with the scratch it works in."""

    table: NDArray[np.int64]
    params: NDArray[Any]
    scratch: NDArray[Any]
    columns: int
    targets: int
    """Offset in scratch of the targets, feature-major like all of it."""
    first_row: tuple[int, ...]
    """Per layer, the row whose output is z, before the activation."""
    last_row: tuple[int, ...]
    """Per layer, the row whose output is what the layer hands on."""

    @classmethod
    def of(
        cls, architecture: Architecture, batch: int, target_columns: int, dtype: Any, lean: bool = False,
        head: Head | None = None,
    ) -> Plan:  # fmt: skip
        """`head`: what is done to pictures before the first layer. `lean`: for a large network of pictures that is run
        op by op. A pixel of up to eight examples takes half a vector, and what the way back needs lies where later ops
        keep what they give. Raises ValueError where it has residual connections, or a head.
        """
        build = Builder(architecture, batch, dtype, lean, head)
        first_row, last_row = [], []
        handed_on = [build.x]  # by the input and by each layer: where in scratch
        forks: dict[int, list[int]] = {}  # the rows of those that each of them needs, not used yet
        readers = [place - layer.back for place, layer in enumerate(architecture.layers) if layer.back]
        readers += [place + 1 - layer.skip for place, layer in enumerate(architecture.layers) if layer.skip]
        for place, (layer, span) in enumerate(zip(architecture.layers, Layout.of(architecture).spans, strict=True)):
            if layer.back:
                source = place - layer.back
                build.take(architecture.shapes[source], handed_on[source])
                if source:
                    build.rows[forks[source].pop()][table_columns.SKIP] = build.dx
            first_row.append(len(build.rows))
            layer.work.build(build, place, span)
            if layer.activation != "linear":
                build.add(activation_op(layer.activation), build.shape, place, layer.values, weights=span.learned)
            if layer.keep < 1.0:
                build.add(dropout, build.shape, place, tuple(dropout_parameters(architecture.dropout_form, layer.keep)))
            if layer.skip:
                source = place + 1 - layer.skip
                build.add(residual, build.shape, place, (layer.branch,), skip=handed_on[source])
                if source:  # nobody asks for the gradient of the input
                    build.rows[forks[source].pop()][table_columns.SKIP] = build.dx
            last_row.append(len(build.rows) - 1)
            handed_on.append(build.x)
            passed_by = any(layer.back for layer in architecture.layers[place + 1 : place + 2])
            for left in reversed(range(readers.count(place + 1))):
                forks.setdefault(place + 1, []).append(len(build.rows))
                build.fork(place, handed_over if passed_by and not left else fork)
        return build.plan(target_columns, tuple(first_row), tuple(last_row))

    def in_test_form(self) -> None:
        """Dropout is in its test form both ways: backprop is made for training, so every unit is kept, and what it is
        multiplied by is the test form's."""
        dropping = self.table[:, table_columns.FORWARD] == dropout.forward.address(self.params.dtype)
        self.params[dropping, KEEP] = 1.0
        self.params[dropping, IN_TRAINING] = self.params[dropping, AT_TEST]


class Builder:
    """Lays ops one after the other: what one gives is what the next takes."""

    def __init__(
        self, architecture: Architecture, batch: int, dtype: Any, lean: bool = False, head: Head | None = None
    ) -> None:  # fmt: skip
        if lean and architecture.branches:
            raise ValueError("a network with residual connections needs all its gradients at once")
        if lean and head is not None:
            raise ValueError("pictures are augmented in whole vectors")
        self.shape, self.dtype, self.lean = architecture.shapes[0], dtype, lean
        self.columns = HALF if lean and batch <= HALF and self.shape.area > 1 else padded(batch)
        self.rows: list[list[int]] = []
        self.params: list[tuple[float, ...]] = []
        self.x, self.dx = 0, -1
        self.overrun = LANES if lean else 0
        """A pixel of half a vector is written as a whole one, the last one too."""
        self.size = padded(self.shape.units * self.columns) + self.overrun
        self.rooms: list[int] = []
        """Numbers of scratch that each op works in."""
        self.ends: list[int] = []
        """Of each op: where in scratch what it gives and keeps comes to an end."""
        if head is not None:
            head.build(self)
        self.input = self.x
        """Where the first layer's input lies."""

    def space(self, units: int) -> int:
        start, self.size = self.size, self.size + padded(units * self.columns) + self.overrun
        return start

    def flatten(self, place: int) -> None:
        """What comes now takes features, a whole vector each."""
        if self.columns % LANES:
            self.columns = LANES
            self.add(widen, self.shape, place)
        self.shape = Shape(self.shape.units)

    def prepare(
        self, op: Op, kept: int, place: int = 0, values: tuple[float, ...] = (), moves: bool = False
    ) -> None:
        """One op on the pictures before the first layer, whose gradient nobody asks for. `kept`: where in scratch the
        numbers are that it has of each picture; `moves`: it writes the pictures to a place of their own."""
        y = self.space(self.shape.units) if moves else self.x
        self.add(op, self.shape, place, values, y=y, asked=False)
        self.rows[-1][table_columns.KEPT] = kept

    def take(self, shape: Shape, x: int) -> None:
        """What comes now takes what lies at x, and leaves its gradient in a place of its own, if anybody asks."""
        self.shape, self.x = shape, x
        self.dx = self.space(shape.units) if x != self.input else -1

    def fork(self, place: int, op: Op) -> None:
        """What comes now has another reader; SKIP is where that one leaves its gradient, known when it is added."""
        self.add(op, self.shape, place, y=self.x)

    def add(
        self, op: Op, shape: Shape, place: int, values: tuple[float, ...] = (), weights: int = -1, biases: int = -1,
        skip: int = -1, window: tuple[int, int, int] = (1, 1, 0), room: int = 0, kept: int = 0, tracked: int = -1,
        y: int | None = None, asked: bool = True,
    ) -> None:  # fmt: skip
        """One op that gives `shape`, in a place of its own or at y. `room`, `kept`: how many numbers of scratch it
        works in, and leaves for the way back; `window`: (size, stride, padding); `asked`: somebody asks for dL/dy."""
        given, columns = self.shape, table_columns
        y = self.space(shape.units) if y is None else y
        row = [0] * columns.TABLE_WIDTH
        dy = -1 if self.lean or not asked else self.space(shape.units)
        row[columns.FORWARD], row[columns.BACKWARD] = (one.address(self.dtype) for one in (op.forward, op.backward))
        row[columns.INPUTS], row[columns.OUTPUTS] = given.units, shape.units
        row[columns.WEIGHTS], row[columns.BIASES], row[columns.TRACKED] = weights, biases, tracked
        row[columns.X], row[columns.Y], row[columns.DX], row[columns.DY] = self.x, y, self.dx, dy
        row[columns.COLUMNS], row[columns.PLACE], row[columns.SKIP] = self.columns, place, skip
        row[columns.MAPS], row[columns.HEIGHT], row[columns.WIDTH] = given.maps, given.height, given.width
        row[columns.OUT_MAPS], row[columns.OUT_HEIGHT], row[columns.OUT_WIDTH] = shape.maps, shape.height, shape.width
        row[columns.SIZE], row[columns.STRIDE], row[columns.PADDING] = window
        if kept:
            row[columns.KEPT], self.size = self.size, self.size + padded(kept) + self.overrun
        self.rooms.append(padded(room))
        self.ends.append(self.size)
        self.rows.append(row)
        self.params.append(values)
        self.shape, self.x, self.dx = shape, y, dy

    def _over_later_ones(self) -> None:
        """What an op works in and what it hands down lie where later ops keep what they give: on the way forward these
        have not come yet, on the way back they are done with. Of the two gradients that an op meets one lies low, right
        behind what is still needed, and one high, at the end; room to work in lies between."""
        columns = table_columns
        sizes = [padded(row[columns.OUTPUTS] * row[columns.COLUMNS]) + self.overrun for row in self.rows]
        last = len(self.rows) - 1
        for number, row in enumerate(self.rows):
            own_low = number % 2 == last % 2
            low = self.ends[min(number + 1, last) if own_low else number]
            given = sizes[number - 1] if number else 0
            row[columns.DX], row[columns.DY] = (-1, low) if own_low else (low, -1)
            row[columns.ROOM] = low + (sizes[number] if own_low else given)
            self.size = max(self.size, row[columns.ROOM] + self.rooms[number] + (given if own_low else sizes[number]))
        for number, row in enumerate(self.rows):
            if row[columns.DY] < 0:
                row[columns.DY] = self.size - sizes[number]
            elif number:
                row[columns.DX] = self.size - sizes[number - 1]
        self.rows[0][columns.DX] = -1

    def plan(self, target_columns: int, first_row: tuple[int, ...], last_row: tuple[int, ...]) -> Plan:
        if self.lean:
            self._over_later_ones()
        targets = self.space(target_columns)
        if not self.lean:
            for row in self.rows:
                row[table_columns.ROOM] = self.size
            self.size += max(self.rooms)
        params = np.zeros((len(self.rows), table_columns.PARAMETERS), self.dtype)
        for number, values in enumerate(self.params):
            params[number, : len(values)] = values
        return Plan(
            np.array(self.rows, np.int64), params, aligned(self.size, self.dtype),
            self.rows[0][table_columns.COLUMNS], targets, first_row, last_row,
        )  # fmt: skip
