"""A network: what its layers are (`Architecture`), and where each layer's numbers lie in one flat theta (`Layout`)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ravine.engine.activations import activations
from ravine.engine.initializers import initializers
from ravine.engine.layers.dense import Dense
from ravine.engine.layers.shape import Shape
from ravine.engine.layers.work import Work
from ravine.engine.random import INITIAL, generator
from ravine.engine.vector import LANES


@dataclass(frozen=True)
class Choice:
    """An entry of a family with its parameters' values in their declared order."""

    name: str
    values: tuple[float, ...] = ()


@dataclass(frozen=True)
class Layer:
    """What it does itself (a number: it is dense, of so many units), and what follows, in this order: an activation,
    dropout with keep probability `keep`, and a residual connection: what the layer `skip` places before hands on (0:
    none) is added to `branch` times what came so far. It takes what the layer before it hands on or, with `back`, the
    one so many places further back. A frozen one is not changed by updates."""

    what: Work | int
    activation: str = "linear"
    activation_parameters: tuple[float, ...] = ()
    keep: float = 1.0
    skip: int = 0
    branch: float = 1.0
    frozen: bool = False
    back: int = 0

    @property
    def work(self) -> Work:
        return Dense(self.what) if isinstance(self.what, int) else self.what

    @property
    def pieces(self) -> int:
        """Rows of W a unit."""
        return self.work.pieces

    @property
    def values(self) -> tuple[float, ...]:
        """The activation's parameters."""
        return self.activation_parameters or activations[self.activation].values({})


@dataclass(frozen=True)
class Architecture:
    """`inputs` features, or an `image` of so many pixels, into `layers`, the last of which gives the outputs.

    Raises ValueError where a layer cannot take what it is given, or a residual connection adds what does not fit.
    """

    inputs: int
    layers: tuple[Layer, ...]
    dropout_form: str = "lecture"
    image: Shape | None = None

    def __post_init__(self) -> None:
        if self.shapes[0].units != self.inputs:
            raise ValueError(f"pictures of {self.image} are {self.shapes[0].units} inputs and not {self.inputs}")
        for place, layer in enumerate(self.layers):
            if layer.skip > place + 1:
                raise ValueError(f"layer {place + 1} cannot look back {layer.skip} places: at most {place + 1}")
            given, own = self.shapes[place + 1 - layer.skip], self.shapes[place + 1]
            if layer.skip and given != own:
                raise ValueError(f"layer {place + 1} of {own} units cannot add the {given} of another one")

    @cached_property
    def shapes(self) -> tuple[Shape, ...]:
        """Of the input and of what each layer hands on."""
        shapes = [self.image or Shape(self.inputs)]
        for place, layer in enumerate(self.layers):
            if layer.back > place:
                raise ValueError(f"layer {place + 1} cannot take what lies {layer.back} places before: at most {place}")
            try:
                shapes.append(layer.work.shape(shapes[place - layer.back]))
            except ValueError as error:
                raise ValueError(f"layer {place + 1}: {error}") from None
        return tuple(shapes)

    def taken(self, place: int) -> Shape:
        """What a layer takes."""
        return self.shapes[place - self.layers[place].back]

    @property
    def outputs(self) -> int:
        return self.shapes[-1].units

    @property
    def products(self) -> int:
        """Multiply-adds of one example on the way forward."""
        return sum(layer.work.products(self.taken(place)) for place, layer in enumerate(self.layers))

    @property
    def branches(self) -> bool:
        """Whether what a layer hands on is asked for by another one than the next."""
        return any(layer.skip or layer.back for layer in self.layers)

    @property
    def in_shards(self) -> bool:
        """Whether a batch is better taken in parts, and may be."""
        works = [layer.work for layer in self.layers]
        return any(work.shards for work in works) and not any(work.whole_batch for work in works)

    @property
    def thawed(self) -> Architecture:
        """The same with no layer frozen."""
        return replace(self, layers=tuple(replace(layer, frozen=False) for layer in self.layers))

    @property
    def widths(self) -> tuple[int, ...]:
        return tuple(shape.units for shape in self.shapes)


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
    number that its activation may learn, up to `tracked`; from there to `stop` what follows the data, not learned.
    Outputs are rows of W: of Maxout so many as all pieces."""

    weights: int
    biases: int
    tracked: int
    stop: int
    inputs: int
    outputs: int
    ones: bool = False
    """Whether its weights start at 1, and with them the second of two numbers that it tracks for each output."""

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
        for place, layer in enumerate(architecture.layers):
            given = architecture.taken(place)
            outputs, inputs = layer.work.matrix(given)
            biases = start + padded(inputs * outputs)
            tracked = biases + padded(outputs + 1)
            stop = tracked + padded(layer.work.tracked(given))
            spans.append(Span(start, biases, tracked, stop, inputs, outputs, layer.work.ones))
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
        """(layers, 5): first weight, first bias, first of what is tracked, 1 where the layer is frozen, and stop, for
        the kernels."""
        layers = zip(self.spans, architecture.layers, strict=True)
        rows = [(span.weights, span.biases, span.tracked, layer.frozen, span.stop) for span, layer in layers]
        return np.array(rows, np.int64)

    def initial(self, initializer: Choice, seed: int, dtype: Any) -> NDArray[Any]:
        """theta before the first update: a function of the initializer, the seed and each layer's place and size."""
        theta = aligned(self.size, dtype)
        draw = initializers[initializer.name].functions[0]
        for place, span in enumerate(self.spans):
            if span.ones:
                theta[span.weights : span.weight_stop] = 1.0
                theta[span.tracked + span.outputs : span.tracked + 2 * span.outputs] = 1.0
            elif span.outputs:
                draw(generator(seed, INITIAL, place), self.weights(theta, place), *initializer.values)
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
