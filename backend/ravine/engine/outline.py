"""What a network is made of, layer by layer, in figures that follow from its architecture alone."""

from __future__ import annotations

from dataclasses import dataclass

from ravine.engine.layers.shape import Shape
from ravine.engine.network import Architecture, Layout


@dataclass(frozen=True)
class Field:
    """The receptive field of a layer's pixels: pixel (y, x) of a map sees the `size` (height, width) pixels of the
    picture from (start + step y, start + step x) on, those in the margins counted."""

    size: tuple[int, int]
    start: int = 0
    step: int = 1

    def through(self, window: tuple[int, int, int]) -> Field:
        """r' = r + (size - 1) step, start' = start - padding step, step' = stride step."""
        size, stride, padding = window
        grown = (size - 1) * self.step
        tall, wide = self.size
        return Field((tall + grown, wide + grown), self.start - padding * self.step, self.step * stride)

    def joined(self, other: Field) -> Field:
        """Of a sum of both: from where either begins to where either ends."""
        start = min(self.start, other.start)
        tall, wide = (
            max(self.start + a, other.start + b) - start for a, b in zip(self.size, other.size, strict=True)
        )  # fmt: skip
        return Field((tall, wide), start, self.step)

    def part(self, place: tuple[int, int], picture: Shape) -> tuple[int, int, int, int]:
        """What the pixel at (y, x) sees of the picture: first row and column, and behind the last ones."""
        top, left = (self.start + self.step * at for at in place)
        bottom, right = top + self.size[0], left + self.size[1]
        return max(top, 0), max(left, 0), min(bottom, picture.height), min(right, picture.width)


@dataclass(frozen=True)
class LayerOutline:
    """given, shape: of what it takes and of what it hands on. products: multiply-adds of one example forward.
    numbers: that it holds for one example: its outputs, and the pieces of Maxout."""

    given: Shape
    shape: Shape
    weights: int
    biases: int
    products: int
    numbers: int
    field: Field

    @property
    def parameters(self) -> int:
        return self.weights + self.biases


def outline(architecture: Architecture) -> tuple[LayerOutline, ...]:
    """Of each layer; the last one gives the outputs."""
    picture, found = architecture.shapes[0], []
    fields = [Field((1, 1))]
    for place, (layer, span) in enumerate(zip(architecture.layers, Layout.of(architecture).spans, strict=True)):
        given, window = architecture.taken(place), layer.work.window
        field = fields[place - layer.back].through(window) if window else Field((picture.height, picture.width), 0, 0)
        if layer.skip:
            field = field.joined(fields[place + 1 - layer.skip])
        fields.append(field)
        shape, weights = architecture.shapes[place + 1], span.inputs * span.outputs
        numbers, products = layer.pieces * shape.units, layer.work.products(given)
        found.append(LayerOutline(given, shape, weights, span.outputs, products, numbers, field))
    return tuple(found)
