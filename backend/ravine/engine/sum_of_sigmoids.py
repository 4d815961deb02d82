"""sum over i = 1 .. n of sigmoid(x + 0.5 - i): what a ReLU stands in for (Nair, Hinton, 2010; lecture, ReLU, third
reason).

Sigmoids with different biases, one unit apart. With infinitely many of them the sum is softplus, ln(1 + e^x), but for
at most 0.0106: it takes the integral of sigmoid(x - s) over s > 0 at the middles of steps of 1, which errs by about
sigmoid'(x) / 24. And softplus is ReLU, max(0, x), but for ln 2 at most. A finite sum is flat beyond n: it levels off at
n, while both others go on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MARGIN = 4.0
"""Shown on both sides of 0 .. n, where the sum rises."""

POINTS = 257

FINE = 4097
"""Points that the largest difference is looked for at."""


@dataclass(frozen=True)
class SumOfSigmoids:
    """The three functions at x, from -4 to n + 4; difference: the largest |sum - softplus| for x from -1 to n / 2."""

    terms: int
    x: NDArray[np.float64]
    total: NDArray[np.float64]
    softplus: NDArray[np.float64]
    relu: NDArray[np.float64]
    difference: float

    @classmethod
    def of(cls, terms: int) -> SumOfSigmoids:
        x = np.linspace(-MARGIN, terms + MARGIN, POINTS)
        near = np.linspace(-1.0, terms / 2, FINE)
        difference = float(np.abs(total(near, terms) - softplus(near)).max())
        return cls(terms, x, total(x, terms), softplus(x), np.maximum(x, 0.0), difference)


def total(x: NDArray[np.float64], terms: int) -> NDArray[np.float64]:
    """sum over i = 1 .. terms of 1 / (1 + e^-(x + 0.5 - i))"""
    biases = 0.5 - np.arange(1, terms + 1)
    sigmoids = 1.0 / (1.0 + np.exp(-(x[:, None] + biases)))
    return np.asarray(sigmoids.sum(axis=1), np.float64)


def softplus(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """ln(1 + e^x)"""
    return np.logaddexp(0.0, x)
