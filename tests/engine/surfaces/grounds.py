"""Surfaces for the tests: every one of the registry, with its defaults, with other parameters, or of some examples."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

import naive
from ravine.engine.descent import DescentSettings
from ravine.engine.network import Choice
from ravine.engine.optimizers import optimizers
from ravine.engine.surfaces import surfaces
from ravine.engine.surfaces.surface import Surface

CONSTANT = Choice("constant")

Array = NDArray[Any]

OTHERS: dict[str, tuple[tuple[float, ...], ...]] = {
    "ravine": ((1.0,), (3.0,), (1000.0,)),
    "rotated_ravine": ((50.0, 0.0), (1000.0, -45.0), (3.0, 77.0)),
}
"""Other values of the parameters of those that have some."""

FUNCTIONS = [
    (entry.name, values)
    for entry in surfaces
    if not (entry.traits["from_data"] or entry.traits["typed"])
    for values in (entry.values({}), *OTHERS.get(entry.name, ()))
]
FROM_DATA = [(entry.name, seed) for entry in surfaces if entry.traits["from_data"] for seed in (0, 1, 2)]

ALL = [Surface.of(name, values) for name, values in FUNCTIONS] + [
    Surface.from_data(name, surfaces[name].traits["points"](seed)) for name, seed in FROM_DATA
]
LABELS = [f"{name}{list(values)}" for name, values in FUNCTIONS] + [f"{name}-{seed}" for name, seed in FROM_DATA]


def reference(surface: Surface, points: Array) -> Array:
    """f at points (N, 2), by the naive twin."""
    if surface.rows.size:
        mean = naive.DATA_SURFACES[surface.name]
        return np.array([mean(float(x), float(y), surface.rows) for x, y in points])
    return np.asarray(naive.SURFACES[surface.name](points[:, 0], points[:, 1], *surface.p))


def scattered(surface: Surface, count: int = 400, reach: float = 1.2) -> Array:
    """Points (N, 2) all over the domain and some beyond its edge."""
    low, high = np.transpose(surface.domain)
    middle, half = (low + high) / 2, (high - low) / 2
    return np.asarray(middle + half * np.random.default_rng(0).uniform(-reach, reach, (count, 2)))


def settings(
    name: str, *, noise: float = 0.0, batch: int = 10, schedule: Choice = CONSTANT, **given: float
) -> DescentSettings:
    """An optimizer with its default parameters, but for those given (`lambda_` for lambda)."""
    values = optimizers[name].values({key.removesuffix("_"): value for key, value in given.items()})
    return DescentSettings(Choice(name, values), schedule, noise, batch)
