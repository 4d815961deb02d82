"""Parts: how much of a layer's parameters learns at once, where the gradient of all of it would take too much room."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from ravine.engine.activations import learned
from ravine.engine.layers.dense import Dense, dense_blas, dense_op
from ravine.engine.network import Layer, Span
from ravine.engine.vector import LANES

BAND = 1 << 20
"""Weights of a dense layer that learn at once: few enough that their gradient stays in the cache."""


@dataclass(frozen=True)
class Part:
    """theta[start : stop] of a layer, which learns at once; of a band the rows of W that it holds."""

    start: int
    stop: int
    rows: range = range(0)

    @property
    def size(self) -> int:
        return self.stop - self.start


def parts_of(layer: Layer, span: Span) -> list[Part]:
    """Of a large dense layer first bands of W, then what comes behind; where an activation learns too, all at once."""
    if not span.outputs and not learned(layer.activation):
        return []
    large = span.inputs * span.outputs > BAND and dense_op(span.inputs, span.outputs) is dense_blas
    if not isinstance(layer.work, Dense) or not large or learned(layer.activation):
        return [Part(span.weights, span.stop)]
    rows = max(BAND // span.inputs // LANES, 1) * LANES  # so that a band is made of whole vectors
    edges = [*range(0, span.outputs, rows), span.outputs]
    starts = [*(span.weights + edge * span.inputs for edge in edges[:-1]), span.biases]
    bands = [Part(*pair, range(*edge)) for pair, edge in zip(pairwise(starts), pairwise(edges), strict=True)]
    return [*bands, Part(span.biases, span.stop)]


def behind(parts: list[Part]) -> int:
    """Where the gradient of a layer's last part lies: bands take turns before it."""
    return max((part.size for part in parts[:-1]), default=0)


def room(parts: list[Part]) -> int:
    """Numbers that a layer's gradient takes."""
    return behind(parts) + parts[-1].size if parts else 0
