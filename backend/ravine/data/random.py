"""Random numbers that depend on a seed and a purpose, and on nothing else."""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

from ravine.engine.random import mix


def stream(seed: int, purpose: str, place: int = 0) -> np.random.Generator:
    """Philox keyed by (seed, purpose): the same pair gives the same numbers, another purpose independent ones.

    So a set's points stay where they are when something else (noise, the split, labels) asks for numbers too. Each
    place is 2^192 blocks on from the one before: an example can have numbers of its own.
    """
    digest = hashlib.blake2b(purpose.encode(), digest_size=8).digest()
    key = [seed, int.from_bytes(digest, "little")]
    return np.random.Generator(np.random.Philox(key=key, counter=[0, 0, 0, place]))


def drawn(marks: NDArray[np.uint64], seed: int, purpose: str) -> NDArray[np.float64]:
    """A number in [0, 1) for each mark, which depends on the mark, the seed and the purpose, and on no other mark."""
    key = stream(seed, purpose).integers(2**64, dtype=np.uint64)
    bits = mixed(marks ^ key) >> np.uint64(11)
    return bits.astype(np.float64) * 2.0**-53


def mixed(states: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The engine's mixer, of whole arrays."""
    scrambled: NDArray[np.uint64] = mix.py_func(states)
    return scrambled
