"""The gradient check: backprop's gradient against finite differences, in float64."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ravine.engine.activations import learned
from ravine.engine.evaluation import evaluate
from ravine.engine.layers.op import SEED, UPDATE
from ravine.engine.losses import loss_kernels
from ravine.engine.network import Span, padded
from ravine.engine.random import CHECK, generator
from ravine.engine.section import multiplications
from ravine.engine.training import Trainer
from ravine.engine.twin import Twin
from ravine.engine.vector import LANES

STEPS = (1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-2, 1e-3)
"""Of the differences, in the order in which they are tried; times |w| where that is above 1."""

ENOUGH = 1e-7
"""Doubt about a slope, in units of the layer's largest derivative, that ends the search for a better step."""

EPSILON = float(np.finfo(np.float64).eps)

RESOLVED = math.sqrt(EPSILON)
"""Derivatives below this share of the loss drown in the rounding of differences: a smaller layer is measured by it."""

WORK = 1e10
"""Multiplications that all differences together may take: a fraction of a second, about one where many are in doubt."""

PASSES = 4
"""Passes forward that a check usually takes, two a step."""

DOUBTFUL = 3e-5
"""Of a layer's largest derivative: a difference that is not known better says nothing about backprop."""

LEAST = 8
"""Checks a layer before fewer examples are taken rather than still fewer checks."""


@dataclass(frozen=True)
class LayerCheck:
    """error: the largest |a - n| of the layer over its largest |a| or |n|, a from backprop, n from differences.

    checked: how many of its `of` parameters were compared. doubtful: how many more were tried whose difference itself
    is in doubt by more than `DOUBTFUL` of the largest derivative: corners of ReLUs in every step, in deep nets.
    """

    error: float
    checked: int
    of: int
    doubtful: int


@dataclass(frozen=True)
class Check:
    """A gradient check layer by layer, and the number of examples in the batch that the loss was taken of."""

    layers: tuple[LayerCheck, ...]
    examples: int


def gradient_check(trainer: Trainer, per_layer: int = 64) -> Check:
    """a = dL/dw by backprop;  n = (L(w + h) - L(w - h)) / 2h;  error = max |a - n| / max(|a|, |n|), by layer

    L is the data loss of the next batch, its dropout masks included, penalties and clipping not. Both sides are
    computed in float64 by a twin; the trainer is not touched. Of each layer at most `per_layer` parameters are
    compared, spread evenly over its weights and biases by the lane's seed.

    h: a wide step errs where the loss bends, a narrow one by rounding. So several are tried, 1e-4 and 1e-5 first, until
    a slope is hardly in doubt, and the one least in doubt counts (`_slope`); a has no say in it. A corner (of ReLU)
    between w - h and w + h spoils that difference, and a narrower step seldom meets one. A corner at w itself is seen
    as an error, for a is the slope from one side there and n the mean of both: that takes z = 0 exactly, which is rare
    but for biases of 0 and an example of zeros.

    A layer that learns nothing, or whose derivatives are all 0, has error 0; one whose derivatives are below 1.5e-8 of
    the loss is measured by that. Costs about a second at most, two where 64 layers share 5 million parameters: large
    nets get fewer checks, and where those are few, only the first examples of the batch (with masks of their own).
    Raises ValueError where that batch has no finite loss or gradient.
    """
    spans, lane_seed = trainer.layout.spans, int(trainer.clock[SEED])
    example = multiplications(trainer.settings.architecture)
    share = WORK / (PASSES * len(spans) * example)  # checks a layer, times examples
    batch = min(trainer.batch, max(LANES, int(share / LEAST) // LANES * LANES))
    most = max(1, min(per_layer, int(share / padded(batch))))
    still, layers = Twin.still(trainer, batch, np.float64), []
    still.make()
    loss = _Batch(still)
    for place in reversed(range(len(spans))):  # so that what a layer is given is there still
        of = learned_by(trainer, place)
        if not any(of):
            layers.append(LayerCheck(0.0, 0, 0, 0))
            continue
        chosen = _spread(spans[place], of, most, generator(lane_seed, CHECK, place))
        a = still.grad[chosen]
        scale = max(float(np.abs(a).max()), RESOLVED * abs(loss.at_rest))
        n, doubt = np.array([_slope(loss.along(place, index), ENOUGH * scale) for index in chosen]).T
        largest = max(scale, float(np.abs(n).max()))
        clear = doubt <= DOUBTFUL * largest
        error = float(np.abs(a - n)[clear].max(initial=0.0)) / largest if largest else 0.0
        layers.append(LayerCheck(error, int(clear.sum()), sum(of), int((~clear).sum())))
    return Check(tuple(reversed(layers)), still.rows.size)


def _slope(loss: Callable[[float], tuple[float, float]], enough: float) -> tuple[float, float]:
    """The slope at 0 and its doubt, of the step that is least in doubt, or of the first that is in no more than
    `enough`: how far it is from the slope of the step before says how much the loss bends, its last digit over the step
    what rounding adds."""
    best, doubt, before = math.nan, math.inf, math.nan
    for step in STEPS:
        (ahead, above), (behind, below) = loss(step), loss(-step)
        slope = (above - below) / (ahead - behind)
        here = abs(slope - before) + EPSILON * abs(above) / (ahead - behind)
        if here < doubt:
            best, doubt = slope, here
            if doubt <= enough:
                break
        before = slope
    return best, doubt


def learned_by(trainer: Trainer, place: int) -> tuple[int, int]:
    """How many weights a layer has, and how many biases, with the number that its activation learns."""
    span, layer = trainer.layout.spans[place], trainer.settings.architecture.layers[place]
    return span.inputs * span.outputs, span.outputs + learned(layer.activation)


def _spread(span: Span, of: tuple[int, int], most: int, random: np.random.Generator) -> NDArray[np.int64]:
    """Where in theta the layer's parameters lie that are checked: about a quarter biases, each from its own stretch."""
    weights, biases = of
    most = min(most, weights + biases)
    of_biases = min(biases, max(most // 4, most - weights))
    return np.concatenate(
        [
            start + _stretches(count, of, random)
            for start, count, of in ((span.weights, most - of_biases, weights), (span.biases, of_biases, biases))
        ]
    )


def _stretches(count: int, of: int, random: np.random.Generator) -> NDArray[np.int64]:
    """One of each of `count` equal stretches of range(of)."""
    edges = np.arange(count + 1) * of // max(count, 1)
    return random.integers(edges[:-1], edges[1:])


class _Batch:
    """The data loss of the batch of a still twin's last update, with the masks of that update, while theta is moved."""

    def __init__(self, still: Twin) -> None:
        self._still, self._clock = still, still.clock
        self._clock[UPDATE] -= 1  # draws the masks of that update again
        self._address = loss_kernels[still.settings.loss].address(still.dtype)
        self.at_rest = self._loss(0)

    def _loss(self, place: int) -> float:
        """At theta as it is now; the layers before `place` are taken as they were computed last."""
        still, sums = self._still, np.zeros(2)
        plan, train = still.plan, still.training_set
        row = plan.first_row[place]
        evaluate(
            still.theta, plan.scratch, plan.table[row:], plan.params[row:], self._clock, train.x, train.y, still.rows,
            plan.targets, self._address, sums,
        )  # fmt: skip
        return float(sums[0]) / still.rows.size

    def along(self, place: int, index: int) -> Callable[[float], tuple[float, float]]:
        """For a step: one parameter of layer `place` moved by it, and the loss there."""
        theta = self._still.theta
        here = float(theta[index])

        def moved(step: float) -> tuple[float, float]:
            theta[index] = there = here + step * max(1.0, abs(here))
            loss = self._loss(place)
            theta[index] = here
            return there, loss

        return moved
