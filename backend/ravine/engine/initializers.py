"""Initializers: the weights before the first update; biases start at 0.

Each gets NumPy's generator of its layer and the layer's size, and gives W of shape (outputs, inputs), float64.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ravine.engine.registry import Family, Parameter

initializers = Family("initializers", "initializer")


def zeros(generator: np.random.Generator, outputs: int, inputs: int) -> NDArray[np.float64]:
    """w = 0

    All units of a layer stay alike: shows why weights must start apart.
    """
    return np.zeros((outputs, inputs))


def normal(generator: np.random.Generator, outputs: int, inputs: int, scale: float) -> NDArray[np.float64]:
    """w ~ N(0, scale^2)

    One scale whatever the layer's width.
    """
    return scale * generator.standard_normal((outputs, inputs))


def xavier(generator: np.random.Generator, outputs: int, inputs: int) -> NDArray[np.float64]:
    """w ~ N(0, 2 / (inputs + outputs))

    Keeps the spread of signals and gradients for tanh-like units (Glorot, Bengio, 2010).
    """
    return math.sqrt(2.0 / (inputs + outputs)) * generator.standard_normal((outputs, inputs))


def he(generator: np.random.Generator, outputs: int, inputs: int) -> NDArray[np.float64]:
    """w ~ N(0, 2 / inputs)

    Twice as much, for ReLU loses half of each signal (He et al., 2015).
    """
    return math.sqrt(2.0 / inputs) * generator.standard_normal((outputs, inputs))


def orthogonal(generator: np.random.Generator, outputs: int, inputs: int, gain: float) -> NDArray[np.float64]:
    """W^T W = gain^2 I, or W W^T where that is the smaller square

    Lengths and angles pass unchanged, but for the gain (Saxe, McClelland, Ganguli, 2014).
    """
    tall = generator.standard_normal((max(outputs, inputs), min(outputs, inputs)))
    q, r = np.linalg.qr(tall)
    q *= np.sign(np.diag(r))  # makes the choice uniform over all orthogonal matrices
    return gain * (q if outputs >= inputs else q.T)


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
