"""Randomness by counting: a number is a function of (seed, purpose, epoch or update) and its place, never of history.

So turning dropout on does not change the batches, a replay needs no stored generator, and however the work is sliced
the numbers are the same. Scalars are mixed by SplitMix64 (G. Steele, D. Lea, C. Flood, Fast Splittable Pseudorandom
Number Generators, 2014), vectors by two rounds of a 32-bit mixer with a low bias (C. Wellons, Prospecting for Hash
Functions, 2018).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit
from numba.core import types
from numba.extending import intrinsic

from ravine.engine.vector import LANES, VectorType

# Purposes: what a stream of numbers is for.
ORDER = 1
DROPOUT = 2
INITIAL = 3
CHECK = 4
NOISE = 5
EXAMPLES = 6
DIRECTIONS = 7
MASKS = 8
BATCHES = 9
AUGMENTATION = 10

_GOLDEN = 0x9E3779B97F4A7C15


@njit(nogil=True)
def mix(state: Any) -> Any:
    """SplitMix64's output function: 64 bits in, 64 well-mixed bits out."""
    z = np.uint64(state) + np.uint64(_GOLDEN)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@njit(nogil=True)
def key(seed: Any, purpose: Any, time: Any, place: Any) -> Any:
    """The 64-bit key of one stream: seed, what for, at which update or epoch, and where (a layer's number)."""
    k = mix(np.uint64(seed))
    k = mix(k ^ np.uint64(purpose))
    k = mix(k ^ np.uint64(time))
    return mix(k ^ np.uint64(place))


def generator(seed: int, purpose: int, place: int) -> np.random.Generator:
    """NumPy's generator for a stream, for what is drawn once (initial parameters); counter-based too."""
    return np.random.Generator(np.random.Philox(np.random.SeedSequence((seed, purpose, place))))


@njit(nogil=True)
def normal_pair(stream: Any) -> Any:
    """Two independent standard normal numbers, the first of a keyed stream (G. Box, M. Muller, 1958).

    The 53 high bits and a half, so that the logarithm is never that of 0.
    """
    u = (np.float64(mix(stream) >> np.uint64(11)) + 0.5) * 2.0**-53
    v = (np.float64(mix(stream + np.uint64(_GOLDEN)) >> np.uint64(11)) + 0.5) * 2.0**-53
    radius, angle = math.sqrt(-2.0 * math.log(u)), 2.0 * math.pi * v
    return radius * math.cos(angle), radius * math.sin(angle)


@njit(nogil=True)
def shuffle(order: Any, seed: Any, epoch: Any) -> None:
    """Fill `order` with the permutation that belongs to (seed, epoch): Fisher-Yates from the identity.

    The 32 high bits times the range, shifted down, are uniform but for a bias under n / 2^32.
    """
    n = order.size
    for i in range(n):
        order[i] = i
    state = key(seed, ORDER, epoch, 0)
    for i in range(n - 1, 0, -1):
        state = state + np.uint64(_GOLDEN)
        j = np.int64(((mix(state) >> np.uint64(32)) * np.uint64(i + 1)) >> np.uint64(32))
        order[i], order[j] = order[j], order[i]


def _mix32(builder: ir.IRBuilder, x: ir.Value) -> ir.Value:
    whole = x.type

    def constant(value: int) -> ir.Constant:
        return ir.Constant(whole, [value] * LANES)

    for shift, factor in ((16, 0x21F0AAAD), (15, 0x735A2D97)):
        x = builder.mul(builder.xor(x, builder.lshr(x, constant(shift))), constant(factor))
    return builder.xor(x, builder.lshr(x, constant(15)))


@intrinsic
def uniform(typingctx: Any, like: Any, stream: Any, position: Any) -> Any:
    """Sixteen numbers in [0, 1) with 24 random bits each, those at `position` .. `position + 15` of a keyed stream."""
    vector = VectorType(like.dtype)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        narrow = ir.IntType(32)
        whole = ir.VectorType(narrow, LANES)
        blank = ir.Constant(whole, ir.Undefined)

        def spread(value: Any) -> Any:
            one = builder.insert_element(blank, value, ir.Constant(narrow, 0))
            return builder.shuffle_vector(one, blank, ir.Constant(whole, [0] * LANES))

        _, key_value, place = arguments
        low = spread(builder.trunc(key_value, narrow))
        high = spread(builder.trunc(builder.lshr(key_value, ir.Constant(ir.IntType(64), 32)), narrow))
        counter = builder.add(spread(builder.trunc(place, narrow)), ir.Constant(whole, list(range(LANES))))
        bits = _mix32(builder, builder.xor(_mix32(builder, builder.xor(counter, low)), high))
        element = ir.FloatType() if like.dtype == types.float32 else ir.DoubleType()
        floats = ir.VectorType(element, LANES)
        number = builder.uitofp(builder.lshr(bits, ir.Constant(whole, [8] * LANES)), floats)
        return builder.fmul(number, ir.Constant(floats, [2.0**-24] * LANES))

    return vector(like, types.uint64, types.int64), generate
