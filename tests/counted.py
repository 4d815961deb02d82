"""Numbers by counting, for nets too large to keep their parameters in a file: each a function of its index alone."""

from __future__ import annotations

from typing import Any

import numpy as np

AT_ONCE = 1 << 20


def counted(first: int, numbers: Any, spread: float) -> None:
    """Fill `numbers` with those at `first`, `first + 1`, ...: uniform over [-spread, spread), exact in float32 but for
    the last product (the mixer is C. Wellons', Prospecting for Hash Functions, 2018)."""
    for start in range(0, numbers.size, AT_ONCE):
        stop = min(start + AT_ONCE, numbers.size)
        n = np.arange(first + start, first + stop, dtype=np.uint32)
        for shift, factor in ((16, 0x21F0AAAD), (15, 0x735A2D97)):
            n ^= n >> np.uint32(shift)
            n *= np.uint32(factor)
        n ^= n >> np.uint32(15)
        unit = (n >> np.uint32(8)).astype(np.float32) * np.float32(2.0**-23) - np.float32(1)
        numbers[start:stop] = unit * np.float32(spread)


PICTURES = 1 << 27
"""Where the numbers of pictures begin, behind those of parameters."""


def weight_spread(inputs: int) -> float:
    """So that the variance is 2 / inputs."""
    return float((6 / inputs) ** 0.5)


BIAS_SPREAD, PICTURE_SPREAD = 0.1, 3**0.5


def pictures(count: int, units: int) -> Any:
    """(count, units), of variance 1"""
    x = np.empty(count * units, np.float32)
    counted(PICTURES, x, PICTURE_SPREAD)
    return x.reshape(count, units)


def classes(count: int) -> Any:
    """(count, 1), of a thousand"""
    return (np.arange(count)[:, None] * 377 % 1000).astype(np.float32)


def samples(count: int) -> Any:
    """A few indices, spread over `count` numbers."""
    return (np.arange(32) * 2 + 1) * count // 64
