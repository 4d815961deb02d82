"""A moment of a learner that it can go back to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ravine.engine.layers.op import UPDATE
from ravine.engine.plateau import Plateau


@dataclass(frozen=True)
class Snapshot:
    """All that a learner's future depends on beside its settings and data."""

    theta: NDArray[Any]
    slots: NDArray[Any]
    memory: NDArray[np.float64]
    clock: NDArray[np.int64]
    plateau: Plateau

    @property
    def update(self) -> int:
        return int(self.clock[UPDATE])

    @property
    def size(self) -> int:
        """Bytes held."""
        return self.theta.nbytes + self.slots.nbytes
