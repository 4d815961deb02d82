"""A network: one flat theta, and a table of ops that reads it.

An `Architecture` says what the layers are. A `Layout` says where each layer's numbers lie in theta; it does not depend
on the batch. A `Plan` is the table that the loops run down, for batches of one size.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ravine.engine.activations import activations
from ravine.engine.initializers import initializers
from ravine.engine.layers import op as table_columns
from ravine.engine.layers.dense import dense_op
from ravine.engine.layers.dropout import AT_TEST, IN_TRAINING, KEEP, dropout, dropout_parameters
from ravine.engine.layers.elementwise import activation_op
from ravine.engine.layers.maxout import maxout
from ravine.engine.layers.op import Op
from ravine.engine.layers.residual import fork, residual
from ravine.engine.random import INITIAL, generator
from ravine.engine.vector import LANES


@dataclass(frozen=True)
class Choice:
    """An entry of a family with its parameters' values in their declared order."""

    name: str
    values: tuple[float, ...] = ()


@dataclass(frozen=True)
class Layer:
    """One dense layer with what follows it, in this order: Maxout where it has several pieces, an activation, dropout
    with keep probability `keep`, and a residual connection: what the layer `skip` places before hands on (0: none) is
    added to `branch` times what came so far. A frozen one is not changed by updates."""

    units: int
    activation: str = "linear"
    activation_parameters: tuple[float, ...] = ()
    keep: float = 1.0
    pieces: int = 1
    skip: int = 0
    branch: float = 1.0
    frozen: bool = False

    @property
    def rows(self) -> int:
        """Of W."""
        return self.units * self.pieces

    @property
    def values(self) -> tuple[float, ...]:
        """The activation's parameters."""
        return self.activation_parameters or activations[self.activation].values({})


@dataclass(frozen=True)
class Architecture:
    """`inputs` features into `layers`, the last of which gives the outputs.

    Raises ValueError where a residual connection adds what does not fit.
    """

    inputs: int
    layers: tuple[Layer, ...]
    dropout_form: str = "lecture"

    def __post_init__(self) -> None:
        for place, layer in enumerate(self.layers):
            if layer.skip > place + 1:
                raise ValueError(f"layer {place + 1} cannot look back {layer.skip} places: at most {place + 1}")
            if layer.skip and (given := self.widths[place + 1 - layer.skip]) != layer.units:
                raise ValueError(f"layer {place + 1} of {layer.units} units cannot add the {given} of another one")

    @property
    def outputs(self) -> int:
        return self.layers[-1].units

    @property
    def thawed(self) -> Architecture:
        """The same with no layer frozen."""
        return replace(self, layers=tuple(replace(layer, frozen=False) for layer in self.layers))

    @property
    def widths(self) -> tuple[int, ...]:
        return (self.inputs, *(layer.units for layer in self.layers))


def padded(count: int) -> int:
    """The next multiple of sixteen."""
    return -(-count // LANES) * LANES


def aligned(shape: int | tuple[int, ...], dtype: Any) -> NDArray[Any]:
    """Zeros whose first element starts a cache line, so that no vector lies across two."""
    dtype = np.dtype(dtype)
    size = int(np.prod(shape)) * dtype.itemsize
    raw = np.zeros(size + 64, np.uint8)
    start = -raw.ctypes.data % 64
    whole: NDArray[Any] = raw[start : start + size].view(dtype).reshape(shape)
    return whole


@dataclass(frozen=True)
class Span:
    """Where one layer lies in theta: W (outputs, inputs) row by row from `weights`, b from `biases`, behind it the
    number that its activation may learn, up to `stop`. Outputs are rows of W: of Maxout so many as all pieces."""

    weights: int
    biases: int
    stop: int
    inputs: int
    outputs: int

    @property
    def weight_stop(self) -> int:
        return self.weights + self.inputs * self.outputs

    @property
    def bias_stop(self) -> int:
        return self.biases + self.outputs

    @property
    def learned(self) -> int:
        """Where the number lies that an activation may learn; 0 where it learns none."""
        return self.bias_stop


@dataclass(frozen=True)
class Layout:
    """Where the parameters of layers of these widths lie; each part is padded to whole vectors with zeros. It is the
    same whatever the activations are, so that they can change while the network learns."""

    spans: tuple[Span, ...]

    @classmethod
    def of(cls, architecture: Architecture) -> Layout:
        spans, start = [], 0
        for inputs, layer in zip(architecture.widths, architecture.layers, strict=False):
            outputs = layer.rows
            biases = start + padded(inputs * outputs)
            stop = biases + padded(outputs + 1)
            spans.append(Span(start, biases, stop, inputs, outputs))
            start = stop
        return cls(tuple(spans))

    @property
    def size(self) -> int:
        return self.spans[-1].stop

    @property
    def parameters(self) -> int:
        """How many weights and biases the network has (padding and what activations learn not counted)."""
        return sum((span.inputs + 1) * span.outputs for span in self.spans)

    def array(self, architecture: Architecture) -> NDArray[np.int64]:
        """(layers, 4): first weight, first bias, stop, and 1 where the layer is frozen, for the kernels."""
        layers = zip(self.spans, architecture.layers, strict=True)
        return np.array([(span.weights, span.biases, span.stop, layer.frozen) for span, layer in layers], np.int64)

    def initial(self, initializer: Choice, seed: int, dtype: Any) -> NDArray[Any]:
        """theta before the first update: a function of the initializer, the seed and each layer's place and size."""
        theta = aligned(self.size, dtype)
        draw = initializers[initializer.name].functions[0]
        for place, span in enumerate(self.spans):
            weights = draw(generator(seed, INITIAL, place), span.outputs, span.inputs, *initializer.values)
            theta[span.weights : span.weight_stop] = weights.ravel()
        return theta

    def weights(self, theta: NDArray[Any], place: int) -> NDArray[Any]:
        """W of a layer, a view of (outputs, inputs)."""
        span = self.spans[place]
        return theta[span.weights : span.weight_stop].reshape(span.outputs, span.inputs)

    def rows(self, flat: NDArray[Any], place: int) -> NDArray[Any]:
        """(outputs, inputs + 1): of what lies like theta a layer's W with b behind it; a copy."""
        return np.column_stack([self.weights(flat, place), self.biases(flat, place)])

    def index(self, layer: int, unit: int, input: int | None) -> int:
        """Where in theta the weight lies that leads from an input of a layer to one of its units; None: the bias.

        Layers count from 0, the last one gives the outputs. Raises ValueError where there is no such place.
        """

        def within(noun: str, given: int, count: int) -> int:
            if not 0 <= given < count:
                raise ValueError(f"there is no {noun} {given}: allowed are 0 to {count - 1}")
            return given

        span = self.spans[within("layer", layer, len(self.spans))]
        unit = within("unit", unit, span.outputs)
        if input is None:
            return span.biases + unit
        return span.weights + unit * span.inputs + within("input", input, span.inputs)

    def biases(self, theta: NDArray[Any], place: int) -> NDArray[Any]:
        """b of a layer, a view of (outputs,)."""
        span = self.spans[place]
        return theta[span.biases : span.bias_stop]


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
    def of(cls, architecture: Architecture, batch: int, target_columns: int, dtype: Any) -> Plan:
        build = _Builder(architecture.inputs, padded(batch), dtype)
        first_row, last_row = [], []
        handed_on = [build.x]  # by the input and by each layer: where in scratch
        forks: dict[int, list[int]] = {}  # the rows of those that each of them needs, not used yet
        skips = [place + 1 - layer.skip for place, layer in enumerate(architecture.layers) if layer.skip]
        for place, (layer, span) in enumerate(zip(architecture.layers, Layout.of(architecture).spans, strict=True)):
            first_row.append(len(build.rows))
            op = dense_op(span.inputs, span.outputs)
            build.add(op, span.outputs, place, weights=span.weights, biases=span.biases)
            if layer.pieces > 1:
                build.add(maxout, layer.units, place)
            if layer.activation != "linear":
                build.add(activation_op(layer.activation), layer.units, place, layer.values, weights=span.learned)
            if layer.keep < 1.0:
                build.add(dropout, layer.units, place, tuple(dropout_parameters(architecture.dropout_form, layer.keep)))
            if layer.skip:
                source = place + 1 - layer.skip
                build.add(residual, layer.units, place, (layer.branch,), skip=handed_on[source])
                if source:  # nobody asks for the gradient of the input
                    build.rows[forks[source].pop()][table_columns.SKIP] = build.dx
            last_row.append(len(build.rows) - 1)
            handed_on.append(build.x)
            for _ in range(skips.count(place + 1)):
                forks.setdefault(place + 1, []).append(len(build.rows))
                build.fork(place)
        return build.plan(target_columns, tuple(first_row), tuple(last_row))


    def in_test_form(self) -> None:
        """Dropout is in its test form both ways: backprop is made for training, so every unit is kept, and what it is
        multiplied by is the test form's."""
        dropping = self.table[:, table_columns.FORWARD] == dropout.forward.address(self.params.dtype)
        self.params[dropping, KEEP] = 1.0
        self.params[dropping, IN_TRAINING] = self.params[dropping, AT_TEST]


class _Builder:
    """Lays ops one after the other: what one gives is what the next takes."""

    def __init__(self, inputs: int, columns: int, dtype: Any) -> None:
        self.columns, self.dtype = columns, dtype
        self.rows: list[list[int]] = []
        self.params: list[tuple[float, ...]] = []
        self.units, self.x, self.dx = inputs, 0, -1
        self.size = inputs * columns

    def _room(self, units: int) -> int:
        start, self.size = self.size, self.size + units * self.columns
        return start

    def add(
        self, op: Op, outputs: int, place: int, values: tuple[float, ...] = (), weights: int = -1, biases: int = -1,
        skip: int = -1,
    ) -> None:  # fmt: skip
        self._add(op, outputs, place, values, self._room(outputs), weights, biases, skip)

    def fork(self, place: int) -> None:
        """What comes now has another reader; SKIP is where that one leaves its gradient, known when it is added."""
        self._add(fork, self.units, place, (), self.x)

    def _add(
        self, op: Op, outputs: int, place: int, values: tuple[float, ...], y: int, weights: int = -1, biases: int = -1,
        skip: int = -1,
    ) -> None:  # fmt: skip
        row = [0] * table_columns.WIDTH
        dy = self._room(outputs)
        row[table_columns.FORWARD] = op.forward.address(self.dtype)
        row[table_columns.BACKWARD] = op.backward.address(self.dtype)
        row[table_columns.INPUTS], row[table_columns.OUTPUTS] = self.units, outputs
        row[table_columns.WEIGHTS], row[table_columns.BIASES] = weights, biases
        row[table_columns.X], row[table_columns.Y] = self.x, y
        row[table_columns.DX], row[table_columns.DY] = self.dx, dy
        row[table_columns.COLUMNS], row[table_columns.PLACE] = self.columns, place
        row[table_columns.SKIP] = skip
        self.rows.append(row)
        self.params.append(values)
        self.units, self.x, self.dx = outputs, y, dy

    def plan(self, target_columns: int, first_row: tuple[int, ...], last_row: tuple[int, ...]) -> Plan:
        targets = self._room(target_columns)
        params = np.zeros((len(self.rows), table_columns.PARAMETERS), self.dtype)
        for row, values in enumerate(self.params):
            params[row, : len(values)] = values
        return Plan(
            np.array(self.rows, np.int64), params, aligned(self.size, self.dtype), self.columns, targets,
            first_row, last_row,
        )  # fmt: skip
