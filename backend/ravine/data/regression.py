"""Numbers over the plane: two inputs, evenly spread over [-1, 1] x [-1, 1], and one output within [-1, 1] before noise.

Each row takes its random numbers in the order of the rows: a larger set begins with the smaller one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ravine.data.data import Data
from ravine.data.noise import noisy
from ravine.data.random import stream
from ravine.engine.registry import Family


def plane(examples: int, noise: float, seed: int) -> Data:
    """y = (x0 + x1) / 2

    A slope that one linear neuron fits exactly. Noise moves the output: 1 is a standard deviation of a quarter of
    its range.
    """
    x = _inputs(plane.__name__, examples, seed)
    return _data(plane.__name__, x, (x[:, 0] + x[:, 1]) / 2, noise, seed)


def sine(examples: int, noise: float, seed: int) -> Data:
    """y = sin(pi x0) cos(pi x1)

    Smooth hills and hollows, for which a network needs several hidden units. Noise moves the output: 1 is a standard
    deviation of a quarter of its range.
    """
    x = _inputs(sine.__name__, examples, seed)
    return _data(sine.__name__, x, np.sin(np.pi * x[:, 0]) * np.cos(np.pi * x[:, 1]), noise, seed)


def steps(examples: int, noise: float, seed: int) -> Data:
    """y = (2 floor(x0 + x1 + 2) - 3) / 3, the floor at most 3

    Four flat steps along the diagonal, with jumps that a smooth network can only approach. Noise moves the output: 1
    is a standard deviation of a quarter of its range.
    """
    x = _inputs(steps.__name__, examples, seed)
    step = np.minimum(np.floor(x[:, 0] + x[:, 1] + 2), 3)
    return _data(steps.__name__, x, (2 * step - 3) / 3, noise, seed)


def add_to(family: Family) -> None:
    """Add the sets of this file."""
    for function, noise in ((plane, 0.1), (sine, 0.05), (steps, 0.05)):
        family.add(
            function,
            task="regression",
            inputs=2,
            outputs=1,
            classes=None,
            classes_from=None,
            image=None,
            flips=(),
            examples=(500, 20, 10_000),
            noise=(noise, 0.0, 1.0),
            notice="",
        )


def _inputs(name: str, examples: int, seed: int) -> NDArray[np.float64]:
    return 2 * stream(seed, name).random((examples, 2)) - 1


def _data(name: str, x: NDArray[np.float64], y: NDArray[np.float64], noise: float, seed: int) -> Data:
    return Data(
        x=x.astype(np.float32),
        y=noisy(y[:, None], noise, seed, name),
        task="regression",
        classes=(),
        image=None,
        features=("x0", "x1"),
        target="y",
    )
