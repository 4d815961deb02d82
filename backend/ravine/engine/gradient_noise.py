"""How well a batch knows the way: cos = g_B . g / (|g_B| |g|) and |g_B| / |g|, over batch sizes.

g_B is the gradient of a batch, g that of all training examples. Small batches point elsewhere and are too long: in the
mean |g_B|^2 is |g|^2 and what the gradients of single examples vary by, over the size of the batch.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ravine.engine.evaluation import Examples
from ravine.engine.gradient import Gradient
from ravine.engine.network import Architecture, padded
from ravine.engine.random import BATCHES, generator
from ravine.engine.section import multiplications
from ravine.engine.vector import LANES

SIZES = 8
"""Of batches, at most: 1, 2, 5, 10, ... and the whole."""

DRAWS = 200
"""Batches of a size, at most; at least two of those that are not the whole."""

MOST_EXAMPLES = 4096
"""That are the whole training set here; of a larger one so many are drawn."""

WORK = 6_000_000_000
"""Multiplications that all gradients together may take: about 0.1 s."""

PARTS = 2 * SIZES
"""Of the work: one for the gradient of the whole, two for every smaller size, so that each can be drawn twice."""

PASSES = 3
"""A gradient takes the time of so many passes forward."""

COMPARED = 100
"""Multiplications a parameter that comparing two gradients takes the time of."""


@dataclass(frozen=True)
class NoiseRow:
    """Of `draws` batches of this size: mean and standard deviation of the cosine between their gradient and that of all
    examples, and of the ratio of the two norms."""

    batch: int
    draws: int
    cosine: float
    cosine_spread: float
    ratio: float
    ratio_spread: float


@dataclass(frozen=True)
class GradientNoise:
    """rows: by batch size, the whole last. examples: how many are the whole. norm: of their gradient."""

    examples: int
    norm: float
    rows: tuple[NoiseRow, ...]


def gradient_noise(
    architecture: Architecture, loss: str, theta: NDArray[Any], train: Examples, seed: int
) -> GradientNoise:
    """Of the network as it stands: dropout in its test form, penalties not counted, frozen layers left out.

    A batch is drawn without an example twice, and `seed` draws the same ones whatever theta is. Of large networks and
    training sets fewer are drawn, of fewer examples. A batch whose gradient is 0 has the cosine 0. Raises ValueError
    where the gradient of the whole is 0, or where one is not finite.
    """
    train, example = train.astype(theta.dtype), PASSES * multiplications(architecture)
    count = min(len(train), MOST_EXAMPLES, max(LANES, WORK // PARTS // example // LANES * LANES))
    whole = generator(seed, BATCHES, 0).choice(len(train), count, replace=False, shuffle=False)

    @cache
    def room(columns: int) -> Gradient:
        return Gradient(architecture, loss, columns, theta.dtype)

    def gradient(rows: NDArray[np.int64]) -> NDArray[Any]:
        made = room(padded(rows.size))
        made.of(theta, train, rows)
        return made.grad

    g = gradient(whole).copy()
    norm = math.sqrt(dot(g, g))
    if not 0.0 < norm < np.inf:
        raise ValueError(f"the gradient of all examples is {'0' if norm == 0.0 else 'not finite'}: it has no direction")
    rows = []
    for place, size in enumerate(sizes(count)):
        each = example * padded(size) + COMPARED * theta.size
        draws = int(np.clip(2 * WORK // PARTS // each, 2, DRAWS)) if size < count else 1
        random = generator(seed, BATCHES, 1 + place)
        drawn = (whole[random.choice(count, size, replace=False, shuffle=False)] for _ in range(draws))
        batches = map(gradient, drawn) if size < count else [g]
        along, squares = np.array([(dot(batch, g), dot(batch, batch)) for batch in batches]).T
        length = np.sqrt(squares)
        if not np.isfinite(length).all():
            raise ValueError(f"the gradient of a batch of {size} is not finite")
        cosine, ratio = along / norm / np.where(length > 0.0, length, 1.0), length / norm
        measured = cosine.mean(), cosine.std(), ratio.mean(), ratio.std()
        rows.append(NoiseRow(size, draws, *map(float, measured)))
    return GradientNoise(count, norm, tuple(rows))


def dot(a: NDArray[Any], b: NDArray[Any]) -> float:
    """a . b, added up in float64."""
    return float(np.einsum("i,i", a, b, dtype=np.float64))


def sizes(count: int) -> list[int]:
    """1, 2, 5, 10, ... and `count`; of too many some are left out, evenly."""
    steps = [step * 10**power for power in range(len(str(count))) for step in (1, 2, 5) if step * 10**power < count]
    every = [*steps, count]
    return [every[i] for i in np.linspace(0, len(every) - 1, min(len(every), SIZES)).round().astype(int)]
