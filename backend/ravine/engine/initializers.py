"""Initializers: the weights before the first update; biases start at 0.

Each gets NumPy's generator of its layer and writes W, (outputs, inputs) of either element type.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ravine.engine.normals import fill_normal
from ravine.engine.registry import Family, Parameter

initializers = Family("initializers", "initializer")

LARGE = 1 << 20
"""Weights of a layer from which its numbers come from a kernel of our own, ten times as fast as NumPy's generator."""


def _normal(generator: np.random.Generator, W: NDArray[Any], scale: float) -> None:
    if W.size < LARGE:
        W[:] = scale * generator.standard_normal(W.shape)
    else:
        fill_normal(W.reshape(-1), int(generator.integers(2**63)), scale)


def zeros(generator: np.random.Generator, W: NDArray[Any]) -> None:
    """w = 0

    All units of a layer stay alike: shows why weights must start apart.
    """
    W[:] = 0.0


def normal(generator: np.random.Generator, W: NDArray[Any], scale: float) -> None:
    """w ~ N(0, scale^2)

    One scale whatever the layer's width.
    """
    _normal(generator, W, scale)


def xavier(generator: np.random.Generator, W: NDArray[Any]) -> None:
    """w ~ N(0, 2 / (inputs + outputs))

    Keeps the spread of signals and gradients for tanh-like units (Glorot, Bengio, 2010).
    """
    _normal(generator, W, math.sqrt(2.0 / sum(W.shape)))


def he(generator: np.random.Generator, W: NDArray[Any]) -> None:
    """w ~ N(0, 2 / inputs)

    Twice as much, for ReLU loses half of each signal (He et al., 2015).
    """
    _normal(generator, W, math.sqrt(2.0 / W.shape[1]))


def orthogonal(generator: np.random.Generator, W: NDArray[Any], gain: float) -> None:
    """W^T W = gain^2 I, or W W^T where that is the smaller square

    Lengths and angles pass unchanged, but for the gain (Saxe, McClelland, Ganguli, 2014).
    """
    outputs, inputs = W.shape
    tall = generator.standard_normal((max(outputs, inputs), min(outputs, inputs)))
    q, r = np.linalg.qr(tall)
    q *= np.sign(np.diag(r))  # makes the choice uniform over all orthogonal matrices
    W[:] = gain * (q if outputs >= inputs else q.T)


initializers.add(zeros)
initializers.add(
    normal,
    parameters=(
        Parameter(
            "scale",
            0.1,
            0.0,
            10.0,
            "standard deviation",
            "How far apart the weights start.",
            choices=(0.001, 0.01, 0.1, 0.3, 1.0),
        ),
    ),
)
initializers.add(xavier)
initializers.add(he)
initializers.add(
    orthogonal,
    parameters=(Parameter("gain", 1.0, 0.0, 10.0, "", "The length that a vector keeps.", choices=(0.5, 1.0, 1.4)),),
)
