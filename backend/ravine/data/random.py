"""Random numbers that depend on a seed and a purpose, and on nothing else."""

from __future__ import annotations

import hashlib

import numpy as np


def stream(seed: int, purpose: str) -> np.random.Generator:
    """Philox keyed by (seed, purpose): the same pair gives the same numbers, another purpose independent ones.

    So a set's points stay where they are when something else (noise, the split, labels) asks for numbers too.
    """
    digest = hashlib.blake2b(purpose.encode(), digest_size=8).digest()
    return np.random.Generator(np.random.Philox(key=[seed, int.from_bytes(digest, "little")]))
